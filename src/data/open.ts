import path from 'node:path';
import { UserError } from '../util/errors.js';
import { isReadOnce } from '../util/files.js';
import { setting } from '../util/setting.js';
import { locateDataset } from './catalogue/locate.js';
import type { Dataset } from './dataset.js';
import type { FormatOptions } from './formats/format.js';
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
  if (source === BUILT_IN) return describe(BUILT_IN, await pack(builtIn(), new MemoryStore(), signal));
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
    const { sha256, summary, labels } = await pack(builtIn(), new MemoryStore());
    return { sha256, summary, rows: labels.length };
  }
  const file = await locateDataset(source).catch(() => undefined);
  const entry = file === undefined || file === '-' ? undefined : await cacheEntry(file, contentOptions(format));
  return entry && readCachedHeader(entry);
}

/**
 * The options to read test data in the feature space of a training dataset.
 * @param format how the training dataset was read
 */
export function testFormat(
  { indexBase, columns }: Pick<Dataset, 'indexBase'> & Partial<Pick<Dataset, 'columns'>>,
  { indexBase: said, missing }: UserFormat,
): FormatOptions {
  if (columns) return { columns, ...(missing && { missing }) };
  return said === undefined ? { trainingIndexBase: indexBase } : { indexBase: said };
}

/**
 * Reads held-out data in the feature space of a training dataset: with the same index base and,
 * from a CSV file, the same columns. Features that the training data lacks are still in it.
 * @param options how the training data was read, and how to report progress
 * @throws UserError for anything that is wrong with the input, or if only one of the two is a CSV file
 */
export async function readTestDataset(
  source: string,
  train: Pick<Dataset, 'name' | 'indexBase' | 'columns'>,
  options: ReadOptions = {},
): Promise<Dataset> {
  const { columns } = train;
  const { signal, onProgress, maxUnpacked, ...format } = options;
  const test = await readDataset(source, { ...testFormat(train, format), signal, onProgress, maxUnpacked });
  if (Boolean(test.columns) !== Boolean(columns)) {
    await test.close();
    throw new UserError(
      `${train.name} is ${formatOf(train)} and ${test.name} is ${formatOf(test)}`,
      `The test data must have the format of the training data: adabatch data convert ${setting('like')} makes it so`,
    );
  }
  return test;
}

async function* builtIn(): RowReader {
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

function formatOf({ columns }: Pick<Dataset, 'columns'>): string {
  return columns ? 'CSV' : 'LIBSVM';
}
