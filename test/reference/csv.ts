// CSV as docs/guide.md describes it, character by character: slow, and nothing of the readers is used
// here, so that the two can be held against each other.

/** What is made of a CSV text. */
export interface SlowTable {
  separator: string;
  header: boolean;
  /** A number, or a text where the labels are texts. */
  labels: (number | string)[];
  /** Of each row, its values by the names of their features, zeros left out. */
  rows: Map<string, number>[];
}

const DECIMAL = /^[+-]?(\d+\.?\d*|\.\d+)([eE][+-]?\d+)?$/;
const MISSING = [
  'na',
  'n/a',
  '#n/a',
  '#n/a n/a',
  '<na>',
  'nan',
  '+nan',
  '-nan',
  'null',
  'nil',
  'none',
  'missing',
  '?',
  '.',
];
const LABELS = ['label', 'target', 'y', 'class'];
const SAMPLE = 1001;

/**
 * Reads a text.
 *
 * @returns undefined where a quote is misplaced, rows have several lengths, a column has numbers and text, or a label is
 *   missing; a number in another notation is no number here, and a text
 */
export function parseCsv(bytes: Uint8Array): SlowTable | undefined {
  // One character a byte, and decoded cell by cell.
  const text = Buffer.from(bytes)
    .toString('latin1')
    .replace(/^\xEF\xBB\xBF/, '');
  const separator = separatorOf(text);
  const records = text.includes('\0') ? undefined : recordsOf(text, separator);
  const [first = [], ...others] = records ?? [];
  if (!records || others.some(({ length }) => length !== first.length)) return undefined;
  const header = isHeader(first, others.slice(0, SAMPLE - 1));
  const names = first.map((cell, column) => (header && cell !== '' ? cell : `column${column + 1}`));
  const rows = header ? others : records;
  const label = labelOf(names);
  const kinds = names.map((_, column) => kindOf(rows.map((cells) => cells[column] ?? '')));
  const isRefused =
    rows.length === 0 ||
    new Set(names).size < names.length ||
    kinds.includes('mixed') ||
    rows.some((cells) => cells[label] === '');
  if (isRefused) return undefined;
  return {
    separator,
    header,
    labels: rows.map((cells) => (kinds[label] === 'numbers' ? Number(cells[label]) : (cells[label] ?? ''))),
    rows: rows.map((cells) => {
      const values = cells.map((cell, column): [string, number] =>
        kinds[column] === 'numbers'
          ? [names[column] ?? '', Number(cell)]
          : [`${names[column]}=${cell}`, cell === '' ? 0 : 1],
      );
      return new Map(values.filter(([, value], column) => column !== label && value !== 0));
    }),
  };
}

/** The separator that cuts most of the first lines equally often: tabs go first, then the one that cuts more. */
function separatorOf(text: string): string {
  const lines = text.split('\n').filter((line) => line.trim() !== '' && !isComment(line));
  const said = /^"?sep=([,;\t])"?\r?$/i.exec(lines[0] ?? '')?.[1];
  if (said) return said;
  let isQuoted = false;
  let bare = '';
  for (const character of lines.slice(0, 100).join('\n')) {
    if (character === '"') isQuoted = !isQuoted;
    else if (!isQuoted) bare += character;
  }
  const counts = (separator: string) => bare.split('\n').map((line) => countOf(line, separator));
  const score = (separator: string): number[] => {
    const all = counts(separator).filter((count) => count > 0);
    const equal = (count: number) => all.filter((other) => other === count).length;
    const best = all.reduce((most, count) => (equal(count) > equal(most) ? count : most), all[0] ?? 0);
    return [equal(best), separator === '\t' ? 1 : 0, best];
  };
  const better = (one: number[], other: number[]) => {
    const at = one.findIndex((part, position) => part !== other[position]);
    return at >= 0 && (one[at] ?? 0) > (other[at] ?? 0);
  };
  const [first = ',', ...others] = ['\t', ';', ','].filter((separator) => counts(separator).some((count) => count > 0));
  return others.reduce((best, next) => (better(score(next), score(best)) ? next : best), first);
}

/** A comma between digits is a decimal one where there are other separators in its line. */
function countOf(line: string, separator: string): number {
  return [...line].filter((character, at) => {
    const isDecimal = /\d/.test(line[at - 1] ?? '') && /\d/.test(line[at + 1] ?? '') && /[;\t]/.test(line);
    return character === separator && !(character === ',' && isDecimal);
  }).length;
}

function isComment(line: string): boolean {
  return line.replace(/^[ \t]*/, '').startsWith('#');
}

/** The cells of every line that is neither blank nor a comment; undefined with a quote misplaced or never closed. */
function recordsOf(text: string, separator: string): string[][] | undefined {
  const records: string[][] = [];
  let cells: string[] = [];
  let at = 0;
  while (at < text.length) {
    if (cells.length === 0 && isComment(text.slice(at))) {
      const end = `${text}\n`.indexOf('\n', at);
      if (/\r./s.test(text.slice(at, end))) return undefined;
      at = end + 1;
      continue;
    }
    let cell = '';
    if (text[at] === '"') {
      for (at++; text[at] !== '"' || text[at + 1] === '"'; at++) {
        if (at >= text.length) return undefined;
        if (text[at] === '"') at++;
        cell += text[at];
      }
      at++;
      if (at < text.length && text[at] !== separator && !isLineEnd(text, at)) return undefined;
    } else {
      for (; at < text.length && text[at] !== separator && !isLineEnd(text, at); at++) cell += text[at];
      if (cell.includes('"')) return undefined;
    }
    cells.push(Buffer.from(cell, 'latin1').toString().trim());
    if (text[at] !== separator) {
      records.push(cells);
      cells = [];
      if (text[at] === '\r') at++;
    } else if (at + 1 === text.length) {
      records.push([...cells, '']);
    }
    at++;
  }
  return withoutSeparatorLine(
    records.filter((record) => record.length > 1 || record[0] !== ''),
    separator,
  );
}

/** Excel's first line, cut as any other. */
function withoutSeparatorLine(records: string[][], separator: string): string[][] {
  const [first = [], ...others] = records;
  const isSaid = first.length <= 2 && first.join(separator).toLowerCase() === `sep=${separator}`;
  return isSaid ? others : records;
}

function isLineEnd(text: string, at: number): boolean {
  return text[at] === '\n' || (text[at] === '\r' && (text[at + 1] ?? '\n') === '\n');
}

/** Whether the first line is a header, by what is below each of its cells. */
function isHeader(first: string[], rows: string[][]): boolean {
  const below = first.map((_, column) => rows.map((cells) => cells[column] ?? ''));
  const recurs = first.map((cell, column) => (below[column] ?? []).includes(cell));
  const isText = first.map((cell) => cell !== '' && !isDecimal(cell) && !isMissing(cell));
  const isOverNumbers = below.map((cells) => {
    const known = cells.filter((cell) => cell !== '' && !isMissing(cell));
    return known.length > 0 && known.every(isDecimal);
  });
  const numbers = first.filter(isDecimal);
  const columns = [...first.keys()];
  const counts = (from: number, cells: string[]) => cells.every((cell, position) => cell === `${from + position}`);
  const rise = numbers.every((cell, at) => /^\d+$/.test(cell) && (at === 0 || Number(cell) > Number(numbers[at - 1])));

  if (!isText.includes(true)) {
    if (rows.length === 0) return false;
    const isBesideIndex = first[0] === '' && first.length > 1 && !below[0]?.includes('');
    if (isBesideIndex) return counts(0, first.slice(1));
    return first.length > 2 && counts(0, first) && !recurs.every(Boolean);
  }
  if (columns.some((column) => isText[column] && isOverNumbers[column])) {
    const isLabelled = (column: number) => isText[column] && isOverNumbers[column] && isLabel(first[column]);
    return rise || columns.some(isLabelled);
  }
  const texts = first.filter((_, column) => isText[column]);
  if (columns.some((column) => isText[column] && recurs[column]) || new Set(texts).size < texts.length) return false;
  if (numbers.length === 0) return true;
  const areYears = numbers.length > 1 && rise && numbers.every((cell) => Number(cell) >= 1900 && Number(cell) <= 2100);
  const hasWord = texts.some((text) => isLabel(text) && text.length > 1);
  return hasWord && (areYears || counts(0, numbers) || counts(1, numbers));
}

function labelOf(names: string[]): number {
  const lowerCase = names.map((name) => name.toLowerCase());
  const usual = LABELS.find((name) => lowerCase.includes(name));
  return usual === undefined ? names.length - 1 : lowerCase.indexOf(usual);
}

function isLabel(name: string | undefined): boolean {
  return LABELS.includes((name ?? '').toLowerCase());
}

/** The kind of a column by all of its cells; an empty one says nothing. */
function kindOf(cells: string[]): 'numbers' | 'text' | 'mixed' {
  const known = cells.filter((cell) => cell !== '');
  if (known.every(isDecimal)) return 'numbers';
  return known.some(isDecimal) ? 'mixed' : 'text';
}

function isMissing(cell: string): boolean {
  return MISSING.includes(cell.toLowerCase()) || /^-+$/.test(cell);
}

function isDecimal(cell: string): boolean {
  return DECIMAL.test(cell) && Number.isFinite(Number(cell));
}
