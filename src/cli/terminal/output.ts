import { Readable } from 'node:stream';
import { writeFailure } from '../../util/errors.js';
import { writeNamedFile } from '../../util/files.js';
import { visibleLines } from '../../util/visible.js';

type Pieces = AsyncIterable<string | Uint8Array>;

// Failures of either stream are handled where it is written to; without a listener they would end the process.
process.stdout.on('error', () => {});
process.stderr.on('error', () => {});

/**
 * Writes text to stdout, completely, escaping what a terminal would act on. It is no failure if a reader such as `head`
 * has gone.
 * @throws UserError if stdout cannot be written
 */
export async function print(text: string): Promise<void> {
  await hasPrinted(visibleLines(text));
}

/**
 * Writes text with colours to stdout, as `print` does.
 * @param text without other people's characters that a terminal would act on
 */
export async function printPainted(text: string): Promise<void> {
  await hasPrinted(text);
}

/** Whether an output without a name, or with the name `-`, goes to stdout. */
export function isStdout(file: string | undefined): file is undefined | '-' {
  return file === undefined || file === '-';
}

/** Writes a value as JSON to stdout, as `print` does. */
export async function printJson(value: unknown): Promise<void> {
  await print(`${JSON.stringify(value, null, 2)}\n`);
}

/**
 * Writes pieces, one after the other, to a file, at once or not at all, or to stdout, until there
 * are no more or a reader such as `head` has gone. It escapes what a terminal would act on; files and pipes
 * get data as they are.
 * @param file `-` or undefined for stdout
 * @throws UserError if that cannot be written
 */
export async function writeOutput(file: string | undefined, pieces: Pieces): Promise<void> {
  if (!isStdout(file)) return writeNamedFile(file, pieces, 'Choose another file with -o');
  for await (const piece of process.stdout.isTTY ? visiblePieces(pieces) : pieces) {
    if (!(await hasPrinted(piece))) return;
  }
}

/** Writes a content that is in memory, as `writeOutput` does. */
export async function writeWhole(file: string | undefined, content: string | Uint8Array): Promise<void> {
  await writeOutput(file, Readable.from([content]));
}

async function* visiblePieces(pieces: Pieces): AsyncGenerator<string, void, void> {
  const decoder = new TextDecoder();
  for await (const piece of pieces) {
    yield visibleLines(typeof piece === 'string' ? piece : decoder.decode(piece, { stream: true }));
  }
}

/** Whether the reader was still there. */
async function hasPrinted(piece: string | Uint8Array): Promise<boolean> {
  const failure = await new Promise<NodeJS.ErrnoException | null | undefined>((resolve) => {
    process.stdout.write(piece, resolve);
  });
  if (failure && failure.code !== 'EPIPE') throw writeFailure('stdout', failure);
  return !failure;
}
