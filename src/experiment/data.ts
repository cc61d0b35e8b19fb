import { type Dataset, readDataset, readTestDataset } from '../data/dataset.js';
import { type Classes, classify, findClasses, numericLabels } from '../data/labels.js';
import type { SparseMatrix } from '../engine/matrix.js';
import type { EngineMemory } from '../engine/memory.js';
import { UserError } from '../errors.js';
import type { Configuration } from '../results/schema.js';
import { holdOut, placeRows, type Shape, shufflePlacement } from './matrices.js';
import type { Observer, RunRequest } from './request.js';

/** The data of a run in the engine's memory. */
export interface RunData {
  dataset: Dataset;
  train: SparseMatrix;
  test: SparseMatrix | undefined;
  /** Of the matrices, the bias included. */
  features: number;
  /** What the configuration says of the held-out rows. */
  testSource: Configuration['test'];
  /** The labels that are +1, where the loss takes classes. */
  positive: string[] | null;
}

/**
 * Reads the data of a run and lays it in the engine's memory.
 * @throws UserError for bad input, or where memory runs out; an AbortError if the observer's signal is aborted
 */
export async function loadData(request: RunRequest, memory: EngineMemory, observer: Observer): Promise<RunData> {
  const { loss, order, seed, test, bias } = request;
  const reading = { signal: observer.signal, onProgress: observer.reading };
  const dataset = await readDataset(request.dataset, { ...reading, ...definedOptions(request) });
  dataset.notes.forEach(observer.note);
  refuseForeignOptions(request, dataset);
  const classes = loss.labels === 'classes' ? findClasses(dataset, request.positive) : undefined;
  const rows = holdOut(dataset.rows, test && 'fraction' in test ? test.fraction : 0, seed);
  const placements = [order.shuffledPlacement ? shufflePlacement(rows.train, seed) : rows.train];
  if (rows.test.length > 0) placements.push(rows.test);
  const labels = labelsFor(dataset, classes);
  const shape = { features: dataset.features, bias };
  const { matrices } = await placeRows(memory, dataset, labels, placements, shape);
  const [train, heldOut] = matrices as [SparseMatrix, SparseMatrix?];
  if (train.nonzeros === 0) {
    throw new UserError(`${dataset.name}: no training row has a feature, so there is nothing to learn`);
  }
  const data = { dataset, train, features: dataset.features + Number(bias), positive: classes?.positive ?? null };
  if (!test || 'fraction' in test) return { ...data, test: heldOut, testSource: test ?? null };

  const testDataset = await readTestDataset(test.file, dataset, reading);
  testDataset.notes.forEach(observer.note);
  const testMatrix = await placeTestRows(memory, testDataset, shape, classes, observer);
  return { ...data, test: testMatrix, testSource: { sha256: testDataset.sha256 } };
}

function refuseForeignOptions({ labelColumn, indexBase }: RunRequest, { name, columns }: Dataset): void {
  if (labelColumn !== undefined && !columns) throw new UserError(`--label-column is for CSV files; ${name} is LIBSVM`);
  if (indexBase !== undefined && columns) throw new UserError(`--index-base is for LIBSVM files; ${name} is CSV`);
}

async function placeTestRows(
  memory: EngineMemory,
  test: Dataset,
  shape: Shape,
  classes: Classes | undefined,
  observer: Observer,
): Promise<SparseMatrix | undefined> {
  const rows = Uint32Array.from({ length: test.rows }, (_, row) => row);
  const { matrices, beyond } = await placeRows(memory, test, labelsFor(test, classes), [rows], shape);
  if (beyond > 0) {
    observer.note(`${test.name}: ${beyond} values in features unseen in training were ignored`);
  }
  return matrices[0];
}

function labelsFor(dataset: Dataset, classes: Classes | undefined): Float64Array {
  return classes ? classify(dataset, classes) : numericLabels(dataset);
}

function definedOptions({ indexBase, labelColumn }: RunRequest) {
  return { ...(indexBase !== undefined && { indexBase }), ...(labelColumn !== undefined && { labelColumn }) };
}
