/**
 * A CSR matrix in memory, or the part of one that holds some of its columns: row r stores its values and feature
 * indices at positions offsets[r] … offsets[r + 1] - 1. The columns are cut into blocks, of which block b of row r ends
 * before position ends[r·blocks + b]. The fields are addresses unless it is said otherwise; src/engine/matrix.ts writes
 * them.
 */
@unmanaged
export class Matrix {
  /** f64, one per stored value */
  values: usize;
  /** u32, one per stored value, counted from 0 */
  indices: usize;
  /** u32, rows + 1 */
  offsets: usize;
  /** u32, one per row and block */
  ends: usize;
  /** f64, one per row */
  labels: usize;
  /** the part with the next columns of the same rows, or 0 */
  next: usize;
  /** not an address: the number of rows */
  rows: u32;
  /** not an address: the number of blocks of this part */
  blocks: u32;
}

/** The next part of a matrix, to go on while `isPart` holds. */
export function nextPart(part: Matrix): Matrix {
  return changetype<Matrix>(part.next);
}

/** Whether there is a part at all. */
export function isPart(part: Matrix): bool {
  return changetype<usize>(part) !== 0;
}

/** The row at a position of an order (an array of u32 row numbers). */
export function rowAt(order: usize, position: u32): usize {
  return <usize>load<u32>(order + ((<usize>position) << 2));
}

/** Where a row's stored values begin, counted in values. */
export function rowStart(matrix: Matrix, row: usize): u32 {
  return load<u32>(matrix.offsets + (row << 2));
}

/** Where a row's stored values end, counted in values. */
export function rowEnd(matrix: Matrix, row: usize): u32 {
  return load<u32>(matrix.offsets + (row << 2), 4);
}

/** Where the stored values of a block of a row end, counted in values; the next block begins there. */
export function blockEnd(matrix: Matrix, row: usize, block: u32): u32 {
  return load<u32>(matrix.ends + ((row * matrix.blocks + block) << 2));
}

/** The label of a row. */
export function labelOf(matrix: Matrix, row: usize): f64 {
  return load<f64>(matrix.labels + (row << 3));
}
