import { repetitionsOf } from '../repetitions.js';
import { type CheckedRun, type Finding, improvement, lastEpoch, note, regression, type Tolerances } from './verdict.js';

type CheckedPoint = CheckedRun['curve'][number];
type Quantity = 'trainLoss' | 'testLoss';
type LossTolerances = Pick<Tolerances, 'loss' | 'absolute' | 'exact'>;

/** A loss at one epoch of both curves; null if it is not finite. */
interface Difference {
  epoch: number;
  baseline: number | null;
  candidate: number | null;
  /** Relative to the baseline, above 0 if the candidate is worse; infinite if one of them is not finite. */
  relative: number;
}

const NAMES: Record<Quantity, 'train loss' | 'test loss'> = { trainLoss: 'train loss', testLoss: 'test loss' };

/**
 * Compares two curves at the epochs that both were measured at. For runs that are not deterministic only the last of
 * these counts: the spread of repetitions is known only at their ends, and may be many times larger before.
 */
export function compareCurves(
  old: CheckedRun,
  run: CheckedRun,
  tolerances: LossTolerances,
): { points: number; findings: Finding[] } {
  const byEpoch = new Map(run.curve.map((point) => [point.epoch, point]));
  const pairs = old.curve.flatMap((point) => {
    const candidate = byEpoch.get(point.epoch);
    return candidate ? [[point, candidate] as const] : [];
  });
  const compared = repetitionsOf(old) ? pairs.slice(-1) : pairs;
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

/** Compares the points: only a run that reached its target earlier, or one of two with a time limit, may lack some. */
function comparePoints(old: CheckedRun, run: CheckedRun): Finding[] {
  const last = lastEpoch(run);
  // If time or an interrupt ends a run, its last measurement falls between its regular points.
  const absent = epochsOnlyIn(old, run).filter((epoch) => !(isCut(old) && epoch === lastEpoch(old) && epoch < last));
  const additional = epochsOnlyIn(run, old);
  const bothLimited = old.status === 'time-limit' && run.status === 'time-limit';
  const mayEnd = absent.every((epoch) => epoch > last) && (run.status === 'target-reached' || bothLimited);
  return [
    ...(absent.length > 0 ? [(mayEnd ? note : regression)('points', `none at ${describeEpochs(absent)}`)] : []),
    ...(additional.length > 0 ? [note('points', `new at ${describeEpochs(additional)}`)] : []),
  ];
}

function isCut({ status }: CheckedRun): boolean {
  return status === 'time-limit' || status === 'interrupted';
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
  tolerances: LossTolerances,
): Finding[] {
  const differences = pairs.map(([old, point]) => difference(old.epoch, old[quantity], point[quantity]));
  const worse = differences.filter(({ relative }) => relative > 0);
  const better = differences.filter(({ relative }) => relative < 0);
  // On a small loss, a tolerated difference may be relatively larger than a regression, so the two are kept apart.
  const tooHigh = worse.filter((one) => tolerances.exact || isTooHigh(one, tolerances));
  return [
    ...(tooHigh.length > 0
      ? describe(regression, quantity, tooHigh, 'worse')
      : describe(note, quantity, worse, 'worse')),
    ...describe(improvement, quantity, better, 'better'),
  ];
}

function isTooHigh({ baseline, candidate }: Difference, { loss, absolute }: LossTolerances): boolean {
  if (candidate === null || baseline === null) return candidate === null;
  return candidate > baseline + Math.max(loss * Math.abs(baseline), absolute);
}

/** Describes the largest of some differences. */
function describe(make: typeof note, quantity: Quantity, differences: Difference[], word: string): Finding[] {
  const largest = extreme(differences);
  if (!largest) return [];
  const { relative, ...values } = largest;
  const share = Number.isFinite(relative) ? `${Number((Math.abs(relative) * 100).toPrecision(2))} % ${word}` : word;
  const many = differences.length > 1 ? `, the largest of ${differences.length} differences` : '';
  const change = `${value(values.baseline)} → ${value(values.candidate)} at epoch ${values.epoch}`;
  return [make(NAMES[quantity], `${change} (${share}${many})`, values)];
}

function value(loss: number | null): string {
  return loss === null ? 'not finite' : String(loss);
}

/** The first of the largest differences. */
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
