import { type CheckedRun, type Finding, improvement, note, regression, type Tolerances } from './checked.js';

type CheckedPoint = CheckedRun['curve'][number];
type Quantity = 'trainLoss' | 'testLoss';

/** A loss at one epoch of both curves; null where it is not finite. */
interface Difference {
  epoch: number;
  baseline: number | null;
  candidate: number | null;
  /** Relative to the baseline, above 0 where the candidate is worse; infinite where one of them is not finite. */
  relative: number;
}

const NAMES: Record<Quantity, 'train loss' | 'test loss'> = { trainLoss: 'train loss', testLoss: 'test loss' };

/**
 * Compares two curves at the epochs that both were measured at. Of runs that are not deterministic only the last of
 * these counts: how far repetitions lie apart is known of their ends alone, and before it may be many times as far.
 */
export function compareCurves(
  old: CheckedRun,
  run: CheckedRun,
  tolerances: Pick<Tolerances, 'loss' | 'exact'>,
): { points: number; findings: Finding[] } {
  const byEpoch = new Map(run.curve.map((point) => [point.epoch, point]));
  const pairs = old.curve.flatMap((point) => {
    const candidate = byEpoch.get(point.epoch);
    return candidate ? [[point, candidate] as const] : [];
  });
  const compared = old.race ? pairs.slice(-1) : pairs;
  const findings = [
    ...comparePoints(old, run),
    ...compareLosses('trainLoss', compared, tolerances),
    ...(has(old, 'testLoss') ? compareLosses('testLoss', compared, tolerances) : []),
  ];
  return { points: compared.length, findings };
}

function has({ curve }: CheckedRun, quantity: Quantity): boolean {
  return curve.some((point) => point[quantity] !== null);
}

/** A run that reached its target earlier, or had a limit in time before, may lack points; any other is not the run that it should be. */
function comparePoints(old: CheckedRun, run: CheckedRun): Finding[] {
  const last = run.curve.at(-1)?.epoch ?? 0;
  const absent = epochsOnlyIn(old, run);
  const additional = epochsOnlyIn(run, old);
  const cut = absent.every((epoch) => epoch > last) && (run.status === 'target-reached' || old.status === 'time-limit');
  return [
    ...(absent.length > 0 ? [(cut ? note : regression)('points', `none at ${describeEpochs(absent)}`)] : []),
    ...(additional.length > 0 ? [note('points', `new at ${describeEpochs(additional)}`)] : []),
  ];
}

function epochsOnlyIn(run: CheckedRun, other: CheckedRun): number[] {
  const epochs = new Set(other.curve.map(({ epoch }) => epoch));
  return run.curve.map(({ epoch }) => epoch).filter((epoch) => !epochs.has(epoch));
}

function describeEpochs([first, ...others]: number[]): string {
  return others.length === 0 ? `epoch ${first}` : `epoch ${first} and ${others.length} more`;
}

function compareLosses(
  quantity: Quantity,
  pairs: (readonly [CheckedPoint, CheckedPoint])[],
  { loss: tolerance, exact }: Pick<Tolerances, 'loss' | 'exact'>,
): Finding[] {
  const differences = pairs.map(([old, point]) => difference(old.epoch, old[quantity], point[quantity]));
  const worse = differences.filter(({ relative }) => relative > 0);
  const better = differences.filter(({ relative }) => relative < 0);
  const largest = extreme(worse);
  const failed = largest && (exact || largest.relative > tolerance);
  return [
    ...(largest ? [describe(failed ? regression : note, NAMES[quantity], largest, worse.length, 'worse')] : []),
    ...describeExtreme(quantity, better),
  ];
}

function describeExtreme(quantity: Quantity, better: Difference[]): Finding[] {
  const largest = extreme(better);
  return largest ? [describe(improvement, NAMES[quantity], largest, better.length, 'better')] : [];
}

function describe(
  make: typeof note,
  of: Finding['of'],
  { relative, ...values }: Difference,
  points: number,
  word: string,
): Finding {
  const { epoch, baseline, candidate } = values;
  const share = Number.isFinite(relative) ? `${Number((Math.abs(relative) * 100).toPrecision(2))} % ${word}` : word;
  const many = points > 1 ? `, the largest of ${points} differences` : '';
  return make(of, `${value(baseline)} → ${value(candidate)} at epoch ${epoch} (${share}${many})`, values);
}

function value(loss: number | null): string {
  return loss === null ? 'not finite' : String(loss);
}

/** The first of the largest. */
function extreme(differences: Difference[]): Difference | undefined {
  return differences.reduce<Difference | undefined>(
    (largest, other) => (largest && Math.abs(largest.relative) >= Math.abs(other.relative) ? largest : other),
    undefined,
  );
}

function difference(epoch: number, baseline: number | null, candidate: number | null): Difference {
  return { epoch, baseline, candidate, relative: relativeChange(baseline, candidate) };
}

function relativeChange(baseline: number | null, candidate: number | null): number {
  if (baseline === candidate) return 0;
  if (candidate === null) return Number.POSITIVE_INFINITY;
  if (baseline === null) return Number.NEGATIVE_INFINITY;
  return (candidate - baseline) / Math.abs(baseline);
}
