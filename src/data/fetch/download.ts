import { createReadStream } from 'node:fs';
import { stat } from 'node:fs/promises';
import { setTimeout as pause } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { readFailure, UserError } from '../../util/errors.js';
import type { Bound } from './bound.js';
import {
  changed,
  noFile,
  refusal,
  saidTooLarge,
  silence,
  TransferError,
  tooLarge,
  tooSlow,
  transferFailure,
  wrongLength,
} from './failures.js';
import { follow, refuseCredentials } from './follow.js';
import { Pace } from './pace.js';
import type { Part, PartOrigin } from './part.js';
import { Watch } from './watch.js';

/** How long to wait for a server. */
interface Patience {
  /** Pauses before attempts after earlier ones brought nothing, in ms. */
  pauses: readonly number[];
  /** How long a connection may stay silent, in ms. */
  silence: number;
  /** The time over which the speed is measured, in ms. */
  window: number;
}

const PATIENCE: Patience = { pauses: [500, 1000, 2000, 4000], silence: 30_000, window: 60_000 };

/** Limits and callbacks of a download. */
export interface DownloadOptions {
  signal: AbortSignal;
  /** How large the file may be. */
  bound: Bound;
  /** Given the bytes that have arrived, and the total if it is known. */
  onProgress(bytes: number, total: number | undefined): void;
  /** Given a remark for the user. */
  note(text: string): void;
  patience?: Partial<Patience>;
}

/** What all attempts to download a file share. */
interface Transfer extends DownloadOptions {
  patience: Patience;
  pace: Pace;
}

/**
 * Downloads a whole file to a part. It continues where an earlier download of the same address stopped, if the file
 * there has not changed since, and tries again if the connection breaks.
 * @returns where it came from, after all redirects
 * @throws TransferError, or a UserError if the part cannot be written; the bytes so far are kept, unless the file is
 *   larger than it can be or comes too slowly. An AbortError by the signal
 */
export async function download(address: URL, part: Part, options: DownloadOptions): Promise<string> {
  const patience = { ...PATIENCE, ...options.patience };
  const transfer = { ...options, patience, pace: new Pace(patience.window, patience.silence) };
  try {
    return await (address.protocol === 'file:' ? copy(address, part, options) : attempts(address, part, transfer));
  } catch (error) {
    if (error instanceof TransferError && error.kind === 'harmful') await part.remove();
    throw error;
  }
}

async function copy(address: URL, part: Part, { signal, bound, onProgress }: DownloadOptions): Promise<string> {
  const file = fileURLToPath(address);
  const found = await stat(file).catch(() => undefined);
  if (!found?.isFile()) throw noFile(file);
  const bytes = watched(createReadStream(file, { signal }), (_, count) => {
    if (count > bound.bytes) throw tooLarge(address, bound);
    onProgress(count, found.size);
  });
  try {
    await part.write(bytes, true, undefined);
  } catch (error) {
    signal.throwIfAborted();
    throw readFailure(`'${file}'`, error);
  }
  return address.href;
}

async function attempts(address: URL, part: Part, transfer: Transfer): Promise<string> {
  const { signal, note, patience } = transfer;
  refuseCredentials(address);
  let furthest = 0;
  for (let failures = 0; ; failures++) {
    try {
      return await attempt(address, part, transfer);
    } catch (error) {
      signal.throwIfAborted();
      const bytes = await part.bytes();
      if (bytes > furthest) failures = 0;
      furthest = Math.max(furthest, bytes);
      const time = patience.pauses[failures];
      if (!(error instanceof TransferError) || error.kind !== 'passing' || time === undefined) throw error;
      note(`${error.message}; trying again`);
      await pause(time, undefined, { signal });
    }
  }
}

async function attempt(address: URL, part: Part, transfer: Transfer): Promise<string> {
  const { signal, bound, onProgress, patience, pace } = transfer;
  const watch = new Watch(signal, patience.silence, () => silence(address, patience.silence));
  try {
    const begun = await beginningOf(part, address);
    const { response, source } = await follow(address, { signal: watch.signal, headers: headersFor(begun) });
    const { first, total } = extentOf(response);
    if (begun && response.status === 416 && total === begun.bytes) return placeOf(source);
    if (!continues(response, begun)) {
      await part.remove();
      throw changed(address);
    }
    if (!response.ok) throw refusal(address, response.status);
    if (total !== undefined && total > bound.bytes) throw saidTooLarge(address, total, bound);
    const bytes = watched(response.body ?? [], (chunk, count) => {
      if (first + count > bound.bytes) throw tooLarge(address, bound);
      if (!pace.keepsUp(chunk.length)) throw tooSlow(address);
      watch.alive();
      onProgress(first + count, total);
    });
    await part.write(bytes, first === 0, originOf(address, response));
    const came = await part.bytes();
    if (total !== undefined && came !== total) throw wrongLength(address, came, total);
    return placeOf(source);
  } catch (error) {
    throw error instanceof UserError ? error : transferFailure(address, error);
  } finally {
    watch.end();
  }
}

/** An address for the record. Redirects put keys in the query, which last for minutes and must stay private. */
function placeOf({ origin, pathname }: URL): string {
  return `${origin}${pathname}`;
}

/** The beginning of a file that has arrived and can be continued. */
type Beginning = { bytes: number; validator: string };

async function beginningOf(part: Part, address: URL): Promise<Beginning | undefined> {
  const [bytes, origin] = [await part.bytes(), await part.origin()];
  return bytes > 0 && origin?.address === address.href ? { bytes, validator: origin.validator } : undefined;
}

function headersFor(begun: Beginning | undefined): Record<string, string> {
  // The file must come as it is stored: otherwise its length and its sha256 mean nothing.
  const asStored = { 'accept-encoding': 'identity' };
  return begun ? { ...asStored, range: `bytes=${begun.bytes}-`, 'if-range': begun.validator } : asStored;
}

/** Whether an answer is the whole file, a refusal, or continues where the beginning ends. */
function continues(response: Response, begun: Beginning | undefined): boolean {
  if (response.status === 416) return false;
  if (response.status !== 206) return true;
  return extentOf(response).first === begun?.bytes && [begun.validator, undefined].includes(validatorOf(response));
}

/** Where the bytes of an answer begin in the file, and the file's length if the server says it. */
function extentOf({ status, headers }: Response): { first: number; total: number | undefined } {
  const [, first, whole] = /^bytes (\d+|\*)(?:-\d+)?\/(\d+)$/.exec(headers.get('content-range') ?? '') ?? [];
  if (status === 206 || status === 416) return { first: Number(first), total: whole ? Number(whole) : undefined };
  const length = headers.get('content-length');
  return { first: 0, total: length === null || isEncoded(headers) ? undefined : Number(length) };
}

function originOf(address: URL, response: Response): PartOrigin | undefined {
  const validator = validatorOf(response);
  return validator === undefined ? undefined : { address: address.href, validator };
}

/** The validator that distinguishes this content from later content at the address. */
function validatorOf({ headers }: Response): string | undefined {
  const etag = headers.get('etag');
  if (isEncoded(headers)) return undefined;
  // A weak one may be the same for other bytes.
  return (etag?.startsWith('W/') ? undefined : etag) ?? headers.get('last-modified') ?? undefined;
}

/** Whether the server packs the file once more, although it was asked not to. */
function isEncoded(headers: Headers): boolean {
  return (headers.get('content-encoding') ?? 'identity') !== 'identity';
}

/** Passes bytes on, and reports each chunk with the number of bytes so far. */
async function* watched(
  bytes: AsyncIterable<Uint8Array> | Iterable<Uint8Array>,
  look: (chunk: Uint8Array, count: number) => void,
): AsyncGenerator<Uint8Array, void, void> {
  let count = 0;
  for await (const chunk of bytes) {
    count += chunk.length;
    look(chunk, count);
    yield chunk;
  }
}
