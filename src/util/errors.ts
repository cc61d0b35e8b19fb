/** The place of a fault in an input; lines and columns count from 1, columns in bytes. */
export interface Place {
  file: string;
  line?: number;
  column?: number;
}

/**
 * A mistake in what the user typed or in the data they gave. The command line prints it in one or
 * two lines and exits with 2; anything else that is thrown is a defect of this program.
 */
export class UserError extends Error {
  override readonly name = 'UserError';
  /** What to try, or undefined if the message is enough. */
  readonly hint: string | undefined;

  /**
   * @param message what is wrong
   * @param hint what to try, a sentence without a full stop
   */
  constructor(message: string, hint?: string) {
    super(message);
    this.hint = hint;
  }
}

/** Describes a failure in a line: a user's mistake by its message, a defect by the first line of its message. */
export function describeFailure(error: unknown): string {
  const message = error instanceof Error ? error.message : String(error);
  return error instanceof UserError ? message : `a defect of adabatch: ${message.split('\n', 1)[0]}`;
}

/** A fault at a place in a dataset; the message starts with `file:line:column`. */
export class InputError extends UserError {
  readonly place: Place;
  /** The message without the place. */
  readonly problem: string;

  constructor(place: Place, problem: string, hint?: string) {
    super(`${[place.file, place.line, place.column].filter((part) => part !== undefined).join(':')}: ${problem}`, hint);
    this.place = place;
    this.problem = problem;
  }
}

/**
 * A hint for when the system gives no more threads, processes or open files.
 * @param option that asked for them, as a message names it
 */
export function raiseLimits(option: string): string {
  return `Try fewer ${option}, or raise the limits: of processes (ulimit -u, or the pids of a container) and of open files (ulimit -n)`;
}

/** Whether an error means that the user interrupted the work. */
export function isAbort(error: unknown): boolean {
  return error instanceof Error && error.name === 'AbortError';
}

/** Whether an error comes from the system. */
function isSystemError(error: unknown): error is NodeJS.ErrnoException {
  return error instanceof Error && 'code' in error && !(error instanceof UserError) && !isAbort(error);
}

/** Node's replacement for bytes that are no UTF-8, which loses the name of the file. */
const NO_UTF8 = '\ufffd';
const RENAME = `Where ${NO_UTF8} stands for bytes that are not UTF-8, rename the file: such names cannot be read`;
const CHECK_PATH = 'Check its path; a relative one starts at the current folder';

/**
 * The error for the user when something cannot be read.
 * @param name of the file, quoted, or of the stream
 * @param error the system's error; any other error is returned unchanged
 */
export function readFailure(name: string, error: unknown): unknown {
  if (!isSystemError(error)) return error;
  switch (error.code) {
    case 'ENOENT':
    case 'ENOTDIR':
      return new UserError(`there is no file ${name}`, name.includes(NO_UTF8) ? RENAME : CHECK_PATH);
    case 'EACCES':
    case 'EPERM':
      return new UserError(`${name} may not be read by this user`, `Give yourself the right, as with chmod +r`);
    case 'EISDIR':
      return new UserError(`${name} is a folder, not a file`, 'Name one of the files in it');
    case 'ESPIPE':
      return new UserError(`${name} is no plain file`, 'Save it to a file, or move what is none elsewhere');
    case 'EFBIG':
      return new UserError(`${name} is larger than the 128 MiB that are read of such a file`, 'Is it the right file?');
    case 'EMFILE':
    case 'ENFILE':
      return new UserError(`${name} cannot be read: ${TOO_MANY_OPEN}`, 'Raise the limit, as with ulimit -n 1024');
    default:
      return new UserError(`${name} cannot be read (${error.message})`, 'Check the disk or the drive that it is on');
  }
}

const TOO_MANY_OPEN = 'too many files are open';

const WRITE_REASONS: Record<string, string> = {
  EACCES: 'permission denied',
  EPERM: 'permission denied',
  ENOENT: 'no folder can be made there',
  EISDIR: 'a folder has the name of the file',
  EROFS: 'the file system is read-only',
  ENOSPC: 'no space left',
  EDQUOT: 'the disk quota is used up',
  ENOTDIR: 'a part of the path is not a folder',
  EEXIST: 'a part of the path is not a folder',
  ENAMETOOLONG: 'the name is too long',
  EMFILE: TOO_MANY_OPEN,
  ENFILE: TOO_MANY_OPEN,
};

/** What cannot be written: the fault of a disk, and not of what was to be written. */
export class WriteError extends UserError {}

/** The error for the user when something cannot be written. An error that is not the system's is returned unchanged. */
export function writeFailure(name: string, error: unknown, hint?: string): unknown {
  if (!isSystemError(error)) return error;
  return new WriteError(`cannot write to ${name}: ${WRITE_REASONS[String(error.code)] ?? error.message}`, hint);
}
