import { constants } from 'node:fs';
import { access, rm, stat } from 'node:fs/promises';
import path from 'node:path';
import { UserError, writeFailure } from '../../util/errors.js';
import { makeFolder, sha256Of } from '../../util/files.js';
import type { CatalogueEntry } from '../catalogue/entry.js';
import { datasetFolder, type FetchedRecord, isThere, readRecord, writeRecord } from '../catalogue/fetched.js';
import type { Dataset } from '../dataset.js';
import { readDataset } from '../open.js';
import { boundOf } from './bound.js';
import { type DownloadOptions, download } from './download.js';
import { TransferError } from './failures.js';
import { withLock } from './lock.js';
import { type Origin, originsOf } from './mirror.js';
import { Part } from './part.js';
import { verify } from './verify.js';

/** How to fetch a dataset, and how to report on it. */
export interface FetchOptions extends Omit<DownloadOptions, 'onProgress' | 'bound'> {
  /** The mirror to fetch it from instead of its source, as `mirrorAddress` makes it. */
  mirror: URL | undefined;
  /** Whether to fetch it again although it was fetched. */
  force: boolean;
  /** Given how far a step is, in bytes. */
  onProgress(step: 'fetching' | 'checking' | 'reading', bytes: number, total: number | undefined): void;
}

/**
 * Fetches a dataset of the catalogue to the user's cache folder, so that it can be read by its name. It counts as
 * fetched only once it was read and matches the catalogue; the sha256 of its file and of its rows are recorded then,
 * and later fetches must have the same rows.
 * @returns its record, and whether it was there before
 * @throws UserError if it cannot be fetched or does not match; an AbortError by the signal. An earlier fetch stays
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
    return { record: await fetchAnew({ entry, folder, recorded }, options), wasThere: false };
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

/** A dataset to fetch: where to, and what is known of an earlier fetch. */
interface Target {
  entry: CatalogueEntry;
  folder: string;
  recorded: FetchedRecord | undefined;
}

async function fetchAnew(target: Target, options: FetchOptions): Promise<FetchedRecord> {
  const { entry, folder, recorded } = target;
  const { address, from, file, part } = await downloadFirst(target, options);
  const sha256 = await checksum(part.path, options);
  const isSame = recorded?.sha256 === sha256;
  if (recorded?.file === file && !isSame) {
    await part.remove();
    throw otherContent(address, recorded, folder, ['its sha256', sha256, recorded.sha256]);
  }
  await part.complete();
  const facts = await readVerified(entry, address, part, options);
  // A mirror may pack the file differently, or not at all: the rows tell whether it is the same.
  if (recorded && !isSame && recorded.rowsSha256 !== facts.rowsSha256) {
    await part.discard();
    throw otherContent(address, recorded, folder, ['the sha256 of its rows', facts.rowsSha256, recorded.rowsSha256]);
  }
  const { size, mtimeMs } = await stat(part.target);
  const record: FetchedRecord = {
    ...{ schema: 'adabatch/fetched@1', name: entry.name, file, address: from, date: new Date().toISOString() },
    ...{ bytes: size, modified: mtimeMs, sha256, ...facts },
  };
  await writeRecord(folder, record).catch((error: unknown) => {
    throw writeFailure(folder, error, 'The file has come: make room there, and the same command goes on');
  });
  await part.forget();
  if (recorded && recorded.file !== file) await rm(path.join(folder, recorded.file), { force: true });
  return record;
}

/** The error for content that differs from the first fetch; given are what differs, its value now and then. */
function otherContent(
  address: URL,
  { date }: FetchedRecord,
  folder: string,
  [what, is, was = 'one that was recorded']: [string, string, string | undefined],
): UserError {
  return new UserError(
    `${address} is not what was fetched on ${date}: ${what} is ${is}, not ${was}`,
    `It was not taken. If it is to be trusted all the same, remove ${folder} and fetch again`,
  );
}

/** Downloads from the first origin that has the file. */
async function downloadFirst(
  { entry, folder, recorded }: Target,
  options: FetchOptions,
): Promise<Origin & { from: string; part: Part }> {
  const failures: TransferError[] = [];
  for (const origin of originsOf(entry, options.mirror)) {
    const part = new Part(path.join(folder, origin.file));
    // The file is left from a fetch that ended before its record was written.
    if (recorded?.file !== origin.file) await part.reopen();
    try {
      const from = await download(origin.address, part, {
        ...options,
        bound: await boundOf(entry, folder, await part.bytes()),
        onProgress: (bytes, total) => options.onProgress('fetching', bytes, total),
      });
      return { ...origin, from, part };
    } catch (error) {
      if (!(error instanceof TransferError) || error.kind !== 'missing') throw error;
      failures.push(error);
    }
  }
  throw failures[0];
}

/** Reads a fetched file to its end for its figures and the sha256 of its rows; removes it if it is not the dataset. */
async function readVerified(
  entry: CatalogueEntry,
  address: URL,
  part: Part,
  { signal, onProgress }: FetchOptions,
): Promise<Pick<Dataset, 'rows' | 'features' | 'nonzeros'> & { rowsSha256: string }> {
  try {
    const dataset = await readDataset(part.target, {
      signal,
      onProgress: (bytes, total) => onProgress('reading', bytes, total),
    });
    await dataset.close();
    verify(entry, dataset);
    const { rows, features, nonzeros, sha256 } = dataset;
    return { rows, features, nonzeros, rowsSha256: sha256 };
  } catch (error) {
    signal.throwIfAborted();
    if (!(error instanceof UserError)) throw error;
    await part.discard();
    const reason = error.message.replace(part.target, path.basename(part.target));
    throw new UserError(`${address} is not ${entry.name}: ${reason}`, 'It was removed; see what is at the address');
  }
}

async function checksum(file: string, { signal, onProgress }: FetchOptions): Promise<string> {
  const { size } = await stat(file);
  return sha256Of(file, { signal, onProgress: (bytes) => onProgress('checking', bytes, size) });
}
