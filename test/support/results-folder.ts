import { mkdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import type { Run } from '../../src/results/schema.js';
import { sealed } from '../../src/results/seal.js';

/** Makes a folder and writes runs and other documents into it, by the names of their files without the ending. */
export async function putResults(folder: string, results: Record<string, Run | object>): Promise<string> {
  await mkdir(folder, { recursive: true });
  for (const [name, result] of Object.entries(results)) {
    await writeFile(path.join(folder, `${name}.json`), JSON.stringify('schema' in result ? sealed(result) : result));
  }
  return folder;
}
