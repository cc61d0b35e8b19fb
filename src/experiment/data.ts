import type { Dataset } from '../data/dataset.js';
import { type Classes, classify, findClasses, numericLabels } from '../data/labels.js';
import type { SparseMatrix } from '../engine/matrix.js';
import type { EngineMemory } from '../engine/memory.js';
import { UserError } from '../errors.js';
import type { Configuration } from '../results/schema.js';
import { cutColumns } from './column-blocks.js';
import { type FeatureColumns, featureColumns } from './feature-columns.js';
import { type LabelledRows, placeRows } from './matrices.js';
import type { Observer, ProblemRequest } from './request.js';
import type { Shelf } from './shelf.js';
import { allRows, holdOut, type Split } from './split.js';

/** The data that a request names, read and ready to be laid in the engine's memory. */
export interface RunData {
  dataset: Dataset;
  /** Which rows of the dataset are trained on and which are held out, in file order. */
  split: Split;
  /** Lays rows of the dataset in memory, in the given order, and the held-out rows, if there are any. */
  place(memory: EngineMemory, rows: Uint32Array, cut: Cut): Promise<PlacedRows>;
  /** What the configuration says of the held-out rows. */
  testSource: Configuration['test'];
  /** The labels that are +1, where the loss takes classes. */
  positive: string[] | null;
}

/** How columns are cut: into blocks, which are shared out among parts. */
export interface Cut {
  blocks: number;
  parts: number;
}

/** All columns together. */
export const uncut: Cut = { blocks: 1, parts: 1 };

/** Rows in the engine's memory. */
export interface PlacedRows {
  train: SparseMatrix;
  /** Held-out rows, if any. */
  test: SparseMatrix | undefined;
  /** Those of both. */
  columns: FeatureColumns;
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
  const source = { dataset, labels: labelsFor(dataset, classes) };
  const heldOut = await openHeldOut(request, source, split, classes, shelf, observer);
  return {
    dataset,
    split,
    async place(memory, rows, { blocks, parts }) {
      const columns = await featureColumns(dataset);
      const shape = { columns, starts: cutColumns(columns.counts, blocks), parts, bias };
      const { matrix: train } = await placeRows(memory, source, rows, shape);
      const test = heldOut && (await placeRows(memory, heldOut, heldOut.rows, shape));
      if (test && test.absent > 0) {
        const { name } = heldOut.dataset;
        observer.note(`${name}: ${test.absent} values in features unseen in training were ignored`);
      }
      return { train, test: test?.matrix, columns };
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
  { test }: ProblemRequest,
  train: LabelledRows,
  split: Split,
  classes: Classes | undefined,
  shelf: Shelf,
  observer: Observer,
): Promise<HeldOut | undefined> {
  if (!test) return undefined;
  if ('fraction' in test) return { ...train, rows: split.test, source: test };
  const dataset = await shelf.readTest(test.file, train.dataset, observer);
  const rows = allRows(dataset.rows);
  return { dataset, labels: labelsFor(dataset, classes), rows, source: { sha256: dataset.sha256 } };
}

/** Throws a UserError where an option is for the other format. */
export function refuseForeignOptions(
  { labelColumn, indexBase }: Pick<ProblemRequest, 'labelColumn' | 'indexBase'>,
  { name, columns }: Pick<Dataset, 'name' | 'columns'>,
): void {
  if (labelColumn !== undefined && !columns) throw new UserError(`--label-column is for CSV files; ${name} is LIBSVM`);
  if (indexBase !== undefined && columns) throw new UserError(`--index-base is for LIBSVM files; ${name} is CSV`);
}

function refuseEmpty({ name, lengths }: Dataset, { train }: Split): void {
  if (train.some((row) => lengths[row] !== 0)) return;
  throw new UserError(`${name}: no training row has a feature, so there is nothing to learn`);
}

function labelsFor(dataset: Dataset, classes: Classes | undefined): Float64Array {
  return classes ? classify(dataset, classes) : numericLabels(dataset);
}

/** How the dataset of a request is read. */
export function formatOf({ indexBase, labelColumn }: Pick<ProblemRequest, 'labelColumn' | 'indexBase'>) {
  return { ...(indexBase !== undefined && { indexBase }), ...(labelColumn !== undefined && { labelColumn }) };
}
