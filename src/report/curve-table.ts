import type { Point } from '../results/schema.js';
import { significant, trim } from '../util/text.js';
import { plainTable } from './table.js';

/** More lines than this do not help a reader; the rest is in the files. */
const MOST_LINES = 25;

interface Column {
  title: string;
  cell(point: Point): string | null;
}

const COLUMNS: Column[] = [
  { title: 'epoch', cell: (point) => trim(point.epoch) },
  { title: 'updates', cell: (point) => String(point.updates) },
  { title: 'seconds', cell: (point) => point.seconds.toFixed(4) },
  { title: 'train loss', cell: (point) => loss(point.trainLoss) ?? 'not finite' },
  { title: 'suboptimality', cell: (point) => point.suboptimality?.toExponential(2) ?? null },
  { title: 'train error', cell: (point) => share(point.trainError) },
  { title: 'test loss', cell: (point) => loss(point.testLoss) },
  { title: 'test error', cell: (point) => share(point.testError) },
];

/** A curve as a table for the terminal, without columns that are all empty, thinned evenly if it is long. */
export function curveTable(curve: Point[]): string {
  const columns = COLUMNS.filter(({ cell }) => curve.some((point) => cell(point) !== null));
  return plainTable(
    columns.map(({ title }) => title),
    thin(curve).map((point) => columns.map(({ cell }) => cell(point) ?? '')),
  );
}

function thin(curve: Point[]): Point[] {
  if (curve.length <= MOST_LINES) return curve;
  const stride = (curve.length - 1) / (MOST_LINES - 1);
  return Array.from({ length: MOST_LINES }, (_, line) => curve[Math.round(line * stride)] as Point);
}

function loss(value: number | null): string | null {
  return value === null ? null : significant(value);
}

function share(value: number | null): string | null {
  return value === null ? null : value.toFixed(5);
}
