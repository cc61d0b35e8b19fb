import type { Problem } from '../objective/problem.js';
import type { Algorithm, Settings } from './algorithm.js';
import { BatchCounts } from './batch-counts.js';
import { WeightTable, weightByCount } from './weight-table.js';

/** Stochastic gradient descent; L2 is a proximal step after the data step (ours: DESIGN.md, "Sparse L2"). */
export const sgd: Algorithm = {
  name: 'sgd',
  summary: 'stochastic gradient descent',
  start(problem, settings) {
    const update = chooseUpdate(problem, settings);
    return (order, samples) => {
      const short = samples % settings.batch;
      const full = samples - short;
      if (full > 0) update(order, full, settings.batch);
      if (short > 0) update(order + full * Uint32Array.BYTES_PER_ELEMENT, short, short);
    };
  },
};

/** An update by batches of one size, of which `samples` is a multiple. */
type BatchUpdate = (order: number, samples: number, batch: number) => void;

function chooseUpdate(problem: Problem, settings: Settings): BatchUpdate {
  const { rule, batch } = settings;
  if (rule.dependsOn === 'frequency') return updateByFrequency(problem, settings);
  if (problem.lambda > 0) return proximalUpdate(problem, settings);
  const oneWeight = rule.dependsOn === 'batch' || batch === 1;
  return oneWeight ? uniformUpdate(problem, settings) : updateByCount(problem, settings);
}

function uniformUpdate(problem: Problem, { rule, batch, stepSize }: Settings): BatchUpdate {
  const { kernels, memory, train, loss, weights } = problem;
  const coefficients = memory.allocateF64(batch);
  return (order, samples, size) => {
    const step = stepSize * weightByCount(rule, size, 1);
    kernels.sgdUniform(train.address, loss.code, order, samples, size, weights, step, coefficients);
  };
}

function updateByCount(problem: Problem, { rule, batch, stepSize }: Settings): BatchUpdate {
  const { kernels, memory, features, train, loss, weights } = problem;
  const coefficients = memory.allocateF64(batch);
  const counts = new BatchCounts(memory, features);
  const table = new WeightTable(memory, rule, batch);
  return (order, samples, size) => {
    const base = counts.reserve(samples);
    kernels.sgdByCount(
      train.address,
      loss.code,
      order,
      samples,
      size,
      weights,
      stepSize,
      coefficients,
      counts.address,
      base,
      table.for(size),
    );
  };
}

function proximalUpdate(problem: Problem, { rule, batch, stepSize }: Settings): BatchUpdate {
  const { kernels, memory, features, train, loss, weights, lambda, frequencies } = problem;
  const coefficients = memory.allocateF64(batch);
  const counts = new BatchCounts(memory, features);
  const active = memory.allocateU32(features + 1);
  const table = new WeightTable(memory, rule, batch);
  return (order, samples, size) => {
    kernels.sgdProximal(
      train.address,
      loss.code,
      order,
      samples,
      size,
      weights,
      stepSize,
      coefficients,
      counts.address,
      counts.reserve(samples),
      table.for(size),
      lambda,
      frequencies,
      active,
    );
  };
}

/** For any rule: the rule itself is asked for the weight of every active feature of every batch, which is slower. */
function updateByFrequency(problem: Problem, { rule, batch, stepSize }: Settings): BatchUpdate {
  const { kernels, memory, features, train, loss, weights, lambda, frequencies } = problem;
  const coefficients = memory.allocateF64(batch);
  const counts = new BatchCounts(memory, features);
  const scales = memory.allocateF64(features);
  const active = memory.allocateU32(features + 1);
  const view = { frequencies: memory.f64(frequencies, features), scales: memory.f64(scales, features) };
  const activeFeatures = memory.u32(active, features);
  const activity = { batch, count: 0, frequency: 0 };
  return (order, samples, size) => {
    activity.batch = size;
    for (let first = 0; first < samples; first += size) {
      const rows = order + first * Uint32Array.BYTES_PER_ELEMENT;
      const base = counts.reserve(size);
      const address = train.address;
      const stamps = counts.address;
      const length = kernels.beginBatch(address, loss.code, rows, size, weights, coefficients, stamps, base, active);
      for (let position = 0; position < length; position++) {
        const feature = activeFeatures[position] as number;
        activity.count = counts.of(feature, base);
        activity.frequency = view.frequencies[feature] as number;
        view.scales[feature] = rule.weight(activity);
      }
      kernels.endBatch(
        address,
        rows,
        size,
        weights,
        stepSize,
        coefficients,
        stamps,
        base,
        scales,
        lambda,
        frequencies,
        active,
        length,
      );
    }
  };
}
