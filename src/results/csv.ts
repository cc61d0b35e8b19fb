import type { Point, Run } from './schema.js';

type Cell = string | number | null;

const RUN_COLUMNS: Record<string, (run: Run) => Cell> = {
  run_id: (run) => run.id,
  dataset: (run) => run.dataset.name,
  algorithm: (run) => run.configuration.algorithm,
  rule: (run) => run.configuration.rule,
  batch: (run) => run.configuration.batch,
  step_size: (run) => run.configuration.stepSize,
  order: (run) => run.configuration.order,
  execution: (run) => run.configuration.execution,
  workers: (run) => run.configuration.workers,
  seed: (run) => run.configuration.seed,
};

const POINT_COLUMNS: Record<string, (point: Point) => Cell> = {
  epoch: (point) => point.epoch,
  passes: (point) => point.passes,
  updates: (point) => point.updates,
  seconds: (point) => point.seconds,
  train_loss: (point) => point.trainLoss,
  train_error: (point) => point.trainError,
  test_loss: (point) => point.testLoss,
  test_error: (point) => point.testError,
  suboptimality: (point) => point.suboptimality,
};

/**
 * A run as CSV text: a header and one line a point, with an empty cell for null. Every line says which
 * run it is of, so files of several runs can be joined into one table.
 */
export function runToCsv(run: Run): string {
  const header = [...Object.keys(RUN_COLUMNS), ...Object.keys(POINT_COLUMNS)];
  const ofRun = Object.values(RUN_COLUMNS).map((cell) => cell(run));
  const lines = run.curve.map((point) => [...ofRun, ...Object.values(POINT_COLUMNS).map((cell) => cell(point))]);
  return [header, ...lines].map((cells) => `${cells.map(quote).join(',')}\n`).join('');
}

/** As RFC 4180 wants it; numbers in the shortest form that reads back to the same double. */
function quote(cell: Cell): string {
  const text = cell === null ? '' : String(cell);
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}
