import type { Point, Run } from '../../src/results/schema.js';

// Everything by which a run can get worse, one change at a time.

/** A change that makes a run worse; undefined where the run is gone. */
export interface Worsening {
  name: string;
  /** What a check has to say of it. */
  said: RegExp;
  /**
   * @param run that came to its target, with train and test losses at two points or more
   * @param position which point is changed, where it is one; w₀ counts as one
   */
  apply(run: Run, position: number): Run | undefined;
}

/** The changes, each of which is a regression with no tolerance but for 10 % in time. */
export const worsenings: Worsening[] = [
  { name: 'missing', said: /is not in the candidate/, apply: () => undefined },
  { name: 'diverged', said: /status target-reached → diverged/, apply: (run) => ({ ...run, status: 'diverged' }) },
  { name: 'interrupted', said: /→ interrupted/, apply: (run) => ({ ...run, status: 'interrupted' }) },
  { name: 'target lost', said: /target-reached → completed/, apply: (run) => ({ ...run, status: 'completed' }) },
  { name: 'out of time', said: /target-reached → time-limit/, apply: (run) => ({ ...run, status: 'time-limit' }) },
  {
    name: 'target later',
    said: /target reached at epoch \d+ → \d+/,
    apply: (run) => ({ ...run, curve: [...run.curve, { ...lastOf(run), epoch: lastOf(run).epoch + 1 }] }),
  },
  {
    name: 'a point lost',
    said: /points none at epoch \d/,
    apply: (run, position) => ({ ...run, curve: run.curve.toSpliced(Math.min(position, run.curve.length - 2), 1) }),
  },
  {
    name: 'train loss up by the last bit',
    said: /train loss .*worse/,
    apply: changing(({ trainLoss }) => ({ trainLoss: nextUp(trainLoss as number) })),
  },
  {
    name: 'test loss up by the last bit',
    said: /test loss .*worse/,
    apply: changing(({ testLoss }) => ({ testLoss: nextUp(testLoss as number) })),
  },
  { name: 'train loss not finite', said: /train loss .* not finite/, apply: changing(() => ({ trainLoss: null })) },
  { name: 'test loss not measured', said: /test loss .* not finite/, apply: changing(() => ({ testLoss: null })) },
  {
    name: 'slower',
    said: /seconds .* more/,
    apply: (run) => ({ ...run, summary: { ...run.summary, seconds: 1.2 * run.summary.seconds } }),
  },
];

function lastOf({ curve }: Run): Point {
  return curve.at(-1) as Point;
}

/** Changes one point of a curve. */
function changing(change: (point: Point) => Partial<Point>): Worsening['apply'] {
  return (run, position) => {
    const place = position % run.curve.length;
    return {
      ...run,
      curve: run.curve.map((point, index) => (index === place ? { ...point, ...change(point) } : point)),
    };
  };
}

/** The next larger double of one from 0. */
function nextUp(value: number): number {
  const bits = new BigInt64Array(new Float64Array([value]).buffer);
  bits[0] = (bits[0] as bigint) + 1n;
  return new Float64Array(bits.buffer)[0]!;
}
