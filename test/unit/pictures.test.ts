import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { expect, test } from 'vitest';
import { drawPictures } from '../../scripts/pictures.js';

const ROOT = path.resolve(import.meta.dirname, '../..');

test('the pictures of the pages are those that npm run pictures draws', async () => {
  const drawn = await drawPictures();
  expect(drawn.size).toBeGreaterThan(0);
  for (const [file, content] of drawn) expect(await readFile(path.join(ROOT, file), 'utf8'), file).toBe(content);
});
