import type { Dataset } from '../data/dataset.js';
import { blockOf, type RowPiece, SparseMatrix } from '../engine/matrix.js';
import type { EngineMemory } from '../engine/memory.js';
import { sliceOf } from '../engine/slices.js';
import type { FeatureColumns } from './feature-columns.js';

/** A dataset with one label per row, as the loss takes them. */
export interface LabelledRows {
  dataset: Dataset;
  labels: Float64Array;
}

/** What is laid of a dataset, or of a part of one. */
export type RowSource = Pick<Dataset, 'rows' | 'lengths' | 'chunks'>;

/** How rows are laid as a matrix. */
export interface Shape {
  /** The columns of the training data; values in other features become zeros. */
  columns: FeatureColumns;
  /** The first column of each block. */
  starts: Uint32Array;
  /** How many parts share the blocks. */
  parts: number;
  /** Whether each row gets the constant 1 as an additional feature. */
  bias: boolean;
}

/** The place of a row that is not laid. */
const NOWHERE = 2 ** 32 - 1;

/**
 * Lays rows of a dataset in the engine's memory while it streams, each straight to its place.
 * @param rows the rows to lay, in the order of the matrix, each once
 * @returns the matrix, and the number of values in features without a column
 */
export async function placeRows(
  memory: EngineMemory,
  { dataset, labels }: { dataset: RowSource; labels: Float64Array },
  rows: Uint32Array,
  { columns, starts, parts, bias }: Shape,
): Promise<{ matrix: SparseMatrix; absent: number }> {
  const places = placesOf(rows, dataset.rows);
  const features = columns.features.length + Number(bias);
  const lengths = await lengthsInBlocks(dataset, places, rows.length, { columns, starts });
  if (bias) lengthen(lengths, starts, features - 1);
  const firstBlocks = Array.from({ length: parts }, (_, part) => sliceOf(part, parts, starts.length)[0]);
  const matrix = new SparseMatrix(memory, { rows: rows.length, features, starts, lengths, parts: firstBlocks });
  matrix.labels.set(Float64Array.from(rows, (row) => labels[row]!));
  if (bias) matrix.setBias();
  let absent = 0;
  await forEachRow(dataset, columns, (row, piece) => {
    const place = places[row]!;
    if (place !== NOWHERE) absent += matrix.setRow(place, piece);
  });
  return { matrix, absent };
}

/** The place of each row of a dataset in the matrix. */
function placesOf(rows: Uint32Array, all: number): Uint32Array {
  const places = new Uint32Array(all).fill(NOWHERE);
  rows.forEach((row, place) => {
    places[row] = place;
  });
  return places;
}

/** The number of stored values in each block of each laid row, row by row. */
async function lengthsInBlocks(
  dataset: RowSource,
  places: Uint32Array,
  rows: number,
  { columns, starts }: Pick<Shape, 'columns' | 'starts'>,
): Promise<Uint32Array> {
  const blocks = starts.length;
  const lengths = new Uint32Array(blocks * rows);
  if (blocks === 1) {
    places.forEach((place, row) => {
      if (place !== NOWHERE) lengths[place] = dataset.lengths[row]!;
    });
    return lengths;
  }
  await forEachRow(dataset, columns, (row, piece) => {
    const place = places[row]!;
    if (place === NOWHERE) return;
    for (let position = piece.start; position < piece.end; position++) {
      const cell = place * blocks + blockOf(piece.columns[position]!, starts);
      lengths[cell] = lengths[cell]! + 1;
    }
  });
  return lengths;
}

/** Makes room for the constant feature, in the block that has its column. */
function lengthen(lengths: Uint32Array, starts: Uint32Array, column: number): void {
  for (let cell = blockOf(column, starts); cell < lengths.length; cell += starts.length) {
    lengths[cell] = lengths[cell]! + 1;
  }
}

/** Streams through the rows of a dataset, in file order. */
async function forEachRow(
  { chunks }: RowSource,
  columns: FeatureColumns,
  visit: (row: number, piece: RowPiece) => void,
): Promise<void> {
  let row = 0;
  for await (const { lengths, indices, values } of chunks()) {
    const own = columns.columnsAt(indices);
    let start = 0;
    for (const length of lengths) {
      const end = start + length;
      visit(row++, { columns: own, values, start, end });
      start = end;
    }
  }
}
