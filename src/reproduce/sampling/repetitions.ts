import type { Activity } from '../../rules/rule.js';
import type { Random } from '../../util/random.js';
import type { Drawing } from './drawings.js';
import type { Gradients } from './gradients.js';

/** The weight that a feature has in a batch: a rule's, or that of a mistaken rule. */
export type Weigh = (activity: Activity, feature: number) => number;

/** What is drawn. */
export interface Plan {
  /** The features that are looked at. */
  coordinates: Uint32Array;
  /** B, the samples of a batch. */
  batch: number;
  /** T, the batches of a repetition. */
  batches: number;
  repetitions: number;
}

/** What came of the batches: the aggregated gradients of the coordinates, 0 in a batch that lacks the feature. */
export interface Sample extends Plan {
  /** Their means over the batches of a repetition: repetition by repetition, coordinate by coordinate. */
  means: Float64Array;
  /** Of all batches, by coordinate: the sums of the squares and of the cubes. */
  squares: Float64Array;
  cubes: Float64Array;
}

/** Draws batches and aggregates the gradients of each. */
export function sampleBatches(
  gradients: Gradients,
  plan: Plan,
  drawing: Drawing,
  weigh: Weigh,
  random: Random,
): Sample {
  const { batch, batches, repetitions } = plan;
  const { length } = plan.coordinates;
  const means = new Float64Array(repetitions * length);
  const [squares, cubes] = [new Float64Array(length), new Float64Array(length)];
  const { rows } = gradients.problem.train;
  const draw = drawing.start(rows, random);
  const sumBatch = batchSummer(gradients, plan);
  const activity = { batch, count: 0, frequency: 0 };
  for (let repetition = 0; repetition < repetitions; repetition++) {
    const own = means.subarray(repetition * length, (repetition + 1) * length);
    const add = (coordinate: number, feature: number, count: number, sum: number) => {
      activity.count = count;
      activity.frequency = gradients.counts[feature]! / rows;
      const value = weigh(activity, feature) * sum;
      own[coordinate] = own[coordinate]! + value / batches;
      squares[coordinate] = squares[coordinate]! + value * value;
      cubes[coordinate] = cubes[coordinate]! + value * value * value;
    };
    for (let number = 0; number < batches; number++) sumBatch(draw, add);
  }
  return { ...plan, means, squares, cubes };
}

/** What is told of each coordinate that a batch has: N_k, and the sum of the gradients. */
type Visit = (coordinate: number, feature: number, count: number, sum: number) => void;

/** The coordinate of a feature that is not looked at. */
const NONE = 2 ** 32 - 1;

/** A function that draws a batch, sums its gradients by feature, and shows the coordinates among them. */
function batchSummer(
  { problem, derivatives }: Gradients,
  { batch, coordinates }: Plan,
): (draw: (batch: Uint32Array) => void, visit: Visit) => void {
  const { memory, kernels, train, features } = problem;
  const u32 = (length: number) => {
    const address = memory.allocateU32(length);
    return { address, array: memory.u32(address, length) };
  };
  const [order, counts, active] = [u32(batch), u32(features), u32(features)];
  const sumsAt = memory.allocateF64(features);
  const sums = memory.f64(sumsAt, features);
  const coordinateOf = new Uint32Array(features).fill(NONE);
  coordinates.forEach((feature, coordinate) => {
    coordinateOf[feature] = coordinate;
  });
  const addresses = [train.address, derivatives, order.address, batch, sumsAt, counts.address, active.address] as const;
  return (draw, visit) => {
    draw(order.array);
    const length = kernels.sumGradients(...addresses);
    for (let at = 0; at < length; at++) {
      const feature = active.array[at]!;
      const coordinate = coordinateOf[feature]!;
      if (coordinate !== NONE) visit(coordinate, feature, counts.array[feature]!, sums[feature]!);
      counts.array[feature] = 0;
      sums[feature] = 0;
    }
  };
}
