import type { Race, Run } from './schema.js';

/**
 * How the workers of a run raced with each other, so that a repetition ends elsewhere; undefined if the run is
 * deterministic. A single worker has none to race with, whatever results of version 0.1.0 say.
 */
export function raceOf({ race, configuration }: Pick<Run, 'race' | 'configuration'>): Race | undefined {
  return configuration.workers > 1 ? race : undefined;
}
