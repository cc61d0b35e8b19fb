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
// trailer in JSON that says what they are of, then the trailer's length. Whatever is odd about one
// (another version, a file that changed, a damaged byte), it is passed over and written anew.

/** Raised whenever the readers or the layout of the cache change. */
const FORMAT_VERSION = 5;
const LENGTH_BYTES = 4;

const trailerSchema = z.object({
  key: z.string(),
  sha256: z.string(),
  bytes: z.number(),
  rows: z.int().positive(),
  summary: summarySchema,
  /** Of the summary, which the sha256 of the rows does not cover whole. */
  summarySha256: z.string(),
});

/** Where the rows of a file are cached, and what must be unchanged for them to be used. */
export interface CacheEntry {
  target: string;
  key: string;
}

/**
 * The place in the cache for a dataset file read with some options; undefined for what is not a
 * plain file (stdin, a pipe) or cannot be looked at.
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

/** The cached rows, or undefined where there are none to be trusted. */
export async function readCached(entry: CacheEntry, signal?: AbortSignal): Promise<PackedRows | undefined> {
  const file = await open(entry.target, 'r').catch(() => undefined);
  if (!file) return undefined;
  const packed = await readTrusted(file, entry.key, signal).catch(() => undefined);
  if (!packed) await file.close();
  signal?.throwIfAborted();
  return packed;
}

/** What a cached file says of the rows of a dataset, without a look at them. */
export interface CachedHeader {
  sha256: string;
  rows: number;
  summary: ReadSummary;
}

/** The header of the cached rows, or undefined where there are none of the file as it is now. */
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
 * Packs rows by way of the cache, or of a temporary file where there is no entry or the cache cannot
 * be written, or of memory where there is no room for that either.
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
    // A cache that cannot be finished is none; the rows are read from the store all the same.
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
    // The cache folder cannot be written; a temporary file does as well, for this run.
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
  // As it was written: the schema puts its keys into an order of its own.
  if (parsed.summarySha256 !== digest(document.summary)) throw new Error('the summary is damaged');
  return parsed;
}

/**
 * What changes with a file. Size and date alone do not: archives, `cp -p` and `rsync -t` set the date of what they write,
 * but whatever writes to a file or takes its place leaves another ctime or inode.
 */
function stampOf({ size, mtimeNs, ctimeNs, ino }: BigIntStats): string[] {
  return [size, mtimeNs, ctimeNs, ino].map(String);
}
