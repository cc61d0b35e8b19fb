import { UserError } from '../../../util/errors.js';
import { quoted } from '../../../util/quoted.js';
import type { Content } from '../../content.js';
import { nameOf } from '../../labels.js';
import type { ColumnPlan } from '../../rows.js';
import { countFrom } from '../indices.js';
import { repeatedName } from './columns.js';
import { testRoles } from './roles.js';
import { optionsToRead } from './writer-options.js';

const PIECE_CHARACTERS = 1 << 20;

/**
 * Characters that need quotes: those that separate cells and lines, and those that a reader of the first lines might
 * take for a comment, an index and its value, or another format.
 */
const NEEDS_QUOTES = /[",;\t\r\n:#%|@<[{]/;

/** Beyond `MANY_CELLS` cells a note gives the size; beyond `MOST_CELLS` the table is refused. */
const MANY_CELLS = 1e8;
const MOST_CELLS = 2 ** 32;
/** The most columns: at two characters a cell, the CSV reader takes longer rows for a quote that is never closed. */
const MOST_COLUMNS = 1 << 25;

/**
 * Arranges a dataset in the columns to write: those of the CSV file that it came from, or else the label and one
 * column for each feature, named by its index or as the one-hot encoding named it.
 * @throws UserError if CSV cannot express the dataset, or the file would be too large
 */
export async function inColumns(content: Content, note: (text: string) => void): Promise<Content> {
  const { columns, features, name } = content;
  if (features === 0) {
    throw new UserError(`${name} has no features, which a CSV file cannot say`, 'Keep it in LIBSVM or the binary form');
  }
  const kept = columns && (await keepsText(content, columns)) ? columns : undefined;
  refuseHuge(content, kept ? kept.names.length : features + 1, note);
  if (columns && !kept) note('text columns are written as their one-hot encoding');
  const plan = kept ?? oneColumnEach(content);
  const prepared = { ...countFrom(content, 0), columns: plan };
  const options = await optionsToRead(plan, content.labelNames, csvCells(prepared));
  if (options.length > 0) note(`to read it, say ${options.join(' ')}`);
  return prepared;
}

function oneColumnEach({ name, columns, features, indexBase }: Content): ColumnPlan {
  const names = columns?.features ?? Array.from({ length: features }, (_, feature) => String(feature + indexBase));
  const label = columns?.names[columns.label] ?? 'label';
  const all = [label, ...names];
  const twice = repeatedName(all);
  if (twice === undefined) return { names: all, header: true, label: 0, features: names };
  throw new UserError(
    `${name} as CSV has two columns ${quoted(twice)}`,
    'Rename one in the CSV file that it came from',
  );
}

function refuseHuge({ name, rows }: Content, columns: number, note: (text: string) => void): void {
  const cells = rows * columns;
  const what = `${name} as CSV has ${rows} × ${columns} cells, at least ${((2 * cells) / 1e9).toFixed(1)} GB`;
  if (cells > MOST_CELLS || columns > MOST_COLUMNS) {
    throw new UserError(what, 'Keep it in LIBSVM or the binary form, which leave zeros out');
  }
  if (cells > MANY_CELLS) note(`${what}; LIBSVM and the binary form leave zeros out`);
}

/** Whether text columns are recoverable: each feature is of one column, and 1 where active, as in rows not scaled. */
async function keepsText(content: Content, plan: ColumnPlan): Promise<boolean> {
  const { roles } = testRoles(plan, plan);
  const numeric = roles.filter(({ kind }) => kind === 'numeric').length;
  const ofText = roles.flatMap((role) => (role.kind === 'text' ? [...role.values.values()] : []));
  if (numeric + ofText.length !== plan.features.length) return false;
  if (ofText.length === 0) return true;
  const areText = new Set(ofText);
  for await (const { indices, values } of content.chunks()) {
    if (indices.some((feature, position) => values[position] !== 1 && areText.has(feature))) return false;
  }
  return true;
}

/**
 * Writes rows as CSV, separated by commas. A feature that is not stored is a 0; if a row stores none of a text column,
 * the cell is empty. Numbers are the shortest decimals that read back to the same doubles.
 *
 * @returns pieces of about 1 MB
 */
export async function* csvText(content: Content): AsyncGenerator<string, void, void> {
  let text = '';
  for await (const cells of csvCells(content)) {
    text += `${cells.join(',')}\n`;
    if (text.length >= PIECE_CHARACTERS) {
      yield text;
      text = '';
    }
  }
  yield text;
}

/** The cells of every line, quoted if necessary. */
async function* csvCells(content: Content): AsyncGenerator<string[], void, void> {
  const plan = content.columns ?? oneColumnEach(content);
  if (plan.header) yield plan.names.map(cellOf);
  const places = placesOf(plan);
  const blank = blankRow(plan);
  for await (const { labels, lengths, indices, values } of content.chunks()) {
    let position = 0;
    for (let row = 0; row < labels.length; row++) {
      const cells = blank.slice();
      cells[plan.label] = cellOf(nameOf(labels[row]!, content));
      for (const end = position + lengths[row]!; position < end; position++) {
        const { column, cell } = places[indices[position]!] as Place;
        cells[column] = cell ?? String(values[position]);
      }
      yield cells;
    }
  }
}

/** The column of an active feature, and its cell if that is not its value. */
interface Place {
  column: number;
  cell?: string;
}

/** The places, indexed by feature. */
function placesOf(plan: ColumnPlan): Place[] {
  const places: Place[] = [];
  testRoles(plan, plan).roles.forEach((role, column) => {
    if (role.kind === 'numeric') places[role.feature] = { column };
    if (role.kind !== 'text') return;
    for (const [value, feature] of role.values) places[feature] = { column, cell: cellOf(value) };
  });
  return places;
}

function blankRow(plan: ColumnPlan): string[] {
  return testRoles(plan, plan).roles.map(({ kind }) => (kind === 'numeric' ? '0' : ''));
}

function cellOf(text: string): string {
  return NEEDS_QUOTES.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}
