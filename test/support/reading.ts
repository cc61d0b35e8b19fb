import type { ReadSummary, RowReader } from '../../src/data/rows.js';
import { InputError, UserError } from '../../src/util/errors.js';

/** A row as tests write it. */
export interface Row {
  label: number;
  indices: number[];
  values: number[];
}

/** Everything that a reader yields and returns. */
export interface Reading {
  rows: Row[];
  summary: ReadSummary;
}

/** Bytes or text as a stream of chunks of a size. */
export async function* chunksOf(content: string | Uint8Array, size = 1 << 16): AsyncGenerator<Uint8Array, void, void> {
  const bytes = typeof content === 'string' ? Buffer.from(content) : content;
  for (let start = 0; start < bytes.length; start += size) yield bytes.slice(start, start + size);
}

/** Reads to the end. */
export async function readAll(reader: RowReader): Promise<Reading> {
  const rows: Row[] = [];
  for (;;) {
    const next = await reader.next();
    if (next.done === true) return { rows, summary: next.value };
    const { labels, lengths, indices, values } = next.value;
    let start = 0;
    labels.forEach((label, row) => {
      const end = start + lengths[row]!;
      rows.push({ label, indices: [...indices.subarray(start, end)], values: [...values.subarray(start, end)] });
      start = end;
    });
  }
}

/** Reads to the end without keeping the rows, and counts them. */
export async function countAll(reader: RowReader): Promise<{ rows: number; nonzeros: number; summary: ReadSummary }> {
  let rows = 0;
  let nonzeros = 0;
  for (;;) {
    const next = await reader.next();
    if (next.done === true) return { rows, nonzeros, summary: next.value };
    rows += next.value.labels.length;
    nonzeros += next.value.values.length;
  }
}

/** What is wrong, and what to try: the two lines that a user sees. */
export type Complaint = [message: string, hint: string | undefined];

/** The UserError that something fails with. */
export async function complaintOf(failing: Promise<unknown>): Promise<Complaint> {
  try {
    await failing;
  } catch (error) {
    if (error instanceof UserError) return [error.message, error.hint];
    throw error;
  }
  throw new Error('it did not fail');
}

/** The place that an InputError is at. */
export async function placeOf(failing: Promise<unknown>): Promise<InputError['place']> {
  try {
    await failing;
  } catch (error) {
    if (error instanceof InputError) return error.place;
    throw error;
  }
  throw new Error('it did not fail');
}
