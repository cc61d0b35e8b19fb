import type { SparseMatrix } from '../engine/matrix.js';
import type { EngineMemory } from '../engine/memory.js';
import { sliceOf } from '../engine/slices.js';
import { carryOut, codeOf, type KernelCall, type Kernels } from '../engine/wasm.js';
import type { Workers } from '../engine/worker-pool.js';
import type { Loss } from './losses.js';

/** An objective: a loss and the terms added to its mean. */
export interface Objective {
  loss: Loss;
  /** λ, at least 0. */
  lambda: number;
  /** Whether the last feature is a constant 1, which L2 leaves alone. */
  bias: boolean;
}

/**
 * An objective F(w) = (1/N) Σᵢ φ(xᵢ·w, yᵢ) + (λ/2)‖w‖² over a training matrix in the engine, and the
 * weights w at which it stands. Addresses are those of arrays of f64, with one element per feature.
 */
export interface Problem extends Objective {
  memory: EngineMemory;
  kernels: Kernels;
  /** The loss, as the kernels know it. */
  lossCode: number;
  /** The threads of a run, if it has any. */
  workers?: Workers | undefined;
  train: SparseMatrix;
  features: number;
  /** How many features L2 applies to: all except a bias. */
  regularised: number;
  /** Address of w. */
  weights: number;
  /** Address of p_k, the share of training rows in which each feature is active. */
  frequencies: number;
  /** Address of scratch space for measuring. */
  sums: number;
  /** λmax(XᵀX)/N, once it was asked for: it takes up to a hundred passes, and problems share their rows. */
  spectrum: { largest?: number };
}

/** Weights in the engine, and the loss by which rows are measured at them. */
export type Weighted = Pick<Problem, 'memory' | 'kernels' | 'loss' | 'lossCode' | 'weights' | 'sums'>;

/** What a set of rows says about the weights. */
export interface Measurement {
  /** (1/N) Σᵢ φ(xᵢ·w, yᵢ), without the L2 term. */
  meanLoss: number;
  /** The share of rows whose margin has the wrong sign; null if labels are numbers. */
  error: number | null;
}

/** The basis of problems: a filled training matrix in an engine. */
export interface TrainingSet
  extends Pick<Problem, 'memory' | 'kernels' | 'train' | 'features' | 'frequencies' | 'sums' | 'spectrum'> {}

/** The number of pieces in which workers measure rows: fixed, so that the sum does not depend on how many they are. */
const PIECES = 64;
/** The sum of the losses and the number of errors. */
const FIGURES = 2;

/** Counts how often the features of a filled matrix are active. Throws a UserError if memory runs out. */
export function createTrainingSet(memory: EngineMemory, kernels: Kernels, train: SparseMatrix): TrainingSet {
  const { features } = train;
  const frequencies = memory.allocateF64(features);
  kernels.fillFrequencies(train.address, frequencies, features);
  const sums = memory.allocateF64(FIGURES * PIECES);
  return { memory, kernels, train, features, frequencies, sums, spectrum: {} };
}

/**
 * Puts an objective over a training set, at w = 0. Throws a UserError if memory runs out.
 * @param workers the threads of a run, if it has any
 */
export function createProblem(training: TrainingSet, objective: Objective, workers?: Workers): Problem {
  const { memory, features } = training;
  const regularised = features - Number(objective.bias);
  const lossCode = codeOf(training.kernels, 'LossCode', objective.loss.name);
  return { ...objective, ...training, lossCode, workers, regularised, weights: memory.allocateF64(features) };
}

/** Puts a loss over `features` weights of 0 without training rows. Throws a UserError if memory runs out. */
export function createWeighted(memory: EngineMemory, kernels: Kernels, loss: Loss, features: number): Weighted {
  const lossCode = codeOf(kernels, 'LossCode', loss.name);
  const [weights, sums] = [memory.allocateF64(features), memory.allocateF64(FIGURES)];
  return { memory, kernels, loss, lossCode, weights, sums };
}

/** Measures the current weights on a matrix: the training rows or held-out ones. */
export function measure(weighted: Weighted, matrix: SparseMatrix): Measurement {
  carryOut(weighted.kernels, piecesOf(weighted, matrix, 1));
  return sumUp(weighted, matrix, 1);
}

/** The margins x·w of the rows of a matrix, as a view of the engine's memory. Throws a UserError if memory runs out. */
export function marginsOf({ memory, kernels, weights }: Weighted, { address, rows }: SparseMatrix): Float64Array {
  const margins = memory.allocateF64(rows);
  kernels.fillMargins(address, weights, margins);
  return memory.f64(margins, rows);
}

/** φ(m, y). */
export function lossAt({ kernels, lossCode }: Weighted, margin: number, label: number): number {
  return kernels.lossValue(lossCode, margin, label);
}

/** The probability 1/(1 + e^(−m)) of the label +1, which is the derivative of the logistic loss at the label −1. */
export function probabilityAt({ kernels, lossCode }: Weighted, margin: number): number {
  return kernels.lossDerivative(lossCode, margin, -1);
}

/** Measures as `measure` does, by workers; the bits do not depend on their number. */
export async function measureBy(workers: Workers, problem: Problem, matrix: SparseMatrix): Promise<Measurement> {
  const calls = piecesOf(problem, matrix, PIECES);
  await workers.call((worker) => calls.slice(...workers.sliceOf(worker, PIECES)));
  return sumUp(problem, matrix, PIECES);
}

/** The calls that measure the rows of a matrix in `pieces` pieces. */
function piecesOf(
  { lossCode, weights, sums }: Weighted,
  { address, rows }: SparseMatrix,
  pieces: number,
): KernelCall[] {
  return Array.from({ length: pieces }, (_, piece) => {
    const target = sums + piece * FIGURES * Float64Array.BYTES_PER_ELEMENT;
    return ['measure', address, lossCode, weights, ...sliceOf(piece, pieces, rows), target];
  });
}

function sumUp({ memory, loss, sums }: Weighted, { rows }: SparseMatrix, pieces: number): Measurement {
  let lossSum = 0;
  let errors = 0;
  const figures = memory.f64(sums, FIGURES * pieces);
  for (let at = 0; at < figures.length; at += FIGURES) {
    lossSum += figures[at]!;
    errors += figures[at + 1]!;
  }
  return { meanLoss: lossSum / rows, error: loss.labels === 'classes' ? errors / rows : null };
}

/** F(w) given the mean loss of the training rows at w. */
export function objectiveValue(problem: Problem, meanLoss: number): number {
  if (problem.lambda === 0) return meanLoss;
  return meanLoss + (problem.lambda / 2) * problem.kernels.squaredNorm(problem.weights, problem.regularised);
}
