import { Barrier, meet } from './barrier';
import { Descent } from './descent';
import { lossDerivative } from './losses';
import { labelOf, Matrix, rowAt } from './matrix';
import { f64At, u32At } from './sparse';
import { writeMargins } from './step-kinds';
import { countRow, endBatch } from './steps';

// Mini-batches in which each of several workers does the columns that it owns (this project's). A worker computes what
// its blocks add to the margins of the batch, all meet, and each sums what all blocks add, always in the
// order of the blocks, and updates its own features: nothing is written by two, and the bits are the same
// however many workers there are, and whichever shares of the work each of them does.

/** A share of the work of a run; written by src/algorithms/executions/synchronous.ts. */
@unmanaged
class Share {
  /** The address of the Share that the same worker does next, or 0. Set with every call of synchronousSteps. */
  next: usize;
  /** The length of the list of active features, if there is one. */
  listed: u32;
  /** The address of the Matrix with its columns. */
  matrix: usize;
  /** The address of its Descent. */
  descent: usize;
  /** The address of the Barrier. */
  barrier: usize;
  /** The number of the worker that has it as its first share. */
  worker: u32;
  /**
   * f64, two arrays with one element per block and sample: what the blocks add to the margins. They alternate, so
   * that one meeting per batch is enough: writing for the next batch does not overwrite what others still read.
   */
  partials: usize;
  /** The samples that each of these arrays has room for. */
  batch: u32;
  /** The blocks of all shares. */
  blocks: u32;
  /** The first block of this share. */
  firstBlock: u32;
  /** Which of the two arrays is next. */
  turn: u32;
}

/** A worker's part in steps over `samples` rows of an order, given the first of its shares: see `steps`. */
export function synchronousSteps(
  share: Share,
  order: usize,
  samples: u32,
  batch: u32,
  stepSize: f64,
  base: i32,
  weights: usize,
): void {
  const start = changetype<usize>(share);
  for (let own = start; own; own = changetype<Share>(own).next)
    changetype<Descent>(changetype<Share>(own).descent).weightByCount = weights;
  for (let first: u32 = 0; first < samples; first += batch) {
    const rows = u32At(order, first);
    for (let own = start; own; own = changetype<Share>(own).next)
      beginShare(changetype<Share>(own), rows, batch, stepSize, base);
    meet(changetype<Barrier>(share.barrier), share.worker);
    for (let own = start; own; own = changetype<Share>(own).next)
      endShare(changetype<Share>(own), rows, batch, stepSize, base);
    base += batch;
  }
}

/** The first half of one batch, of one share: see `beginBatch`. All shares have to be through with it before the second begins. */
export function beginShare(share: Share, rows: usize, batch: u32, stepSize: f64, base: i32): void {
  const matrix = changetype<Matrix>(share.matrix);
  const descent = changetype<Descent>(share.descent);
  const partials = partialsOf(share);
  const stride = (<usize>share.batch) << 3;
  let length: u32 = 0;
  for (let sample: u32 = 0; sample < batch; sample++) {
    const row = rowAt(rows, sample);
    const partial = f64At(partials, share.firstBlock * share.batch + sample);
    writeMargins(matrix, descent, row, partial, stride, stepSize);
    length = countRow(matrix, descent, row, base, length);
  }
  share.listed = length;
}

/** The margin of a sample: the sum of what all blocks add. */
function marginIn(share: Share, partial: usize): f64 {
  let margin: f64 = 0;
  for (let block: u32 = 0; block < share.blocks; block++) {
    margin += load<f64>(partial);
    partial += (<usize>share.batch) << 3;
  }
  return margin;
}

/** The second half of one batch, of one share: see `endBatch`. */
export function endShare(share: Share, rows: usize, batch: u32, stepSize: f64, base: i32): void {
  const matrix = changetype<Matrix>(share.matrix);
  const descent = changetype<Descent>(share.descent);
  const partials = partialsOf(share);
  for (let sample: u32 = 0; sample < batch; sample++) {
    const margin = marginIn(share, f64At(partials, sample));
    const label = labelOf(matrix, rowAt(rows, sample));
    store<f64>(f64At(descent.derivatives, sample), lossDerivative(descent.loss, margin, label));
  }
  share.turn = 1 - share.turn;
  endBatch(matrix, descent, rows, batch, stepSize, base, share.listed);
}

/** The array of the two that this batch uses. */
function partialsOf(share: Share): usize {
  return f64At(share.partials, share.turn * share.blocks * share.batch);
}
