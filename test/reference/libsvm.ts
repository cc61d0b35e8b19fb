// LIBSVM text as docs/guide.md describes it, by splitting strings: slow, and nothing of the readers is used
// here, so that the two can be held against each other.

/** A row, without its explicit zeros. */
export interface SlowRow {
  label: number;
  indices: number[];
  values: number[];
}

/** What a text holds. */
export interface SlowDataset {
  rows: SlowRow[];
  indexBase: 0 | 1;
  /** The number of features, by the largest index that is written, even with a zero. */
  features: number;
}

const DECIMAL = /^[+-]?(\d+\.?\d*|\.\d+)([eE][+-]?\d+)?$/;
const QUERY = /^qid:[+-]?\d+$/;
const LARGEST_INDEX = 2 ** 31 - 2;

/**
 * Reads a text; undefined where there is anything wrong with it.
 * @param said what the index of the first feature is said to be
 */
export function parseLibsvm(bytes: Uint8Array, said?: 0 | 1): SlowDataset | undefined {
  // One character a byte: what is not ASCII matters in comments alone.
  const text = Buffer.from(bytes).toString('latin1');
  if (text.includes('\0') || /\r(?!\n|$)/.test(text)) return undefined;
  const lines = text.replace(/^\xEF\xBB\xBF/, '').split(/\r?\n|\r$/);
  const rows = lines
    .map(tokensOf)
    .filter(({ length }) => length > 0)
    .map(rowOf);
  if (rows.length === 0 || !rows.every((row) => row !== undefined)) return undefined;
  const written = rows.flatMap(({ written }) => written);
  const indexBase = said ?? (written.includes(0) ? 0 : 1);
  if (written.some((index) => index < indexBase)) return undefined;
  const features = Math.max(...written, indexBase - 1) + 1 - indexBase;
  return { rows: rows.map(({ row }) => row), indexBase, features };
}

/** The words of a line up to its comment; a value may stand apart from its colon. */
function tokensOf(line: string): string[] {
  const [content = ''] = line.split('#');
  return content
    .replace(/(\d:)[ \t]+/g, '$1')
    .split(/[ \t]+/)
    .filter((token) => token !== '');
}

function rowOf([label = '', ...rest]: string[]): { row: SlowRow; written: number[] } | undefined {
  const entries = (QUERY.test(rest[0] ?? '') ? rest.slice(1) : rest).map(entryOf);
  const written = entries.map(([index]) => index);
  const isSorted = written.every((index, position) => position === 0 || index > (written[position - 1] ?? index));
  if (!isDecimal(label) || !entries.every(isEntry) || !isSorted) return undefined;
  const stored = entries.filter(([, value]) => value !== 0);
  const row = { label: Number(label), indices: stored.map(([k]) => k), values: stored.map(([, value]) => value) };
  return { row, written };
}

/** The index and the value of a token; NaN for what is none. */
function entryOf(token: string): [index: number, value: number] {
  const [index = '', value = '', ...more] = token.split(':');
  const isPair = more.length === 0 && /^\d+$/.test(index) && isDecimal(value);
  return isPair ? [Number(index), Number(value)] : [Number.NaN, Number.NaN];
}

function isEntry([index, value]: [number, number]): boolean {
  return index <= LARGEST_INDEX && !Number.isNaN(value);
}

function isDecimal(text: string): boolean {
  return DECIMAL.test(text) && Number.isFinite(Number(text));
}
