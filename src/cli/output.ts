import { UserError } from '../errors.js';

// Failures of either stream are met where it is written to; without a listener they would end the process.
process.stdout.on('error', () => {});
process.stderr.on('error', () => {});

/**
 * Writes to stdout, to the end. A reader such as `head` that has gone is no failure.
 * @throws UserError where stdout cannot be written
 */
export async function print(text: string | Uint8Array): Promise<void> {
  const failure = await new Promise<NodeJS.ErrnoException | null | undefined>((resolve) => {
    process.stdout.write(text, resolve);
  });
  if (failure && failure.code !== 'EPIPE') {
    const reason = failure.code === 'ENOSPC' ? 'no space left' : failure.message;
    throw new UserError(`cannot write to stdout: ${reason}`);
  }
}
