import type { Kernels } from '../engine/kernels.js';
import type { SparseMatrix } from '../engine/matrix.js';
import type { EngineMemory } from '../engine/memory.js';
import type { Loss } from './losses.js';

/** An objective: a loss and what is added to its mean. */
export interface Objective {
  loss: Loss;
  /** λ, at least 0. */
  lambda: number;
  /** Whether the last feature is a constant 1, which L2 leaves alone. */
  bias: boolean;
}

/**
 * An objective F(w) = (1/N) Σᵢ φ(xᵢ·w, yᵢ) + (λ/2)‖w‖² over a training matrix in the engine, and the
 * weights w at which it stands. Addresses are those of arrays of f64, one element a feature.
 */
export interface Problem extends Objective {
  memory: EngineMemory;
  kernels: Kernels;
  train: SparseMatrix;
  features: number;
  /** How many features L2 applies to: all, but for a bias. */
  regularised: number;
  /** Address of w. */
  weights: number;
  /** Address of p_k, the share of training rows in which each feature is active. */
  frequencies: number;
}

/** What a set of rows says of the weights. */
export interface Measurement {
  /** (1/N) Σᵢ φ(xᵢ·w, yᵢ), without the L2 term. */
  meanLoss: number;
  /** The share of rows whose margin has the wrong sign; null where labels are numbers. */
  error: number | null;
}

/** What problems are made of: a filled training matrix in an engine. */
export interface TrainingSet extends Pick<Problem, 'memory' | 'kernels' | 'train' | 'features' | 'frequencies'> {}

/** Counts how often the features of a filled matrix are active. Throws a UserError where memory runs out. */
export function createTrainingSet(
  memory: EngineMemory,
  kernels: Kernels,
  train: SparseMatrix,
  features: number,
): TrainingSet {
  const frequencies = memory.allocateF64(features);
  kernels.fillFrequencies(train.address, frequencies, features);
  return { memory, kernels, train, features, frequencies };
}

/** Puts an objective over a training set, at w = 0. Throws a UserError where memory runs out. */
export function createProblem(training: TrainingSet, objective: Objective): Problem {
  const { memory, features } = training;
  const regularised = features - Number(objective.bias);
  return { ...objective, ...training, regularised, weights: memory.allocateF64(features) };
}

/** Measures the current weights on a matrix: the training rows or held-out ones. */
export function measure({ kernels, loss, weights }: Problem, matrix: SparseMatrix): Measurement {
  kernels.measure(matrix.address, loss.code, weights);
  return {
    meanLoss: kernels.measuredLoss() / matrix.rows,
    error: loss.labels === 'classes' ? kernels.measuredErrors() / matrix.rows : null,
  };
}

/** F(w) given the mean loss of the training rows at w. */
export function objectiveValue(problem: Problem, meanLoss: number): number {
  if (problem.lambda === 0) return meanLoss;
  return meanLoss + (problem.lambda / 2) * problem.kernels.squaredNorm(problem.weights, problem.regularised);
}
