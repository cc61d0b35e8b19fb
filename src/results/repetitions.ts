import type { Repetitions, Run } from './schema.js';

/**
 * The repetitions of a run that is not deterministic, since several workers update its weights at once; undefined if it
 * is deterministic. A run of a single worker always is, whatever results of version 0.1.0 say.
 */
export function repetitionsOf({ race, configuration }: Pick<Run, 'race' | 'configuration'>): Repetitions | undefined {
  return configuration.workers > 1 ? race : undefined;
}
