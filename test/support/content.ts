import type { Content } from '../../src/data/content.js';
import type { FormatOptions } from '../../src/data/formats/format.js';
import { readRows } from '../../src/data/formats/read.js';
import type { OutputFormat } from '../../src/data/formats/write.js';
import { pack } from '../../src/data/storage/packed.js';
import { MemoryStore } from '../../src/data/storage/store.js';

/** A dataset that was read from text or bytes, and the fingerprint of all of it. */
export interface ReadContent extends Content {
  sha256: string;
}

/** Reads text or bytes as a file is read, in whatever format. */
export async function contentFrom(file: string | Uint8Array, options: FormatOptions = {}): Promise<ReadContent> {
  const bytes = typeof file === 'string' ? Buffer.from(file) : file;
  const stdin = (async function* () {
    for (let start = 0; start < bytes.length; start += 1000) yield bytes.slice(start, start + 1000);
  })();
  const { labels, sha256, summary, store } = await pack(readRows('-', { stdin, ...options }).rows, new MemoryStore());
  const { labelNames, columns, ...rest } = summary;
  return {
    name: 'data',
    rows: labels.length,
    labels,
    labelNames,
    columns,
    ...rest,
    sha256,
    chunks: () => store.chunks(),
  };
}

/** The bytes of a dataset in a format. */
export async function written(
  content: Content,
  format: OutputFormat,
  { indexBase, note = () => {} }: { indexBase?: 0 | 1; note?: (text: string) => void } = {},
): Promise<Buffer> {
  const pieces: Uint8Array[] = [];
  const prepared = await format.prepare(content, { indexBase, note });
  for await (const piece of format.write(prepared)) pieces.push(Buffer.from(piece as Uint8Array));
  return Buffer.concat(pieces);
}

/** All rows, as tests compare them: the label in the file's own spelling, and the pairs counted from 0. */
export async function rowsOf({
  labelNames,
  indexBase,
  chunks,
}: Content): Promise<[string, ...(readonly number[])[]][]> {
  const rows: [string, ...(readonly number[])[]][] = [];
  for await (const { labels, lengths, indices, values } of chunks()) {
    let start = 0;
    labels.forEach((label, row) => {
      const end = start + lengths[row]!;
      const features = [...indices.subarray(start, end)].map((index) => index - indexBase);
      rows.push([labelNames?.[label] ?? String(label), features, [...values.subarray(start, end)]]);
      start = end;
    });
  }
  return rows;
}
