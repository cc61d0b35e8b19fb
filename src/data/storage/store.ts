import { type FileHandle, open, rename, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { removeLeftovers, temporaryIn } from '../../util/files.js';
import { chunkFrom, chunkParts, chunkSizes, HEAD_BYTES } from '../chunk-bytes.js';
import type { RowChunk } from '../rows.js';

/** A place to keep the chunks of a dataset, in the order they were added. */
export interface ChunkStore {
  add(chunk: RowChunk): Promise<void>;
  chunks(): AsyncGenerator<RowChunk, void, void>;
  /** Whether its content is unchanged since it was settled. */
  isIntact(): Promise<boolean>;
  /** Releases its content; the chunks can no longer be read. */
  close(): Promise<void>;
}

/** Keeps the chunks in memory. */
export class MemoryStore implements ChunkStore {
  readonly #chunks: RowChunk[] = [];

  async add(chunk: RowChunk): Promise<void> {
    this.#chunks.push(chunk);
  }

  async *chunks(): AsyncGenerator<RowChunk, void, void> {
    yield* this.#chunks;
  }

  async isIntact(): Promise<boolean> {
    return true;
  }

  async close(): Promise<void> {
    this.#chunks.length = 0;
  }
}

/** Keeps the chunks in a file, one after the other, so that a dataset is never in memory twice. */
export class FileStore implements ChunkStore {
  readonly #file: FileHandle;
  #path: string | undefined;
  #bytes: number;
  /** The size and time of the file when it was settled. */
  #stamp: string | undefined;

  private constructor(file: FileHandle, path: string | undefined, bytes: number) {
    this.#file = file;
    this.#path = path;
    this.#bytes = bytes;
  }

  /** A new store beside `target`, which `finish` renames to that file. */
  static async createFor(target: string): Promise<FileStore> {
    await removeLeftovers(path.dirname(target));
    const temporary = temporaryIn(path.dirname(target));
    return new FileStore(await open(temporary, 'wx+', 0o600), temporary, 0);
  }

  /** A new store that vanishes with the process. */
  static async createTemporary(): Promise<FileStore> {
    const store = await FileStore.createFor(path.join(tmpdir(), 'adabatch-rows'));
    await store.unlinkUnfinished();
    return store;
  }

  /** A finished store whose chunks take the first `bytes` of a file. */
  static over(file: FileHandle, bytes: number): FileStore {
    return new FileStore(file, undefined, bytes);
  }

  /** The bytes that the chunks take. */
  get bytes(): number {
    return this.#bytes;
  }

  async add(chunk: RowChunk): Promise<void> {
    const parts = chunkParts(chunk);
    const { bytesWritten } = await this.#file.writev(parts, this.#bytes);
    const wanted = parts.reduce((bytes, part) => bytes + part.byteLength, 0);
    if (bytesWritten !== wanted) throw new Error('a write was cut short');
    this.#bytes += wanted;
  }

  async *chunks(): AsyncGenerator<RowChunk, void, void> {
    for (let position = 0; position < this.#bytes; ) {
      const sizes = chunkSizes(await this.#read(position, HEAD_BYTES));
      yield chunkFrom(await this.#read(position + HEAD_BYTES, sizes.bytes), sizes);
      position += HEAD_BYTES + sizes.bytes;
    }
  }

  /** Adds a last part that is no chunk, and gives the file its name. */
  async finish(target: string, trailer: Uint8Array): Promise<void> {
    if (this.#path === undefined) throw new Error('a store without a name cannot be finished');
    await this.#file.write(trailer, 0, trailer.length, this.#bytes);
    await rename(this.#path, target);
    this.#path = undefined;
  }

  /** Called when all chunks are stored and checked: from now on nobody should write to the file. */
  async settle(): Promise<void> {
    this.#stamp = await this.#stampNow();
  }

  async isIntact(): Promise<boolean> {
    return this.#stamp === undefined || this.#stamp === (await this.#stampNow());
  }

  async #stampNow(): Promise<string> {
    const { size, mtimeNs } = await this.#file.stat({ bigint: true });
    return `${size} ${mtimeNs}`;
  }

  /** Removes the file's name if it was not finished; its content can still be read. */
  async unlinkUnfinished(): Promise<void> {
    if (this.#path !== undefined) await rm(this.#path, { force: true });
    this.#path = undefined;
  }

  async close(): Promise<void> {
    await this.#file.close();
  }

  async #read(position: number, size: number): Promise<ArrayBuffer> {
    if (position + size > this.#bytes) throw new Error('a chunk is cut short');
    const buffer = new ArrayBuffer(size);
    const { bytesRead } = await this.#file.read(new Uint8Array(buffer), 0, size, position);
    if (bytesRead !== size) throw new Error('a chunk is cut short');
    return buffer;
  }
}
