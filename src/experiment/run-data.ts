import type { Dataset } from '../data/dataset.js';
import { formatOf, refuseForeignOptions } from '../data/formats/user-format.js';
import { type Classes, classify, describeClasses, findClasses, numericLabels } from '../data/labels.js';
import { allRows, holdOutNone, holdOutStratified, type Split } from '../data/split.js';
import { featureRanges } from '../data/statistics.js';
import { divideFeatures, greatestMagnitudes } from '../data/transforms/max-abs.js';
import { unevenUnits } from '../data/units.js';
import type { SparseMatrix } from '../engine/matrix.js';
import type { EngineMemory } from '../engine/memory.js';
import type { Configuration } from '../results/schema.js';
import type { ProblemRequest } from '../settings/request.js';
import { UserError } from '../util/errors.js';
import { setting } from '../util/setting.js';
import { listed } from '../util/text.js';
import { cutColumns } from './column-blocks.js';
import type { DatasetCache } from './dataset-cache.js';
import type { FeatureColumns } from './feature-columns.js';
import type { Observer } from './observer.js';
import { type LabelledRows, placeRows } from './place-rows.js';

/** How labels and values are converted for training. */
interface Terms {
  /** Which labels are −1 and +1, if the loss takes classes. */
  classes: Classes | undefined;
  /** The divisor of each feature, if features are scaled. */
  divisors: Float64Array | undefined;
}

/** The data that a request names, read and ready to be laid in the engine's memory. */
export interface RunData extends Terms {
  dataset: Dataset;
  /** Which rows of the dataset are for training and which are held out, in file order. */
  split: Split;
  /** Lays rows of the dataset in memory, in the given order, and the held-out rows, if any. */
  place(memory: EngineMemory, rows: Uint32Array, cut: Cut): Promise<PlacedRows>;
  /** What the configuration says about the held-out rows. */
  testSource: Configuration['test'];
}

/** How columns are cut: into this many blocks, which this many parts share. */
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
  /** The columns of both. */
  columns: FeatureColumns;
}

/**
 * Reads the data of a request, from a cache that keeps it for the next one.
 * @throws UserError for bad input; an AbortError if the observer's signal is aborted
 */
export async function openData(request: ProblemRequest, datasets: DatasetCache, observer: Observer): Promise<RunData> {
  const { loss, bias } = request;
  const dataset = await datasets.read(request.dataset, formatOf(request), observer);
  refuseForeignOptions(request, dataset);
  const classes = loss.labels === 'classes' ? findClasses(dataset, request.positive) : undefined;
  const split = splitRows(dataset, request);
  refuseEmpty(dataset, split);
  const { signal } = observer;
  if (dataset.columns && !request.scale) await warnOfUnits(dataset, observer);
  const divisors = request.scale && (await greatestMagnitudes(dataset, { rows: split.train, signal }));
  const terms = { classes, divisors };
  const source = inTerms(dataset, terms);
  const heldOut = await openHeldOut(request, source, split, terms, { datasets, observer });
  if (classes) {
    refuseOneClass(source, split.train, classes);
    observer.noteOnce(describeClasses(dataset, classes));
    if (heldOut) noteOneClass(heldOut, classes, observer);
  }
  return {
    ...terms,
    dataset,
    split,
    async place(memory, rows, { blocks, parts }) {
      const columns = await datasets.columnsOf(dataset);
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
  };
}

/** The λ of a request. */
export function lambdaOf({ split }: RunData, { l2 }: ProblemRequest): number {
  return l2 === '1/n' ? 1 / split.train.length : l2;
}

/** Holds out the same share of every label, as `adabatch data split` does. */
function splitRows({ labels }: Dataset, { test, seed, splitSeed = seed }: ProblemRequest): Split {
  if (!test || !('fraction' in test)) return holdOutNone(labels.length);
  return holdOutStratified(labels, test.fraction, splitSeed);
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
  terms: Terms,
  { datasets, observer }: { datasets: DatasetCache; observer: Observer },
): Promise<HeldOut | undefined> {
  const { test } = request;
  if (!test) return undefined;
  if ('fraction' in test) return { ...train, rows: split.test, source: test };
  const dataset = await datasets.readTest(test.file, train.dataset, formatOf(request), observer);
  return { ...inTerms(dataset, terms), rows: allRows(dataset.rows), source: { sha256: dataset.sha256 } };
}

function refuseEmpty({ name, lengths }: Dataset, { train }: Split): void {
  if (train.some((row) => lengths[row] !== 0)) return;
  throw new UserError(`${name}: no training row has a feature, so there is nothing to learn`);
}

/** Refuses split-off rows that are all of one class, as rows in a file of their own are refused. */
function refuseOneClass({ dataset, labels }: LabelledRows, train: Uint32Array, classes: Classes): void {
  const only = onlyClass(labels, train, classes);
  if (only === undefined) return;
  throw new UserError(
    `${dataset.name}: a classification loss needs two labels; the ${train.length} rows left to train on have one: ${only}`,
    `Hold out less with ${setting('testFraction')}, or other rows with ${setting('seed')}`,
  );
}

function noteOneClass({ dataset, labels, rows }: HeldOut, classes: Classes, observer: Observer): void {
  const only = onlyClass(labels, rows, classes);
  if (only !== undefined) observer.noteOnce(`${dataset.name}: every row that is held out has the label ${only}`);
}

/** The label of the class that all rows are of; undefined if both classes occur. */
function onlyClass(labels: Float64Array, rows: Uint32Array, { positive, negative }: Classes): string | undefined {
  const [first = 0] = rows;
  if (rows.some((row) => labels[row] !== labels[first])) return undefined;
  return listed(labels[first]! > 0 ? positive : negative);
}

function inTerms(dataset: Dataset, { classes, divisors }: Terms): LabelledRows {
  return {
    dataset: divisors ? divideFeatures(dataset, divisors) : dataset,
    labels: classes ? classify(dataset, classes) : numericLabels(dataset),
  };
}

/** Suggests scaling for tables, whose columns often differ in units; features of LIBSVM files are made for learning. */
async function warnOfUnits(dataset: Dataset, { signal, warn }: Observer): Promise<void> {
  const uneven = unevenUnits(dataset, await featureRanges(dataset, signal));
  if (uneven !== undefined) warn(`${uneven}, and no step size suits both: try ${setting('scale')} max-abs`);
}
