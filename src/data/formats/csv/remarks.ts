import { quoted } from '../../../util/quoted.js';
import { setting } from '../../../util/setting.js';
import { count, listed } from '../../../util/text.js';
import type { ColumnPlan } from '../../rows.js';
import { type Columns, orderNotes, referTo } from './columns.js';
import { likenessOf } from './doubts.js';
import type { Role } from './roles.js';
import { type Separator, separatorName } from './separator.js';

/** What is known of a CSV file once it is read to the end. */
export interface SeenTable {
  file: string;
  separator: Separator;
  columns: Columns;
  roles: readonly Role[];
  rows: number;
  /** The number of cells of each column that are empty, or marked as missing. */
  missing: readonly number[];
  /** The number of comment lines. */
  comments: number;
}

/** The decisions made about a training file while it was read, a sentence each. */
export function notesOf(seen: SeenTable): string[] {
  return [decisionNote(seen), ...commentNotes(seen), ...encodingNotes(seen), ...missingNotes(seen)];
}

/**
 * The remarks on a test file, whose columns are decided already.
 *
 * @param plan of the training file
 * @param unseen the number of its text cells that the training file does not have
 */
export function testNotesOf(seen: SeenTable, plan: ColumnPlan, unseen: number): string[] {
  const ignored = seen.columns.names.filter((_, position) => seen.roles[position]?.kind === 'ignored');
  const order = orderNotes(seen.columns.names, plan, seen.file);
  return [...order, ...commentNotes(seen), ...missingNotes(seen), ...foreignNotes(unseen, ignored)];
}

/** What the user should know before they trust what was decided, a sentence each. */
export function warningsOf(seen: SeenTable): string[] {
  const { file, columns } = seen;
  const line = `${file}: the first line looks like a header and is read as a row; say ${setting('header')} or ${setting('header', false)}`;
  const likenesses = columns.names.map((_, position) => likenessAt(position, seen));
  const doubts = [...new Set(likenesses)].flatMap((like) =>
    like === undefined ? [] : [doubt(like, likenesses, columns)],
  );
  return columns.isHeaderDoubtful ? [line, ...doubts] : doubts;
}

/** What a column that became features looks like, if it looks like no feature. */
function likenessAt(position: number, { columns, roles, rows, missing }: SeenTable): string | undefined {
  const role = roles[position];
  if (role?.kind !== 'numeric' && role?.kind !== 'text') return undefined;
  const name = columns.names[position] ?? '';
  return likenessOf({
    name: columns.header && name === `column${position + 1}` ? '' : name,
    numbers: role.kind === 'numeric' ? role.watch : undefined,
    texts: role.kind === 'text' ? [...role.values.keys()] : [],
    cells: rows - (missing[position] ?? 0),
  });
}

/** @param likenesses of all columns */
function doubt(like: string, likenesses: readonly (string | undefined)[], columns: Columns): string {
  const positions = [...likenesses.keys()].filter((position) => likenesses[position] === like);
  const names = listed(positions.map((position) => columns.names[position] ?? ''));
  const references = positions.map((position) => referTo(position, columns)).join(',');
  return `columns that look like ${like} became features: ${names}; ${setting('dropColumns')} ${references} leaves them out`;
}

/** The remarks on the values and columns of a test file that its training file lacks. */
export function foreignNotes(unseen: number, ignored: readonly string[]): string[] {
  const notes: string[] = [];
  if (ignored.length > 0) notes.push(`columns that the training data does not have were ignored: ${listed(ignored)}`);
  if (unseen > 0) {
    notes.push(`${count(unseen, 'value')} in features unseen in training ${unseen === 1 ? 'was' : 'were'} ignored`);
  }
  return notes;
}

function decisionNote({ file, separator, columns: { names, header, label } }: SeenTable): string {
  const line = header ? 'the first line is a header' : 'there is no header';
  return `${file}: separated by ${separatorName(separator).several}; ${line}; the label is column ${quoted(names[label] ?? '')}`;
}

function commentNotes({ comments }: SeenTable): string[] {
  if (comments === 0) return [];
  return [
    `${count(comments, 'line')} that ${comments === 1 ? 'begins' : 'begin'} with # ${comments === 1 ? 'is a comment' : 'are comments'}`,
  ];
}

function encodingNotes({ columns, roles }: SeenTable): string[] {
  const encoded = roles.flatMap((role, position) =>
    role.kind === 'text' ? [`${columns.names[position]} (${count(role.values.size, 'value')})`] : [],
  );
  return encoded.length > 0 ? [`one-hot encoded: ${listed(encoded)}`] : [];
}

function missingNotes({ columns, missing }: SeenTable): string[] {
  const lacking = columns.names.flatMap((name, position) => {
    const cells = missing[position] ?? 0;
    return cells > 0 ? [`${name} (${count(cells, 'cell')})`] : [];
  });
  return lacking.length > 0 ? [`missing values count as 0: ${listed(lacking)}`] : [];
}
