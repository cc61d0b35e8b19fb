/**
 * A CSR matrix in memory, or one block of its columns: row r stores its values and feature indices at
 * positions offsets[r] … offsets[r + 1] - 1. The fields are addresses; src/engine/matrix.ts writes them.
 */
@unmanaged
export class Matrix {
  /** f64, one a stored value */
  values: usize;
  /** u32, one a stored value, counted from 0 */
  indices: usize;
  /** u32, rows + 1 */
  offsets: usize;
  /** f64, one a row */
  labels: usize;
  /** The block with the next columns of the same rows, or 0. */
  next: usize;
  rows: u32;
}

/** The next block of a matrix, to go on while `isBlock` holds. */
export function nextBlock(block: Matrix): Matrix {
  return changetype<Matrix>(block.next);
}

/** Whether there is a block at all. */
export function isBlock(block: Matrix): bool {
  return changetype<usize>(block) !== 0;
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

/** The label of a row. */
export function labelOf(matrix: Matrix, row: usize): f64 {
  return load<f64>(matrix.labels + (row << 3));
}
