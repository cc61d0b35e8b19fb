import path from 'node:path';
import { vi } from 'vitest';
import { main } from '../../src/cli/main.js';

/** What a command left when it ended. */
export interface Outcome {
  code: number | null;
  stdout: string;
  stderr: string;
}

/** Has the tests of a file run the command line within a folder, with a cache in it: returns `runHere`. */
export function commandLine(folder: string): typeof runHere {
  process.chdir(folder);
  vi.stubEnv('XDG_CACHE_HOME', path.join(folder, 'cache'));
  vi.stubEnv('LOCALAPPDATA', path.join(folder, 'cache'));
  return runHere;
}

let last: Promise<unknown> = Promise.resolve();

/**
 * Runs the command line in this process, which takes a tenth of the time of one of its own. Calls wait for each other,
 * since a process has one stdout.
 */
export function runHere(args: string[]): Promise<Outcome> {
  const outcome = last.then(() => outcomeOf(args));
  last = outcome.catch(() => {});
  return outcome;
}

async function outcomeOf(args: string[]): Promise<Outcome> {
  const outcome: Outcome = { code: null, stdout: '', stderr: '' };
  const spies = (['stdout', 'stderr'] as const).map((name) =>
    vi.spyOn(process[name], 'write').mockImplementation((text, ...rest: unknown[]) => {
      outcome[name] += text;
      const written = rest.at(-1);
      if (typeof written === 'function') written();
      return true;
    }),
  );
  try {
    outcome.code = await main([process.execPath, 'adabatch', ...args]);
  } finally {
    for (const spy of spies) spy.mockRestore();
  }
  return outcome;
}
