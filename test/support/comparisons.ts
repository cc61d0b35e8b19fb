import { type ComparedRun, comparedRun } from '../../src/results/comparison/rows.js';
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

/** Runs as a comparison takes them, named by their ids. */
export function compared(runs: Run[]): ComparedRun[] {
  return runs.map((run) => ({ ...comparedRun(run), name: run.id }));
}

/** Surroundings in which others ran too. */
export const contended: Run['environment'] = { ...makeRun().environment, contended: true };

/**
 * Two rules and what can become of runs, all of a loss of 1 at w₀. Batch 8 of adabatch ends 0.9 % short of what batch 1
 * gains, batch 64 11 %; one run of mean at batch 8 diverges. The target, where the best run of batch 1 is half-way, is
 * √(0.5·0.2).
 */
export const twoRules: Run[] = [
  ran({ rule: 'mean', batch: 1, seed: 0 }, [1, 0.5, 0.2, 0.1]),
  ran({ rule: 'mean', batch: 1, seed: 1 }, [1, 0.4, 0.105, 0.104]),
  ran({ rule: 'mean', batch: 8, seed: 0 }, [1, 0.6, 0.3, 0.108]),
  ran({ rule: 'mean', batch: 8, seed: 1 }, [1, 5, 2e6], { status: 'diverged' }),
  ran({ rule: 'adabatch', batch: 1 }, [1, 0.5, 0.2, 0.1]),
  ran({ rule: 'adabatch', batch: 8 }, [1, 0.5, 0.2, 0.108]),
  ran({ rule: 'adabatch', batch: 64 }, [1, 0.9, 0.5, 0.2], { environment: contended }),
  ran({ rule: 'adabatch', batch: 512 }, [1, 0.9], { status: 'interrupted' }),
];
