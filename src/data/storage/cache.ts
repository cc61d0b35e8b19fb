import { createHash } from 'node:crypto';
import type { BigIntStats } from 'node:fs';
import { type FileHandle, open, realpath, stat } from 'node:fs/promises';
import path from 'node:path';
import { z } from 'zod';
import { cacheFolder, makeFolder } from '../../util/files.js';
import { parseJson } from '../../util/json.js';
import { summarySchema } from '../formats/binary/layout.js';
import type { ReadSummary, RowReader } from '../rows.js';
import { type PackedRows, pack, takeStock } from './packed.js';
import { FileStore, MemoryStore } from './store.js';

// Parsed files are kept in the user's cache folder in binary form. A cache file is the chunks, then a
// trailer in JSON that identifies their source, then the trailer's length. A cache file with any fault
// (another version, a file that changed, a damaged byte) is ignored and written anew.

/** Raised whenever the readers or the layout of the cache change. */
const FORMAT_VERSION = 5;
const LENGTH_BYTES = 4;

const trailerSchema = z.object({
  key: z.string(),
  sha256: z.string(),
  bytes: z.number(),
  rows: z.int().positive(),
  summary: summarySchema,
  /** The sha256 of the summary, which that of the rows covers only in part. */
  summarySha256: z.string(),
});

/** Where the rows of a file are cached, and the key that must match for them to be used. */
export interface CacheEntry {
  target: string;
  key: string;
}

/**
 * The place in the cache for a dataset file read with some options; undefined if it is no
 * plain file (stdin, a pipe) or cannot be examined.
 */
export async function cacheEntry(file: string, options: object): Promise<CacheEntry | undefined> {
  try {
    const full = await realpath(file);
    const status = await stat(full, { bigint: true });
    if (!status.isFile()) return undefined;
    const identity = JSON.stringify([full, options]);
    const key = JSON.stringify([FORMAT_VERSION, identity, ...stampOf(status)]);
    const name = createHash('sha256').update(identity).digest('hex').slice(0, 32);
    const folder = await cacheFolder('rows');
    return folder === undefined ? undefined : { target: path.join(folder, name), key };
  } catch {
    return undefined;
  }
}

/** The cached rows, or undefined if none can be trusted. */
export async function readCached(entry: CacheEntry, signal?: AbortSignal): Promise<PackedRows | undefined> {
  const file = await open(entry.target, 'r').catch(() => undefined);
  if (!file) return undefined;
  const packed = await readTrusted(file, entry.key, signal).catch(() => undefined);
  if (!packed) await file.close();
  signal?.throwIfAborted();
  return packed;
}

/** What a cached file tells about the rows of a dataset, without reading them. */
export interface CachedHeader {
  sha256: string;
  rows: number;
  summary: ReadSummary;
}

/** The header of the cached rows, or undefined if none match the file as it is now. */
export async function readCachedHeader(entry: CacheEntry): Promise<CachedHeader | undefined> {
  const file = await open(entry.target, 'r').catch(() => undefined);
  try {
    const { key, sha256, rows, summary } = await readTrailer(file as FileHandle);
    return key === entry.key ? { sha256, rows, summary } : undefined;
  } catch {
    return undefined;
  } finally {
    await file?.close();
  }
}

async function readTrusted(file: FileHandle, wanted: string, signal?: AbortSignal): Promise<PackedRows | undefined> {
  const { key, sha256, bytes, rows, summary } = await readTrailer(file);
  if (key !== wanted) return undefined;
  const store = FileStore.over(file, bytes);
  await store.settle();
  const packed = await takeStock(store, summary, signal);
  return packed.sha256 === sha256 && packed.labels.length === rows ? packed : undefined;
}

/**
 * Packs rows by way of the cache, or of a temporary file if there is no entry or the cache cannot
 * be written, or of memory if there is no room for that either.
 */
export async function packThrough(
  entry: CacheEntry | undefined,
  rows: RowReader,
  signal?: AbortSignal,
): Promise<PackedRows> {
  const store = await newStore(entry);
  if (store instanceof MemoryStore) return pack(rows, store, signal);
  try {
    const packed = await pack(rows, store, signal);
    // A cache file that cannot be finished does not count; the rows are still read from the store.
    if (entry && packed.store === store) await finish(store, entry, packed).catch(() => {});
    if (packed.store === store) await store.settle();
    else await store.close();
    return packed;
  } catch (error) {
    await store.close();
    throw error;
  } finally {
    await store.unlinkUnfinished();
  }
}

async function newStore(entry: CacheEntry | undefined): Promise<FileStore | MemoryStore> {
  try {
    if (entry) {
      await makeFolder(path.dirname(entry.target), 0o700);
      return await FileStore.createFor(entry.target);
    }
  } catch {
    // The cache folder cannot be written; a temporary file serves this run as well.
  }
  return FileStore.createTemporary().catch(() => new MemoryStore());
}

async function finish(store: FileStore, { target, key }: CacheEntry, packed: PackedRows): Promise<void> {
  const { sha256, summary, labels } = packed;
  const facts = { key, sha256, bytes: store.bytes, rows: labels.length, summary, summarySha256: digest(summary) };
  const trailer = Buffer.from(JSON.stringify(facts));
  const length = Buffer.alloc(LENGTH_BYTES);
  length.writeUInt32LE(trailer.length);
  await store.finish(target, Buffer.concat([trailer, length]));
}

function digest(summary: unknown): string {
  return createHash('sha256').update(JSON.stringify(summary)).digest('hex');
}

async function readTrailer(file: FileHandle): Promise<z.infer<typeof trailerSchema>> {
  const { size } = await file.stat();
  const length = Buffer.alloc(LENGTH_BYTES);
  await file.read(length, 0, LENGTH_BYTES, size - LENGTH_BYTES);
  const trailer = Buffer.alloc(Math.min(length.readUInt32LE(), size));
  await file.read(trailer, 0, trailer.length, size - LENGTH_BYTES - trailer.length);
  const document = parseJson(trailer.toString()) as { summary: unknown };
  const parsed = trailerSchema.parse(document);
  // Hashes the text as it was written: the schema reorders its keys.
  if (parsed.summarySha256 !== digest(document.summary)) throw new Error('the summary is damaged');
  return parsed;
}

/**
 * What changes with a file. Size and date are not enough: archives, `cp -p` and `rsync -t` set the date of what they
 * write, but any write or replacement leaves another ctime or inode.
 */
function stampOf({ size, mtimeNs, ctimeNs, ino }: BigIntStats): string[] {
  return [size, mtimeNs, ctimeNs, ino].map(String);
}
