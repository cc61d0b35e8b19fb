import type { Configuration, Run } from '../../src/results/schema.js';
import { curveOf, makeRun } from './runs.js';

/** A made-up run with a loss an epoch. */
export function ran(
  configuration: Partial<Configuration>,
  trainLosses: (number | null)[],
  changes: Partial<Run> = {},
): Run {
  return makeRun(
    { dataset: { ...makeRun().dataset, name: 'data' }, curve: curveOf(...trainLosses), ...changes },
    configuration,
  );
}

/** Surroundings in which others ran too. */
export const contended: Run['environment'] = { ...makeRun().environment, contended: true };

/**
 * Two rules and what can become of runs. The best loss is 0.1 and F(w₀) is 1, so the target is 0.109:
 * mean needs 2 and 3 epochs at batch 1, and 3 or, diverged, none at batch 8; adabatch 3 at both of these
 * and 5 at batch 64.
 */
export const twoRules: Run[] = [
  ran({ rule: 'mean', batch: 1, seed: 0 }, [1, 0.5, 0.2, 0.1]),
  ran({ rule: 'mean', batch: 1, seed: 1 }, [1, 0.4, 0.105, 0.104]),
  ran({ rule: 'mean', batch: 8, seed: 0 }, [1, 0.6, 0.3, 0.108]),
  ran({ rule: 'mean', batch: 8, seed: 1 }, [1, 5, 2e6], { status: 'diverged' }),
  ran({ rule: 'adabatch', batch: 1 }, [1, 0.5, 0.2, 0.1]),
  ran({ rule: 'adabatch', batch: 8 }, [1, 0.5, 0.2, 0.108]),
  ran({ rule: 'adabatch', batch: 64 }, [1, 0.9, 0.5, 0.3, 0.2, 0.1], { environment: contended }),
  ran({ rule: 'adabatch', batch: 512 }, [1, 0.9], { status: 'interrupted' }),
];
