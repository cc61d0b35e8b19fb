import { execFileSync } from 'node:child_process';
import { open } from 'node:fs/promises';

/** Whether this system has named pipes. */
export const hasPipes: boolean = process.platform !== 'win32';

/** Makes a named pipe; returns its path. */
export function makePipe(file: string): string {
  execFileSync('mkfifo', [file]);
  return file;
}

/** Does something once a reader waits for a pipe, which is given no byte before that is done. */
export async function whenRead(pipe: string, act: () => Promise<unknown>): Promise<void> {
  const writer = await open(pipe, 'w');
  await act().finally(() => writer.close());
}
