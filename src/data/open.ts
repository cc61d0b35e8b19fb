import path from 'node:path';
import { isReadOnce } from '../util/files.js';
import { locateDataset } from './catalogue/locate.js';
import type { Dataset } from './dataset.js';
import { type FormatOptions, refuseOtherFormat } from './formats/format.js';
import { type ReadOptions, readRows } from './formats/read.js';
import type { UserFormat } from './formats/user-format.js';
import { BUILT_IN, generateZipf, ZIPF_FEATURES } from './generators/built-in.js';
import type { RowReader } from './rows.js';
import { type CachedHeader, cacheEntry, packThrough, readCached, readCachedHeader } from './storage/cache.js';
import { type PackedRows, pack } from './storage/packed.js';
import { RereadRows } from './storage/reread-rows.js';
import { MemoryStore } from './storage/store.js';

/**
 * Reads a dataset: a LIBSVM or CSV file, packed or not, a fetched dataset of the catalogue by its name, `-` for
 * stdin, or the built-in `zipf` (a file of that name is `./zipf`). A file that was read before comes from the cache if
 * it is unchanged.
 * @throws UserError for anything that is wrong with the input
 */
export async function readDataset(source: string, options: ReadOptions = {}): Promise<Dataset> {
  const { signal } = options;
  if (source === BUILT_IN) return describe(BUILT_IN, await pack(builtIn(options), new MemoryStore(), signal));
  const file = await locateDataset(source);
  const name = datasetName(source);
  const packed = await readFile(file, options);
  return describe(
    name,
    packed,
    isReadOnce(file) ? packed.store : new RereadRows(name, packed, () => readFile(file, options)),
  );
}

/** Reads a file, or takes it from the cache. */
async function readFile(file: string, options: ReadOptions): Promise<PackedRows> {
  const { signal } = options;
  const entry = file === '-' ? undefined : await cacheEntry(file, contentOptions(options));
  const cached = entry && (await readCached(entry, signal));
  return cached ?? packThrough(entry, readRows(file, options).rows, signal);
}

/** The options that affect the content that is read. */
function contentOptions({ signal, onProgress, stdin, maxUnpacked, ...format }: ReadOptions): FormatOptions {
  return format;
}

/** The header of a dataset, without reading its rows; undefined if it was not read before. */
export async function datasetHeader(source: string, format: ReadOptions): Promise<CachedHeader | undefined> {
  if (source === BUILT_IN) {
    const { sha256, summary, labels } = await pack(builtIn(format), new MemoryStore());
    return { sha256, summary, rows: labels.length };
  }
  const file = await locateDataset(source).catch(() => undefined);
  const entry = file === undefined || file === '-' ? undefined : await cacheEntry(file, contentOptions(format));
  return entry && readCachedHeader(entry);
}

/** What decides which features the values of a training dataset are, and those of data to test on. */
export type FeatureSpace = Pick<Dataset, 'indexBase'> & Partial<Pick<Dataset, 'columns'>>;

/**
 * The options to read test data in the feature space of a training dataset.
 * @param format how the training dataset was read
 */
export function testFormat(
  { indexBase, columns }: FeatureSpace,
  { indexBase: said, missing }: UserFormat,
): FormatOptions {
  if (columns) return { columns, ...(missing && { missing }) };
  return { trainingIndexBase: indexBase, ...(said !== undefined && { indexBase: said }) };
}

/**
 * Reads held-out data in the feature space of a training dataset: with the same index base and,
 * from a CSV file, the same columns. Features that the training data lacks are still in it.
 * @param options how the training data was read, and how to report progress
 * @throws UserError for anything that is wrong with the input, or if only one of the two is a CSV file
 */
export async function readTestDataset(
  source: string,
  train: FeatureSpace,
  options: ReadOptions = {},
): Promise<Dataset> {
  return readDataset(source, testOptions(train, options));
}

/**
 * Streams the rows of a dataset in the feature space of a training dataset, as `readTestDataset` reads them, but for
 * their labels. Nothing is kept, so memory is bounded whatever the size of the file.
 * @throws UserError as `readTestDataset` does, once the reading comes to what is wrong
 */
export async function* streamUnlabelled(source: string, train: FeatureSpace, options: ReadOptions): RowReader {
  const reading = { ...testOptions(train, options), ignoreLabels: true };
  if (source === BUILT_IN) return yield* builtIn(reading);
  return yield* readRows(await locateDataset(source), reading).rows;
}

function testOptions(train: FeatureSpace, options: ReadOptions): ReadOptions {
  const { signal, onProgress, maxUnpacked } = options;
  return { ...testFormat(train, options), signal, onProgress, maxUnpacked };
}

async function* builtIn(options: FormatOptions): RowReader {
  refuseOtherFormat(BUILT_IN, false, options);
  yield generateZipf();
  return { indexBase: 0, features: ZIPF_FEATURES, notes: [] };
}

function describe(
  name: string,
  { labels, lengths, nonzeros, sha256, summary, store }: PackedRows,
  source: Pick<Dataset, 'chunks' | 'close'> = store,
): Dataset {
  const { features, indexBase, labelNames, columns, endsWithoutNewline = false } = summary;
  const { notes, warnings = [] } = summary;
  const shape = { rows: labels.length, features, nonzeros };
  const rows = { chunks: () => source.chunks(), close: () => source.close() };
  const content = { labels, labelNames, lengths, indexBase, columns, endsWithoutNewline, notes, warnings };
  return { name, ...shape, sha256, ...content, ...rows };
}

/** A dataset's name: that in the catalogue, or the file's without its folder and the ending of its packing. */
export function datasetName(source: string): string {
  return source === '-' ? 'stdin' : path.basename(source).replace(/\.(gz|bz2|xz)$/i, '');
}
