import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, afterEach, beforeEach, vi } from 'vitest';

/** A folder that is gone after the tests of a file. */
export function temporaryFolder(): string {
  const folder = mkdtempSync(path.join(tmpdir(), 'adabatch-test-'));
  afterAll(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

/** Gives each test of a file a folder of its own; the function says where that is, or a name in it. */
export function folderForEach(): (name?: string) => string {
  let folder = '';
  beforeEach(() => {
    folder = mkdtempSync(path.join(tmpdir(), 'adabatch-test-'));
  });
  afterEach(() => rmSync(folder, { recursive: true }));
  return (name = '.') => path.join(folder, name);
}

/** The same, and it is the user's cache folder, too. */
export function cacheForEach(): (name?: string) => string {
  const inFolder = folderForEach();
  beforeEach(() => {
    vi.stubEnv('XDG_CACHE_HOME', inFolder());
    vi.stubEnv('LOCALAPPDATA', inFolder());
  });
  afterEach(() => {
    vi.unstubAllEnvs();
  });
  return inFolder;
}
