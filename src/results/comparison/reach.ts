import type { Point } from '../schema.js';

/** The halvings of an interval between two points: 2^-40 of it is less than any figure shows. */
const HALVINGS = 40;

/** What a curve took to reach a value; infinite if it never did. */
export interface Reached {
  epochs: number;
  passes: number;
  seconds: number;
}

const NEVER: Reached = { epochs: Infinity, passes: Infinity, seconds: Infinity };

type Loss = 'trainLoss' | 'suboptimality';
type Measured<Of extends Loss> = Pick<Point, 'epoch' | 'passes' | 'seconds' | Of>;

/**
 * What a curve took to reach a target for the first time. Between two points the loss is taken to fall
 * exponentially, that is on a line in a picture with a logarithmic axis.
 * @param of the kind of loss that the target is
 */
export function reach<Of extends Loss = 'trainLoss'>(
  curve: readonly Measured<Of>[],
  target: number | null,
  of: Of = 'trainLoss' as Of,
): Reached {
  if (target === null) return NEVER;
  const lossAt = (point: Measured<Of>) => (point[of] as number | null) ?? Number.POSITIVE_INFINITY;
  const last = curve.findIndex((point) => lossAt(point) <= target);
  const end = curve[last];
  if (!end) return NEVER;
  const start = curve[last - 1] ?? end;
  const share = shareOfWay(lossAt(start), lossAt(end), target);
  const between = (from: number, to: number) => from + share * (to - from);
  return {
    epochs: between(start.epoch, end.epoch),
    passes: between(start.passes, end.passes),
    seconds: between(start.seconds, end.seconds),
  };
}

/** The loss of a curve at an epoch, interpolated as in `reach`; null if it is not known. */
export function lossAt(curve: readonly Measured<'trainLoss'>[], epoch: number): number | null {
  const last = curve.findIndex((point) => point.epoch >= epoch);
  const [start, end] = [curve[last - 1], curve[last]];
  if (end?.epoch === epoch) return end.trainLoss;
  if (start?.trainLoss == null || end?.trainLoss == null) return null;
  const share = (epoch - start.epoch) / (end.epoch - start.epoch);
  if (!(start.trainLoss > 0 && end.trainLoss > 0)) return start.trainLoss + share * (end.trainLoss - start.trainLoss);
  return start.trainLoss ** (1 - share) * end.trainLoss ** share;
}

/** The share of the way from one loss to a lower one that lies above a target. */
function shareOfWay(from: number, to: number, target: number): number {
  if (from <= target || to === target || !Number.isFinite(from)) return 1;
  return to > 0 ? shareInLogarithms(from, to, target) : (from - target) / (from - to);
}

/** Uses geometric means, as a search uses it: square roots have the same bits on every machine, logarithms may not. */
function shareInLogarithms(from: number, to: number, target: number): number {
  let [above, below] = [from, to];
  let share = 0;
  for (let step = 1 / 2; step >= 2 ** -HALVINGS; step /= 2) {
    const middle = Math.sqrt(above) * Math.sqrt(below);
    if (middle >= target) {
      share += step;
      above = middle;
    } else {
      below = middle;
    }
  }
  return share;
}
