import { median, min } from 'simple-statistics';
import { speedUp } from '../../report/plots/pictures/speed-up.js';
import { type DrawnGroup, type DrawnRow, drawRuns } from '../../results/comparison/curves.js';
import { SHORTEST_SECONDS } from '../../results/comparison/sorting.js';
import type { Finding } from '../../results/verdicts.js';
import { greatestOf } from '../../util/extremes.js';
import { finiteOrNull } from '../../util/finite.js';
import { rounded } from '../../util/text.js';
import type { Claim, Judgement, Scope } from '../claim.js';
import { batchesOf, describeLambda, firstSeeds, sweepOf } from '../design.js';
import { figuresOf } from '../figures.js';

/** This much longer than Hogwild! is on a par, since times scatter. */
const ON_A_PAR = 1.1;

/** Claim 5: workers that meet once per batch come to a target as soon as those that never do. */
export const parallel: Claim = {
  name: '5',
  title: 'Parallel on a par with Hogwild!',
  statement: 'AdaBatch gives a parallel method that is synchronous, yet speeds up on a par with Hogwild!.',
  source: 'the paper',
  criterion:
    'It holds if the synchronous method comes to the target, at its best batch and number of workers, within 1.1 times ' +
    'the seconds of Hogwild! at its best number of workers: medians over the seeds, steps tuned, one run at a time. ' +
    'One core, a machine that others keep busy, or times below 10 ms say nothing.',
  isTimed: true,
  runs({ base, l2, rows, cores, isQuick }) {
    const common = {
      l2: l2.slice(-1),
      stepSize: ['tune'],
      epochs: [isQuick ? 2 : 10],
      measureEvery: [0.25],
      seed: firstSeeds(isQuick ? 3 : 5),
      workers: workersUpTo(cores),
    };
    const batch = batchesOf({ rows }, 8).filter((size) => size > 1);
    return [
      ...sweepOf(base, { ...common, execution: ['hogwild'], repeats: [1], batch: [1] }),
      ...sweepOf(base, { ...common, execution: ['synchronous'], batch: batch.slice(-3, isQuick ? -1 : undefined) }),
    ];
  },
  judge({ scope, runs }): Judgement {
    const drawing = drawRuns([...runs], {});
    const findings = drawing.groups.map((group) => findingOf(group, scope));
    return { findings, figures: figuresOf(drawing, speedUp) };
  },
};

function workersUpTo(cores: number): number[] {
  const counts = [1];
  while (counts.at(-1)! * 2 <= cores) counts.push(counts.at(-1)! * 2);
  return counts.at(-1) === cores ? counts : [...counts, cores];
}

function findingOf(group: DrawnGroup, scope: Scope): Omit<Finding, 'dataset'> {
  const about = describeLambda(group.objective.l2, scope);
  const [own, other] = ['synchronous', 'hogwild'].map((execution) => fastest(group.rows, execution));
  const table = tableOf(group.rows);
  const silent = whyUninformative(group.rows, scope, own, other);
  if (silent || !own || !other) {
    return { about, verdict: 'uninformative', batch: null, reason: silent ?? 'There are no runs.', remarks: [], table };
  }
  const [seconds, others] = [secondsOf(own), secondsOf(other)];
  const ratio = seconds / others;
  const reason =
    `Synchronous takes ${rounded(seconds, 3)} s (batch ${own.keys.batch}, workers ${own.keys.workers}), ` +
    `Hogwild! ${rounded(others, 3)} s (workers ${other.keys.workers}): ${rounded(ratio, 3)} times.`;
  const verdict = ratio <= ON_A_PAR ? 'holds' : 'does not hold';
  return { about, verdict, batch: null, reason, remarks: describeSpeedUps(group.rows), table };
}

function whyUninformative(rows: DrawnRow[], { cores }: Scope, ...best: (DrawnRow | undefined)[]): string | undefined {
  if (cores < 2) return 'There is one core.';
  if (rows.some(({ contended }) => contended)) return 'Others kept the machine busy while it was timed.';
  if (best.some((row) => !row || !Number.isFinite(secondsOf(row))))
    return 'No run of one of the two came to the target.';
  return best.some((row) => row && secondsOf(row) < SHORTEST_SECONDS) ? 'The times are below 10 ms.' : undefined;
}

function fastest(rows: DrawnRow[], execution: string): DrawnRow | undefined {
  const own = rows.filter(({ keys }) => keys.execution === execution);
  const least = min([Number.POSITIVE_INFINITY, ...own.map(secondsOf)]);
  return own.find((row) => secondsOf(row) === least);
}

function secondsOf({ secondsToTarget }: DrawnRow): number {
  return secondsToTarget?.median ?? Number.POSITIVE_INFINITY;
}

/** The speed-up of an epoch by the most workers, the median over batches. */
function describeSpeedUps(rows: DrawnRow[]): string[] {
  return ['synchronous', 'hogwild'].flatMap((execution) => {
    const own = rows.filter(({ keys, speedUp: factor }) => keys.execution === execution && factor !== null);
    const most = greatestOf([0, ...own.map(({ keys }) => Number(keys.workers))]);
    const factors = own.filter(({ keys }) => keys.workers === most).map((row) => row.speedUp as number);
    return factors.length > 0 && most > 1
      ? [`${most} workers of ${execution} make an epoch ${rounded(median(factors), 3)} times as fast.`]
      : [];
  });
}

function tableOf(rows: DrawnRow[]): Finding['table'] {
  return {
    columns: ['execution', 'batch', 'workers', 'seconds to target', 'least', 'greatest', 'speed-up of an epoch'],
    rows: rows.map(({ keys, secondsToTarget, speedUp: factor }) => [
      ...[String(keys.execution), Number(keys.batch), Number(keys.workers)],
      ...[
        finiteOrNull(secondsToTarget?.median),
        finiteOrNull(secondsToTarget?.min),
        finiteOrNull(secondsToTarget?.max),
        factor,
      ],
    ]),
  };
}
