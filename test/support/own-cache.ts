import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';

/** Gives the tests a cache folder of their own: what the user's holds must not matter. */
export default function setup(): () => void {
  const folder = mkdtempSync(path.join(tmpdir(), 'adabatch-cache-'));
  process.env.XDG_CACHE_HOME = folder;
  process.env.LOCALAPPDATA = folder;
  return () => rmSync(folder, { recursive: true, force: true });
}
