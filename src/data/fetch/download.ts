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

/** How long to bear with a server. */
interface Patience {
  /** Pauses before attempts when the ones before brought nothing, in ms. */
  pauses: readonly number[];
  /** How long a connection may bring nothing, in ms. */
  silence: number;
  /** The time over which its speed is measured, in ms. */
  window: number;
}

const PATIENCE: Patience = { pauses: [500, 1000, 2000, 4000], silence: 30_000, window: 60_000 };

/** What to do while a file is downloaded. */
export interface DownloadOptions {
  signal: AbortSignal;
  /** How large the file may be. */
  bound: Bound;
  /** Bytes that are there, and of how many if that is known. */
  onProgress(bytes: number, total: number | undefined): void;
  /** A remark for the user. */
  note(text: string): void;
  patience?: Partial<Patience>;
}

/** What all attempts to download a file share. */
interface Transfer extends DownloadOptions {
  patience: Patience;
  pace: Pace;
}

/**
 * Downloads the whole of a file to a part. It goes on where an earlier download of the same address stopped, if the
 * file there has not changed since, and tries again where the connection breaks.
 * @returns where it came from, after all redirects
 * @throws TransferError, or a UserError where the part cannot be written; what came is kept, but for what is larger than
 *   it can be or comes too slowly. An AbortError by the signal
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

/** An address to be recorded. Servers that redirect put keys in the query, which last for minutes and are no one else's business. */
function placeOf({ origin, pathname }: URL): string {
  return `${origin}${pathname}`;
}

/** What there is of the file at an address, and can be continued. */
type Beginning = { bytes: number; validator: string };

async function beginningOf(part: Part, address: URL): Promise<Beginning | undefined> {
  const [bytes, origin] = [await part.bytes(), await part.origin()];
  return bytes > 0 && origin?.address === address.href ? { bytes, validator: origin.validator } : undefined;
}

function headersFor(begun: Beginning | undefined): Record<string, string> {
  // The file is wanted as it is stored: otherwise its length and its sha256 say nothing.
  const asStored = { 'accept-encoding': 'identity' };
  return begun ? { ...asStored, range: `bytes=${begun.bytes}-`, 'if-range': begun.validator } : asStored;
}

/** Whether an answer is the whole file, a refusal, or goes on where the beginning ends. */
function continues(response: Response, begun: Beginning | undefined): boolean {
  if (response.status === 416) return false;
  if (response.status !== 206) return true;
  return extentOf(response).first === begun?.bytes && [begun.validator, undefined].includes(validatorOf(response));
}

/** Where the bytes of an answer lie in the file, and how long that is if the server says so. */
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

/** What tells this content from what may be at the address later. */
function validatorOf({ headers }: Response): string | undefined {
  const etag = headers.get('etag');
  if (isEncoded(headers)) return undefined;
  // A weak one may be the same for other bytes.
  return (etag?.startsWith('W/') ? undefined : etag) ?? headers.get('last-modified') ?? undefined;
}

/** Whether the server sends the file packed once more, although it was asked not to. */
function isEncoded(headers: Headers): boolean {
  return (headers.get('content-encoding') ?? 'identity') !== 'identity';
}

/** Bytes as they pass. Each chunk is looked at on its way, with how many came so far. */
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
