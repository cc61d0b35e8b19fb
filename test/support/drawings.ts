import type { Report } from '../../src/report/html/report.js';
import { type Drawing, type DrawnRun, drawRuns } from '../../src/results/comparison/curves.js';
import { comparedRun } from '../../src/results/comparison/rows.js';
import type { Run } from '../../src/results/schema.js';
import { ran } from './comparisons.js';
import { makeRun } from './runs.js';

/** Runs as pictures take them, named by their ids. */
export function drawn(runs: readonly Run[]): DrawnRun[] {
  return runs.map((run) => ({ ...comparedRun(run), curve: run.curve, name: run.id }));
}

/** The drawing of runs. */
export function drawingOf(runs: readonly Run[]): Drawing {
  return drawRuns(drawn(runs), {});
}

/** A report of runs, in which a command is a rule, a batch and the data. */
export function reportOf(runs: readonly Run[]): Report {
  return {
    drawing: drawingOf(runs),
    runs: drawn(runs),
    spell: (text) => text,
    commandOf: ({ keys }, dataset) => `repeat ${keys.rule} ${keys.batch} on ${dataset}`,
  };
}

/** A name that would be markup. */
export const HOSTILE = '</script><script>alert(1)</script><!-- "&';

/** Two rules, three batches and two seeds; and, of other data with a hostile name, one to four workers. */
export const twoSubjects: Run[] = [
  ...[0, 1].flatMap((seed) => [
    ran({ rule: 'adabatch', batch: 1, seed }, [1, 0.5 + seed / 100, 0.25, 0.125]),
    ran({ rule: 'adabatch', batch: 8, seed }, [1, 0.5625, 0.3125, 0.1328]),
    ran({ rule: 'adabatch', batch: 64, seed }, [1, 0.625, 0.375, 0.25]),
    ran({ rule: 'mean', batch: 1, seed }, [1, 0.5 + seed / 100, 0.25, 0.125]),
    ran({ rule: 'mean', batch: 8, seed }, [1, 0.75, 0.5, 0.375]),
    ran({ rule: 'mean', batch: 64, seed }, [1, 1.5, null], { status: 'diverged' }),
  ]),
  ...[1, 2, 4].map((workers) => parallel(workers)),
];

/** An epoch of two workers takes half the time of one. */
function parallel(workers: number): Run {
  const run = ran({ execution: 'synchronous', workers, blocks: 4 }, [1, 0.5, 0.25]);
  const curve = run.curve.map((point) => ({ ...point, seconds: point.epoch / workers }));
  return { ...run, curve, dataset: { ...makeRun().dataset, name: HOSTILE, sha256: 'b00' } };
}
