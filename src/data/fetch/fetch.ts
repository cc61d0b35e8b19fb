import { constants } from 'node:fs';
import { access, rm, stat } from 'node:fs/promises';
import path from 'node:path';
import { UserError, writeFailure } from '../../errors.js';
import { makeFolder, sha256Of } from '../../files.js';
import type { CatalogueEntry } from '../catalogue/entry.js';
import { datasetFolder, type FetchedRecord, isThere, readRecord, writeRecord } from '../catalogue/fetched.js';
import { readDataset } from '../dataset.js';
import { type DownloadOptions, download } from './download.js';
import { TransferError } from './failures.js';
import { withLock } from './lock.js';
import { type Origin, originsOf } from './mirror.js';
import { Part } from './part.js';
import { verify } from './verify.js';

/** How to fetch a dataset, and what to do meanwhile. */
export interface FetchOptions extends Omit<DownloadOptions, 'onProgress'> {
  /** Where to fetch it from in place of its source, as `mirrorAddress` makes it. */
  mirror: URL | undefined;
  /** Whether to fetch it although it is there. */
  force: boolean;
  /** How far a step is, in bytes. */
  onProgress(step: 'fetching' | 'checking' | 'reading', bytes: number, total: number | undefined): void;
}

/**
 * Fetches a dataset of the catalogue to the user's cache folder, so that it can be read by its name. It is there only
 * once it was read and is what the catalogue says; its sha256 is recorded then, and whatever is fetched later under the
 * same name must have it too.
 * @returns its record, and whether it was there before
 * @throws UserError where it cannot be had, or is not what it should be; an AbortError by the signal. What is there stays
 */
export async function fetchDataset(
  entry: CatalogueEntry,
  options: FetchOptions,
): Promise<{ record: FetchedRecord; wasThere: boolean }> {
  const folder = await datasetFolder(entry.name);
  await requireFolder(folder);
  return withLock(path.join(folder, 'lock'), `${entry.name} is being fetched`, async () => {
    const recorded = await readRecord(folder);
    if (recorded && !options.force && (await isSound(folder, recorded, options))) {
      return { record: recorded, wasThere: true };
    }
    return { record: await fetchAnew(entry, folder, recorded, options), wasThere: false };
  });
}

async function requireFolder(folder: string): Promise<void> {
  try {
    await makeFolder(folder);
    await access(folder, constants.W_OK);
  } catch (error) {
    throw writeFailure(folder, error, 'Set XDG_CACHE_HOME (on Linux) to a folder that you may write to');
  }
}

async function isSound(folder: string, record: FetchedRecord, options: FetchOptions): Promise<boolean> {
  if (!(await isThere(folder, record))) return false;
  if ((await checksum(path.join(folder, record.file), options)) === record.sha256) return true;
  options.note(`${record.name} is no longer what was fetched, so it is fetched again`);
  return false;
}

async function fetchAnew(
  entry: CatalogueEntry,
  folder: string,
  recorded: FetchedRecord | undefined,
  options: FetchOptions,
): Promise<FetchedRecord> {
  const { address, file, part } = await downloadFirst(originsOf(entry, options.mirror), folder, recorded, options);
  const sha256 = await checksum(part.path, options);
  if (recorded?.file === file && recorded.sha256 !== sha256) {
    await part.remove();
    throw new UserError(
      `${address} is not what was fetched on ${recorded.date}: its sha256 is ${sha256}, not ${recorded.sha256}`,
      `It was not taken. If it is to be trusted all the same, remove ${folder} and fetch again`,
    );
  }
  await part.complete();
  const figures = await readVerified(entry, address, part, options);
  const { size, mtimeMs } = await stat(part.target);
  const record: FetchedRecord = {
    ...{ schema: 'adabatch/fetched@1', name: entry.name, file, address: address.href, date: new Date().toISOString() },
    ...{ bytes: size, modified: mtimeMs, sha256, ...figures },
  };
  await writeRecord(folder, record).catch((error: unknown) => {
    throw writeFailure(folder, error, 'The file has come: make room there, and the same command goes on');
  });
  await part.forget();
  if (recorded && recorded.file !== file) await rm(path.join(folder, recorded.file), { force: true });
  return record;
}

/** Downloads from the first origin that has the file. */
async function downloadFirst(
  origins: readonly Origin[],
  folder: string,
  recorded: FetchedRecord | undefined,
  options: FetchOptions,
): Promise<Origin & { part: Part }> {
  const failures: TransferError[] = [];
  for (const origin of origins) {
    const part = new Part(path.join(folder, origin.file));
    // Of a fetch that was ended before its record was written.
    if (recorded?.file !== origin.file) await part.reopen();
    try {
      await download(origin.address, part, {
        ...options,
        onProgress: (bytes, total) => options.onProgress('fetching', bytes, total),
      });
      return { ...origin, part };
    } catch (error) {
      if (!(error instanceof TransferError) || error.kind !== 'missing') throw error;
      failures.push(error);
    }
  }
  throw failures[0];
}

/** The figures of a file that has come, read to its end; one that is not the dataset is removed. */
async function readVerified(
  entry: CatalogueEntry,
  address: URL,
  part: Part,
  { signal, onProgress }: FetchOptions,
): Promise<Pick<FetchedRecord, 'rows' | 'features' | 'nonzeros'>> {
  try {
    const dataset = await readDataset(part.target, {
      signal,
      onProgress: (bytes, total) => onProgress('reading', bytes, total),
    });
    await dataset.close();
    verify(entry, dataset);
    const { rows, features, nonzeros } = dataset;
    return { rows, features, nonzeros };
  } catch (error) {
    signal.throwIfAborted();
    if (!(error instanceof UserError)) throw error;
    await part.remove();
    await rm(part.target, { force: true });
    const reason = error.message.replace(part.target, path.basename(part.target));
    throw new UserError(`${address} is not ${entry.name}: ${reason}`, 'It was removed; see what is at the address');
  }
}

async function checksum(file: string, { signal, onProgress }: FetchOptions): Promise<string> {
  const { size } = await stat(file);
  return sha256Of(file, { signal, onProgress: (bytes) => onProgress('checking', bytes, size) });
}
