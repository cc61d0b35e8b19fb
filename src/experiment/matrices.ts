import type { Dataset } from '../data/dataset.js';
import { type RowPiece, SparseMatrix } from '../engine/matrix.js';
import type { EngineMemory } from '../engine/memory.js';
import { sliceOf } from '../engine/slices.js';
import { cutColumns } from './column-blocks.js';

/** A dataset with its labels as the loss takes them, one a row. */
export interface LabelledRows {
  dataset: Dataset;
  labels: Float64Array;
}

/** How rows become those of a matrix. */
export interface Shape {
  /** The size of the feature space; values beyond it become zeros. */
  features: number;
  /** Whether each row gets the constant 1 as one feature more. */
  bias: boolean;
  columns: Columns;
}

/** How columns are laid: in blocks, which are shared out among parts. */
export interface Columns {
  blocks: number;
  parts: number;
}

/** All columns together. */
export const oneBlock: Columns = { blocks: 1, parts: 1 };

/** The place of a row that is not laid. */
const NOWHERE = 2 ** 32 - 1;

/**
 * Lays rows of a dataset in the engine's memory as it streams, each straight to its place.
 * @param rows those to lay, in the order in which the matrix has them, each once
 * @returns the matrix, and the number of values beyond its features
 */
export async function placeRows(
  memory: EngineMemory,
  { dataset, labels }: LabelledRows,
  rows: Uint32Array,
  { features, bias, columns: { blocks, parts } }: Shape,
): Promise<{ matrix: SparseMatrix; beyond: number }> {
  const places = placesOf(rows, dataset.rows);
  const all = features + Number(bias);
  const starts = await cutColumns(dataset, all, blocks);
  const lengths = await lengthsInBlocks(dataset, places, rows.length, starts);
  if (bias) lengthen(lengths, starts, all - 1);
  const firstBlocks = Array.from({ length: parts }, (_, part) => sliceOf(part, parts, blocks)[0]);
  const matrix = new SparseMatrix(memory, { rows: rows.length, features: all, starts, lengths, parts: firstBlocks });
  matrix.labels.set(Float64Array.from(rows, (row) => labels[row] as number));
  if (bias) matrix.setBias();
  let beyond = 0;
  await forEachRow(dataset, (row, piece) => {
    const place = places[row] as number;
    if (place !== NOWHERE) beyond += matrix.setRow(place, piece, features);
  });
  return { matrix, beyond };
}

/** Where each row of a dataset comes to lie. */
function placesOf(rows: Uint32Array, all: number): Uint32Array {
  const places = new Uint32Array(all).fill(NOWHERE);
  rows.forEach((row, place) => {
    places[row] = place;
  });
  return places;
}

/** The number of stored values in each block of each laid row, row by row. */
async function lengthsInBlocks(
  dataset: Dataset,
  places: Uint32Array,
  rows: number,
  starts: Uint32Array,
): Promise<Uint32Array> {
  const blocks = starts.length;
  const lengths = new Uint32Array(blocks * rows);
  if (blocks === 1) {
    places.forEach((place, row) => {
      if (place !== NOWHERE) lengths[place] = dataset.lengths[row] as number;
    });
    return lengths;
  }
  await forEachRow(dataset, (row, { indices, start, end, indexBase }) => {
    const place = places[row] as number;
    if (place === NOWHERE) return;
    let block = 0;
    for (let position = start; position < end; position++) {
      const feature = (indices[position] as number) - indexBase;
      while (feature >= (starts[block + 1] ?? Number.POSITIVE_INFINITY)) block++;
      const cell = place * blocks + block;
      lengths[cell] = (lengths[cell] as number) + 1;
    }
  });
  return lengths;
}

/** Makes room for the constant feature, in the block that has it. */
function lengthen(lengths: Uint32Array, starts: Uint32Array, feature: number): void {
  const block = starts.findLastIndex((start) => start <= feature);
  for (let cell = block; cell < lengths.length; cell += starts.length) lengths[cell] = (lengths[cell] as number) + 1;
}

/** Streams through the rows of a dataset, in file order. */
async function forEachRow(
  { chunks, indexBase }: Dataset,
  visit: (row: number, piece: RowPiece) => void,
): Promise<void> {
  let row = 0;
  for await (const { lengths, indices, values } of chunks()) {
    let start = 0;
    for (const length of lengths) {
      const end = start + length;
      visit(row++, { indices, values, start, end, indexBase });
      start = end;
    }
  }
}
