import { count } from '../../util/text.js';
import { type Content, mapChunks } from '../content.js';
import type { RowChunk } from '../rows.js';

/**
 * The same rows with `features` features; values beyond them are left out.
 * @param note told how many values that is, if any
 */
export async function withFeatures(content: Content, features: number, note: (text: string) => void): Promise<Content> {
  if (content.features <= features) return { ...content, features };
  const end = content.indexBase + features;
  let beyond = 0;
  for await (const { indices } of content.chunks()) {
    for (const index of indices) if (index >= end) beyond++;
  }
  const verb = beyond === 1 ? 'was' : 'were';
  if (beyond > 0) note(`${content.name}: ${count(beyond, 'value')} in features unseen in training ${verb} ignored`);
  return { ...mapChunks(content, (chunk) => cut(chunk, end)), features };
}

function cut({ labels, lengths, indices, values }: RowChunk, end: number): RowChunk {
  let start = 0;
  const kept = lengths.map((length) => {
    const row = indices.subarray(start, start + length);
    start += length;
    return row.filter((index) => index < end).length;
  });
  const isKept = (_: number, position: number) => indices[position]! < end;
  return { labels, lengths: kept, indices: indices.filter((index) => index < end), values: values.filter(isKept) };
}
