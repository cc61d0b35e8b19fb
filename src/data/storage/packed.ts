import { createHash } from 'node:crypto';
import type { ReadSummary, RowChunk, RowReader } from '../rows.js';
import { unsoundRow } from '../soundness.js';
import { type ChunkStore, MemoryStore } from './store.js';

/** A dataset as read: what it keeps in memory for every row, and the store of its chunks. */
export interface PackedRows {
  /** One label per row, as the file gives it. */
  labels: Float64Array;
  /** The number of stored values of each row. */
  lengths: Uint32Array;
  nonzeros: number;
  /** The sha256 of the labels, rows and features, whatever the file's format, packing or spelling of numbers. */
  sha256: string;
  summary: ReadSummary;
  store: ChunkStore;
}

/** Reads a dataset to its end into a store. If the store fails (a full disk), the chunks move to memory. */
export async function pack(rows: RowReader, store: ChunkStore, signal?: AbortSignal): Promise<PackedRows> {
  const tally = new Tally();
  let kept = Promise.resolve(store);
  try {
    for (;;) {
      const step = await rows.next();
      signal?.throwIfAborted();
      if (step.done) return { ...tally.finish(step.value), summary: step.value, store: await kept };
      const current = await kept;
      // The chunk is stored while the next one is read.
      kept = addOrMoveToMemory(current, step.value);
      tally.add(step.value);
    }
  } finally {
    await kept;
  }
}

/**
 * Recomputes the sums of a store that was filled earlier; the sha256 tells whether it is unchanged.
 * @throws Error if it has rows that no reader makes
 */
export async function takeStock(store: ChunkStore, summary: ReadSummary, signal?: AbortSignal): Promise<PackedRows> {
  const tally = new Tally();
  for await (const chunk of store.chunks()) {
    signal?.throwIfAborted();
    if (unsoundRow(chunk, summary) !== undefined) throw new Error('a row is unsound');
    tally.add(chunk);
  }
  return { ...tally.finish(summary), summary, store };
}

async function addOrMoveToMemory(store: ChunkStore, chunk: RowChunk): Promise<ChunkStore> {
  try {
    await store.add(chunk);
    return store;
  } catch {
    const memory = new MemoryStore();
    for await (const earlier of store.chunks()) await memory.add(earlier);
    await memory.add(chunk);
    return memory;
  }
}

/** Gathers the labels, lengths and sha256 of the chunks. */
class Tally {
  readonly #labels: Float64Array[] = [];
  readonly #lengths: Uint32Array[] = [];
  readonly #hashes = Array.from({ length: 4 }, () => createHash('sha256'));
  #nonzeros = 0;

  add(chunk: RowChunk): void {
    this.#labels.push(chunk.labels.slice());
    this.#lengths.push(chunk.lengths.slice());
    this.#nonzeros += chunk.values.length;
    // One hash per array, so that the result does not depend on where the chunks were cut.
    [chunk.labels, chunk.lengths, chunk.indices, chunk.values].forEach((array, part) => {
      this.#hashes[part]?.update(array);
    });
  }

  finish({ indexBase, features, labelNames, columns }: ReadSummary) {
    const parts = this.#hashes.map((hash) => hash.digest('hex'));
    const labels = new Float64Array(this.#labels.reduce((rows, piece) => rows + piece.length, 0));
    const lengths = new Uint32Array(labels.length);
    let row = 0;
    this.#labels.forEach((piece, chunk) => {
      labels.set(piece, row);
      lengths.set(this.#lengths[chunk] as Uint32Array, row);
      row += piece.length;
    });
    const sha256 = createHash('sha256').update(JSON.stringify({ parts, indexBase, features, labelNames, columns }));
    return { labels, lengths, nonzeros: this.#nonzeros, sha256: sha256.digest('hex') };
  }
}
