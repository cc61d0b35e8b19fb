import { chmodSync, mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';

const PREFIX = 'adabatch-tests-';

/**
 * Gives the tests a folder for temporary files, which is gone after them, and a cache folder in it: what the user's
 * holds must not matter. Vitest calls this once a project, and all have the same.
 */
export default function setup(): () => void {
  if (path.basename(tmpdir()).startsWith(PREFIX)) return () => {};
  const folder = mkdtempSync(path.join(tmpdir(), PREFIX));
  // Some tests run the command line as another user.
  chmodSync(folder, 0o711);
  const cache = path.join(folder, 'cache');
  mkdirSync(cache);
  const places = { TMPDIR: folder, TEMP: folder, TMP: folder, XDG_CACHE_HOME: cache, LOCALAPPDATA: cache };
  Object.assign(process.env, places);
  return () => rmSync(folder, { recursive: true, force: true });
}
