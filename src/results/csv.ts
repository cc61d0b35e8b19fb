import { visible } from '../util/visible.js';
import { type Configuration, type Point, type Run, runSchema } from './schema.js';

/** The content of one cell of a CSV file; null is an empty cell. */
export type Cell = string | number | boolean | null;

type Key = keyof Configuration;
type Column<Of> = [name: string, cell: (of: Of) => Cell];

const FIRST_KEYS: Key[] = ['algorithm', 'rule', 'batch', 'stepSize', 'order', 'execution', 'workers', 'seed'];
/** These follow the figures of a point, so that the columns before them stay in place. */
const LAST_KEYS: Key[] = ['loss', 'l2', 'bias', 'schedule', 'epochs'];
/** All other keys, so that no two runs differ only in their id. */
const OTHER_KEYS = runSchema.shape.configuration
  .keyof()
  .options.filter((key) => ![...FIRST_KEYS, ...LAST_KEYS].includes(key));

const FIRST_COLUMNS: Column<Run>[] = [
  ['run_id', ({ id }) => id],
  ['dataset', ({ dataset }) => dataset.name],
  ...FIRST_KEYS.map(columnOf),
];

const POINT_COLUMNS: Column<Point>[] = [
  ['epoch', ({ epoch }) => epoch],
  ['passes', ({ passes }) => passes],
  ['updates', ({ updates }) => updates],
  ['seconds', ({ seconds }) => seconds],
  ['train_loss', ({ trainLoss }) => trainLoss],
  ['train_error', ({ trainError }) => trainError],
  ['test_loss', ({ testLoss }) => testLoss],
  ['test_error', ({ testError }) => testError],
  ['suboptimality', ({ suboptimality }) => suboptimality],
];

const LAST_COLUMNS: Column<Run>[] = [
  ...LAST_KEYS.map(columnOf),
  ['dataset_sha256', ({ dataset }) => dataset.sha256],
  ...OTHER_KEYS.map(columnOf),
  // Says which JSON the curve belongs to, if a run was done twice.
  ['result_sha256', ({ sha256 = null }) => sha256],
];

/** The first line of a table of curves. */
export const curveHeader: string = csvLine([...FIRST_COLUMNS, ...POINT_COLUMNS, ...LAST_COLUMNS].map(([name]) => name));

/** The curve of a run, one line per point. Every line names its run, so curves of several runs make one table. */
export function curveLines(run: Run): string {
  const [first, last] = [cellsOf(FIRST_COLUMNS, run), cellsOf(LAST_COLUMNS, run)];
  return run.curve.map((point) => csvLine([...first, ...cellsOf(POINT_COLUMNS, point), ...last])).join('');
}

/** A run as CSV text: a header and one line per point, with an empty cell for null. */
export function runToCsv(run: Run): string {
  return curveHeader + curveLines(run);
}

/** A line of a CSV file, with its end, as in RFC 4180; numbers are as short as reads back to the same double. */
export function csvLine(cells: Cell[]): string {
  return `${cells.map(quote).join(',')}\n`;
}

/** The column name of a key. */
export function columnName(key: string): string {
  return key.replaceAll(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);
}

/** The value of a key in a configuration: several labels with spaces between them, held-out data by share or sha256. */
export function configurationCell(value: Configuration[Key] = null): Cell {
  if (value === null || typeof value !== 'object') return value;
  if (Array.isArray(value)) return value.join(' ');
  return 'fraction' in value ? value.fraction : value.sha256;
}

function columnOf(key: Key): Column<Run> {
  return [columnName(key), ({ configuration }) => configurationCell(configuration[key])];
}

function cellsOf<Of>(columns: Column<Of>[], of: Of): Cell[] {
  return columns.map(([, cell]) => cell(of));
}

function quote(cell: Cell): string {
  if (typeof cell !== 'string') return cell === null ? '' : String(cell);
  const text = visible(cell);
  return /[",]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}
