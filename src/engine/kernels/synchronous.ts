import { Barrier, meet } from './barrier';
import { Descent } from './descent';
import { Matrix, rowAt } from './matrix';
import { f64At, u32At } from './sparse';
import { coefficientOf, countRow, endBatch, marginOf } from './steps';

// Mini-batches of which several workers each do the columns that they own (ours). A worker computes what
// its blocks add to the margins of the batch, all meet, and each sums the parts of all blocks, always in
// the order of the blocks, and updates its own features: nothing is written by two, and the bits are
// the same however many workers there are.

/** What one worker does of a run; written by src/algorithms/executions/synchronous.ts. */
@unmanaged
export class Share {
  /** u32, one a block: the address of its Matrix */
  matrices: usize;
  /** u32, one a block: the address of its Descent; those of a worker have the same coefficients */
  descents: usize;
  /** u32, one a block: the length of its list of active features */
  lengths: usize;
  /**
   * f64, two arrays of one a block and sample: what the blocks add to the margins. There are two, used in
   * turn, so that one meeting a batch is enough: who writes the next batch's does not overwrite what others still read.
   */
  partials: usize;
  /** The address of the Barrier. */
  barrier: usize;
  blocks: u32;
  /** The blocks of the worker are those from `first` to before `end`. */
  first: u32;
  end: u32;
  /** The samples that `partials` has room for. */
  batch: u32;
  /** Which of the two arrays is next. */
  turn: u32;
}

/** A worker's part in steps over `samples` rows of an order: see `steps`. */
export function synchronousSteps(share: Share, order: usize, samples: u32, batch: u32, stepSize: f64, base: i32): void {
  for (let first: u32 = 0; first < samples; first += batch) {
    const rows = u32At(order, first);
    beginShare(share, rows, batch, stepSize, base);
    endShare(share, rows, batch, stepSize, base);
    base += batch;
  }
}

/** A worker's part in the first half of one batch: see `beginBatch`. */
export function beginShare(share: Share, rows: usize, batch: u32, stepSize: f64, base: i32): void {
  const partials = f64At(share.partials, share.turn * share.blocks * share.batch);
  for (let block = share.first; block < share.end; block++) {
    const matrix = matrixOf(share, block);
    const descent = descentOf(share, block);
    const parts = f64At(partials, block * share.batch);
    let length: u32 = 0;
    for (let sample: u32 = 0; sample < batch; sample++) {
      const row = rowAt(rows, sample);
      store<f64>(f64At(parts, sample), marginOf(matrix, descent, row, stepSize));
      length = countRow(matrix, descent, row, base, length);
    }
    store<u32>(u32At(share.lengths, block), length);
  }
  meet(changetype<Barrier>(share.barrier));
  share.turn = 1 - share.turn;
  if (share.first < share.end) fillCoefficients(share, partials, rows, batch);
}

function fillCoefficients(share: Share, partials: usize, rows: usize, batch: u32): void {
  const matrix = matrixOf(share, share.first);
  const descent = descentOf(share, share.first);
  for (let sample: u32 = 0; sample < batch; sample++) {
    let part = f64At(partials, sample);
    let margin = load<f64>(part);
    for (let block: u32 = 1; block < share.blocks; block++) {
      part += (<usize>share.batch) << 3;
      margin += load<f64>(part);
    }
    store<f64>(f64At(descent.coefficients, sample), coefficientOf(matrix, descent, rowAt(rows, sample), margin));
  }
}

/** A worker's part in the second half of one batch: see `endBatch`. */
export function endShare(share: Share, rows: usize, batch: u32, stepSize: f64, base: i32): void {
  for (let block = share.first; block < share.end; block++) {
    const length = load<u32>(u32At(share.lengths, block));
    endBatch(matrixOf(share, block), descentOf(share, block), rows, batch, stepSize, base, length);
  }
}

function matrixOf(share: Share, block: u32): Matrix {
  return changetype<Matrix>(load<u32>(u32At(share.matrices, block)));
}

function descentOf(share: Share, block: u32): Descent {
  return changetype<Descent>(load<u32>(u32At(share.descents, block)));
}
