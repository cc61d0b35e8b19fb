import type { Point, Run } from './schema.js';

/** What a CSV file holds in one cell; null is an empty one. */
export type Cell = string | number | boolean | null;

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

/** The first line of a table of curves. */
export const curveHeader: string = csvLine([...Object.keys(RUN_COLUMNS), ...Object.keys(POINT_COLUMNS)]);

/** The curve of a run, one line a point. Every line says which run it is of, so those of several runs make one table. */
export function curveLines(run: Run): string {
  const ofRun = Object.values(RUN_COLUMNS).map((cell) => cell(run));
  return run.curve
    .map((point) => csvLine([...ofRun, ...Object.values(POINT_COLUMNS).map((cell) => cell(point))]))
    .join('');
}

/** A run as CSV text: a header and one line a point, with an empty cell for null. */
export function runToCsv(run: Run): string {
  return curveHeader + curveLines(run);
}

/** A line of a CSV file, with its end, as RFC 4180 wants it; numbers in the shortest form that reads back to the same double. */
export function csvLine(cells: Cell[]): string {
  return `${cells.map(quote).join(',')}\n`;
}

function quote(cell: Cell): string {
  const text = cell === null ? '' : String(cell);
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}
