import { stat } from 'node:fs/promises';
import path from 'node:path';
import { z } from 'zod';
import { UserError } from '../../util/errors.js';
import { cacheFolder, readText, sha256Of, writeWhole } from '../../util/files.js';
import { parseJson } from '../../util/json.js';
import { sha256 } from './entry.js';

// A fetched dataset is a folder of its name in the user's cache folder, with the file as it is at the
// source and a record of it. The record is written last: without it the dataset does not count as fetched.

const recordSchema = z.strictObject({
  schema: z.literal('adabatch/fetched@1'),
  name: z.string(),
  /** The file's name in the folder; a path is refused, since it could lead out of the folder. */
  file: z
    .string()
    .refine((file) => path.basename(file) === file && !/^\.*$|[\\/]/.test(file), 'a name without a folder'),
  /** The address it came from, after all redirects. */
  address: z.string(),
  /** The date of the fetch, in ISO 8601. */
  date: z.string(),
  bytes: z.int(),
  /** When the file was last written, in ms since 1970. */
  modified: z.number(),
  /** The sha256 of the file as it is stored. */
  sha256,
  /** The sha256 of the labels, rows and features; earlier versions did not record it. */
  rowsSha256: sha256.optional(),
  rows: z.int(),
  features: z.int(),
  nonzeros: z.int(),
});

/** What was fetched first; later fetches must match it. */
export type FetchedRecord = z.infer<typeof recordSchema>;

const RECORD = 'record.json';

/**
 * The folder of a dataset of the catalogue, which need not exist.
 * @throws UserError if the user has no cache folder
 */
export async function datasetFolder(name: string): Promise<string> {
  const folder = await cacheFolder('datasets');
  if (folder === undefined) {
    throw new UserError('there is no cache folder to keep datasets in', 'Set HOME, or XDG_CACHE_HOME on Linux');
  }
  return path.join(folder, name);
}

/** The record of a dataset; undefined if it is missing or damaged. */
export async function readRecord(folder: string): Promise<FetchedRecord | undefined> {
  try {
    return recordSchema.parse(parseJson(await readText(path.join(folder, RECORD))));
  } catch {
    return undefined;
  }
}

/** Writes the record of a dataset, which makes it count as fetched. */
export async function writeRecord(folder: string, record: FetchedRecord): Promise<void> {
  await writeWhole(path.join(folder, RECORD), `${JSON.stringify(record, null, 2)}\n`);
}

/** Whether the file of a record exists; its content is not checked. */
export async function isThere(folder: string, { file, bytes }: FetchedRecord): Promise<boolean> {
  return stat(path.join(folder, file)).then(
    ({ size }) => size === bytes,
    () => false,
  );
}

/**
 * The file of a dataset of the catalogue, ready to be read; undefined if it was not fetched. If its size or date
 * changed since, the file is compared with the sha256 of its record.
 * @throws UserError if the file is no longer what was fetched
 */
export async function fetchedFile(name: string): Promise<string | undefined> {
  const folder = await datasetFolder(name);
  const record = await readRecord(folder);
  if (!record) return undefined;
  const file = path.join(folder, record.file);
  const status = await stat(file).catch(() => undefined);
  if (!status) return undefined;
  const untouched = status.size === record.bytes && status.mtimeMs === record.modified;
  if (untouched || (await sha256Of(file)) === record.sha256) return file;
  throw new UserError(`${name}: ${file} is not what was fetched`, `Fetch it again: adabatch data fetch ${name}`);
}
