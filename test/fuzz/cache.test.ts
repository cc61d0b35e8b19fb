import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import fc from 'fast-check';
import { afterAll, expect, test, vi } from 'vitest';
import { readDataset } from '../../src/data/open.js';
import { mutationsOf } from './mutations.js';
import { PATIENCE, runs } from './settings.js';

const folder = mkdtempSync(path.join(tmpdir(), 'adabatch-fuzz-'));
afterAll(() => {
  vi.unstubAllEnvs();
  rmSync(folder, { recursive: true });
});

async function contentOf(file: string): Promise<unknown> {
  const { chunks, close, ...known } = await readDataset(file);
  const rows: unknown[] = [];
  for await (const chunk of chunks()) rows.push(chunk);
  await close();
  return { ...known, rows };
}

test.skipIf(process.platform === 'darwin')(
  'a damaged file of the cache is never used and never fatal',
  async () => {
    vi.stubEnv('XDG_CACHE_HOME', path.join(folder, 'cache'));
    vi.stubEnv('LOCALAPPDATA', path.join(folder, 'cache'));
    const file = path.join(folder, 'data.svm');
    writeFileSync(file, '+1 1:0.5 3:2\n-1 2:1e-3\n+1\n');
    const content = await contentOf(file);
    const [name = ''] = readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter(
      (found) => found.split(path.sep).at(-2) === 'rows',
    );
    const cached = path.join(folder, name);
    const sound = readFileSync(cached);
    await fc.assert(
      fc.asyncProperty(mutationsOf(fc.constant(sound)), async (damaged) => {
        writeFileSync(cached, damaged);
        expect(await contentOf(file)).toEqual(content);
      }),
      runs(0.005),
    );
  },
  PATIENCE,
);
