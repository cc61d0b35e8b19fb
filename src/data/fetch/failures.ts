import { UserError } from '../../util/errors.js';
import { setting } from '../../util/setting.js';
import { count } from '../../util/text.js';
import type { Bound } from './bound.js';

/** A transfer that failed. */
export class TransferError extends UserError {
  /**
   * What another attempt may bring: the file is missing, the fault may pass, or it lasts. A harmful server's bytes are
   * not kept.
   */
  readonly kind: 'missing' | 'passing' | 'lasting' | 'harmful';

  /**
   * @param kind what another attempt may bring
   * @param message what is wrong, with the address
   * @param hint what to try
   */
  constructor(kind: TransferError['kind'], message: string, hint: string) {
    super(message, hint);
    this.kind = kind;
  }
}

const MIRROR_HINT = `Another place that has the file can be given with ${setting('mirror')}`;
const AGAIN_HINT = 'What came is kept; the same command goes on from there';

const NOT_KEPT_HINT = `Nothing of it was kept; see what is at the address, or give another place with ${setting('mirror')}`;

/** A server that refuses. */
export function refusal(address: URL, status: number): TransferError {
  const answer = `${address} cannot be fetched: the server answers ${status}`;
  if (status === 404 || status === 410) {
    return new TransferError('missing', `${answer}, there is no such file`, MIRROR_HINT);
  }
  const isPassing = status >= 500 || status === 408 || status === 429;
  return new TransferError(isPassing ? 'passing' : 'lasting', answer, isPassing ? 'Try later' : MIRROR_HINT);
}

/** A folder that lacks the file. */
export function noFile(file: string): TransferError {
  return new TransferError('missing', `there is no file '${file}'`, MIRROR_HINT);
}

/** A file that is no longer the one that was begun. */
export function changed(address: URL): TransferError {
  return new TransferError('passing', `${address}: the file has changed since a part of it came`, 'Try again');
}

/** A connection that brought nothing for `milliseconds`. */
export function silence(address: URL, milliseconds: number): TransferError {
  return new TransferError('passing', `${address}: nothing came for ${milliseconds / 1000} s`, AGAIN_HINT);
}

/** A transfer that ended too early, or went on too long. */
export function wrongLength(address: URL, bytes: number, expected: number): TransferError {
  return new TransferError('passing', `${address}: ${bytes} bytes came, not ${expected}`, AGAIN_HINT);
}

/** A file whose size, by the server, is larger than it can be. */
export function saidTooLarge(address: URL, bytes: number, bound: Bound): TransferError {
  const size = count(bytes, 'byte');
  return new TransferError('lasting', `${address} has ${size}, more than ${describeBound(bound)}`, MIRROR_HINT);
}

/** A file that brought more bytes than it can have. */
export function tooLarge(address: URL, bound: Bound): TransferError {
  return new TransferError('harmful', `${address} has more than ${describeBound(bound)}`, NOT_KEPT_HINT);
}

function describeBound({ bytes, why }: Bound): string {
  return `${count(bytes, 'byte')}, ${why}`;
}

/** A server that sends just enough to keep the connection open. */
export function tooSlow(address: URL): TransferError {
  return new TransferError('harmful', `${address} comes too slowly, at less than 1 kB a second`, NOT_KEPT_HINT);
}

/** A redirect that is not followed. */
export function unsafe(address: URL, redirect: string): TransferError {
  return new TransferError('lasting', `${address} cannot be fetched: it is redirected ${redirect}`, MIRROR_HINT);
}

/** An address with a user and password, which fetch rejects and would repeat in its message. */
export function credentials({ protocol, host, pathname }: URL): TransferError {
  return new TransferError(
    'lasting',
    `${protocol}//${host}${pathname} cannot be fetched: addresses with credentials are not taken`,
    `Fetch the file by other means into a folder, and give that with ${setting('mirror')}`,
  );
}

/** Endless redirects. */
export function inCircle(address: URL): TransferError {
  return unsafe(address, 'in a circle');
}

const LASTING: Record<string, string> = {
  ECONNREFUSED: 'the connection was refused',
  ENOTFOUND: 'its host is not known',
  EAI_AGAIN: 'its host cannot be looked up; is there a network?',
  ENETUNREACH: 'there is no way to its network',
  EHOSTUNREACH: 'there is no way to its host',
  CERT_HAS_EXPIRED: 'its certificate has expired',
  DEPTH_ZERO_SELF_SIGNED_CERT: 'its certificate is signed by itself',
  SELF_SIGNED_CERT_IN_CHAIN: 'its certificate is signed by itself',
  UNABLE_TO_VERIFY_LEAF_SIGNATURE: 'its certificate cannot be verified',
  ERR_TLS_CERT_ALTNAME_INVALID: 'its certificate is for another host',
};

/** The error that the user sees when fetch fails. */
export function transferFailure(address: URL, error: unknown): TransferError {
  if (error instanceof TransferError) return error;
  const { cause = error } = error as { cause?: unknown };
  const { code, message } = cause as { code?: string; message?: string };
  // An error without a code means that no connection was tried, as for an address that fetch rejects.
  const lasting = code === undefined ? message : LASTING[code];
  if (lasting === undefined)
    return new TransferError('passing', `${address}: the connection broke (${message})`, AGAIN_HINT);
  return new TransferError('lasting', `${address} cannot be fetched: ${lasting}`, MIRROR_HINT);
}
