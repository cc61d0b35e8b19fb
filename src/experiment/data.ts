import type { Dataset } from '../data/dataset.js';
import { type Classes, classify, findClasses, numericLabels } from '../data/labels.js';
import { formatOf, refuseForeignOptions } from '../data/readers/user-format.js';
import type { SparseMatrix } from '../engine/matrix.js';
import type { EngineMemory } from '../engine/memory.js';
import { UserError } from '../errors.js';
import type { Configuration } from '../results/schema.js';
import { type Columns, type LabelledRows, oneBlock, placeRows } from './matrices.js';
import type { Observer, ProblemRequest } from './request.js';
import type { Shelf } from './shelf.js';
import { allRows, holdOut, type Split } from './split.js';

/** The data that a request names, read and ready to be laid in the engine's memory. */
export interface RunData {
  dataset: Dataset;
  /** Which rows of the dataset are trained on and which are held out, in file order. */
  split: Split;
  /** Features of the matrices: the dataset's, and the bias. */
  features: number;
  /** Lays rows of the dataset in memory, in the given order. */
  placeTraining(memory: EngineMemory, rows: Uint32Array, columns: Columns): Promise<SparseMatrix>;
  /** Lays the held-out rows in memory, if there are any. */
  placeHeldOut(memory: EngineMemory): Promise<SparseMatrix | undefined>;
  /** What the configuration says of the held-out rows. */
  testSource: Configuration['test'];
  /** The labels that are +1, where the loss takes classes. */
  positive: string[] | null;
}

/**
 * Reads the data of a request, from a shelf that keeps it for the next one.
 * @throws UserError for bad input; an AbortError if the observer's signal is aborted
 */
export async function openData(request: ProblemRequest, shelf: Shelf, observer: Observer): Promise<RunData> {
  const { loss, seed, splitSeed = seed, test, bias } = request;
  const dataset = await shelf.read(request.dataset, formatOf(request), observer);
  refuseForeignOptions(request, dataset);
  const classes = loss.labels === 'classes' ? findClasses(dataset, request.positive) : undefined;
  const split = holdOut(dataset.rows, test && 'fraction' in test ? test.fraction : 0, splitSeed);
  refuseEmpty(dataset, split);
  const shape = { features: dataset.features, bias, columns: oneBlock };
  const source = { dataset, labels: labelsFor(dataset, classes) };
  const heldOut = await openHeldOut(request, source, split, classes, shelf, observer);
  return {
    dataset,
    split,
    features: dataset.features + Number(bias),
    placeTraining: async (memory, rows, columns) =>
      (await placeRows(memory, source, rows, { ...shape, columns })).matrix,
    async placeHeldOut(memory) {
      if (!heldOut) return undefined;
      const { matrix, beyond } = await placeRows(memory, heldOut, heldOut.rows, shape);
      const { name } = heldOut.dataset;
      if (beyond > 0) observer.note(`${name}: ${beyond} values in features unseen in training were ignored`);
      return matrix;
    },
    testSource: heldOut?.source ?? null,
    positive: classes?.positive ?? null,
  };
}

/** λ of a request. */
export function lambdaOf({ split }: RunData, { l2 }: ProblemRequest): number {
  return l2 === '1/n' ? 1 / split.train.length : l2;
}

interface HeldOut extends LabelledRows {
  rows: Uint32Array;
  source: Configuration['test'];
}

/** The rows to measure on: those split off, or another dataset's. */
async function openHeldOut(
  request: ProblemRequest,
  train: LabelledRows,
  split: Split,
  classes: Classes | undefined,
  shelf: Shelf,
  observer: Observer,
): Promise<HeldOut | undefined> {
  const { test } = request;
  if (!test) return undefined;
  if ('fraction' in test) return { ...train, rows: split.test, source: test };
  const dataset = await shelf.readTest(test.file, train.dataset, formatOf(request), observer);
  const rows = allRows(dataset.rows);
  return { dataset, labels: labelsFor(dataset, classes), rows, source: { sha256: dataset.sha256 } };
}

function refuseEmpty({ name, lengths }: Dataset, { train }: Split): void {
  if (train.some((row) => lengths[row] !== 0)) return;
  throw new UserError(`${name}: no training row has a feature, so there is nothing to learn`);
}

function labelsFor(dataset: Dataset, classes: Classes | undefined): Float64Array {
  return classes ? classify(dataset, classes) : numericLabels(dataset);
}
