// CSV as DESIGN.md section 6 describes it, character by character: slow, and nothing of the readers is used here, so
// that the two can be held against each other.

/** What is made of a CSV text once it is known whether its first line is a header. */
export interface SlowTable {
  /** A number, or a text where the labels are texts. */
  labels: (number | string)[];
  /** Of each row, its values by the names of their features, zeros left out. */
  rows: Map<string, number>[];
}

const DECIMAL = /^[+-]?(\d+\.?\d*|\.\d+)([eE][+-]?\d+)?$/;
const USUAL_LABELS = ['label', 'target', 'y', 'class'];

/** Reads a text; undefined where a quote is misplaced or a row has another length than the first. */
export function parseCsv(bytes: Uint8Array, separator: string, header: boolean): SlowTable | undefined {
  const records = recordsOf(bytes, separator);
  const [first = [], ...others] = records ?? [];
  if (!records || others.some(({ length }) => length !== first.length)) return undefined;
  const names = first.map((cell, column) => (header && cell !== '' ? cell : `column${column + 1}`));
  const rows = header ? others : records;
  const label = labelOf(names);
  const areNumbers = names.map((_, column) => rows.every((cells) => isEmptyOrDecimal(cells[column] ?? '')));
  return {
    labels: rows.map((cells) => (areNumbers[label] ? Number(cells[label]) : (cells[label] ?? ''))),
    rows: rows.map((cells) => {
      const values = cells.map((cell, column): [string, number] =>
        areNumbers[column] ? [names[column] ?? '', Number(cell)] : [`${names[column]}=${cell}`, cell === '' ? 0 : 1],
      );
      return new Map(values.filter(([, value], column) => column !== label && value !== 0));
    }),
  };
}

/** The cells of every line that is not blank; undefined with a NUL byte, or a quote misplaced or never closed. */
function recordsOf(bytes: Uint8Array, separator: string): string[][] | undefined {
  // One character a byte, and decoded cell by cell.
  const text = Buffer.from(bytes)
    .toString('latin1')
    .replace(/^\xEF\xBB\xBF/, '');
  if (text.includes('\0')) return undefined;
  const records: string[][] = [];
  let cells: string[] = [];
  let at = 0;
  while (at < text.length) {
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
  return records.filter((record) => record.length > 1 || record[0] !== '');
}

function isLineEnd(text: string, at: number): boolean {
  return text[at] === '\n' || (text[at] === '\r' && (text[at + 1] ?? '\n') === '\n');
}

function labelOf(names: string[]): number {
  const lowerCase = names.map((name) => name.toLowerCase());
  const usual = USUAL_LABELS.find((name) => lowerCase.includes(name));
  return usual === undefined ? names.length - 1 : lowerCase.indexOf(usual);
}

function isEmptyOrDecimal(cell: string): boolean {
  return cell === '' || (DECIMAL.test(cell) && Number.isFinite(Number(cell)));
}
