import { createHash } from 'node:crypto';
import { chunkParts, HEAD_BYTES } from '../../chunk-bytes.js';
import type { Content } from '../../content.js';
import type { ReadSummary } from '../../rows.js';
import { CHECKSUM, MAGIC, VERSION } from './layout.js';

/** Writes a dataset in the binary form (src/data/formats/binary/layout.ts). */
export async function* binaryBytes(content: Content): AsyncGenerator<Uint8Array, void, void> {
  const hash = createHash(CHECKSUM.algorithm);
  const counted = (part: Uint8Array): Uint8Array => {
    hash.update(part);
    return part;
  };
  const checksum = () => counted(hash.copy().digest());

  const header = Buffer.from(JSON.stringify(summaryOf(content)));
  yield counted(MAGIC);
  yield counted(bytesOf(Uint32Array.of(VERSION, header.length)));
  yield counted(header);
  yield checksum();
  for await (const chunk of content.chunks()) {
    if (chunk.labels.length === 0) continue;
    for (const part of chunkParts(chunk)) yield counted(bytesOf(part));
  }
  yield counted(new Uint8Array(HEAD_BYTES));
  yield checksum();
}

function summaryOf({ indexBase, features, labelNames, columns, notes }: Content): ReadSummary {
  return { indexBase, features, ...(labelNames && { labelNames }), ...(columns && { columns }), notes };
}

function bytesOf(array: Uint32Array | Float64Array): Uint8Array {
  return new Uint8Array(array.buffer, array.byteOffset, array.byteLength);
}
