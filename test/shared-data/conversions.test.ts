import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { expect, test } from 'vitest';
import type { Dataset } from '../../src/data/dataset.js';
import { binary, csv, libsvm, type OutputFormat } from '../../src/data/formats/write.js';
import { readDataset } from '../../src/data/open.js';
import { contentFrom, written } from '../support/content.js';
import { DATA, describeShared } from '../support/shared-data.js';

const NAMES = [
  'a9a',
  'heart_scale',
  'spam-sms.svm',
  'mushrooms',
  'abalone_scale',
  'news20_bin10_l2.svm',
  'Day0_mini.0based.svm',
];

async function through(dataset: Dataset, ...formats: OutputFormat[]) {
  let content = await contentFrom(await written(dataset, formats[0] as OutputFormat));
  for (const format of formats.slice(1)) {
    content = await contentFrom(await written(content, format, { indexBase: dataset.indexBase }));
  }
  return content;
}

describeShared('real files that are converted and read back', () => {
  test.each(NAMES)('%s comes back from the binary form and from LIBSVM with the same content', async (name) => {
    const dataset = await readDataset(path.join(DATA, name));
    expect((await through(dataset, binary)).sha256).toBe(dataset.sha256);
    expect((await through(dataset, libsvm)).sha256).toBe(dataset.sha256);
    await dataset.close();
  });

  test.each(['a9a', 'heart_scale', 'abalone_scale', 'mushrooms'])(
    '%s comes back from CSV with the same content',
    async (name) => {
      const dataset = await readDataset(path.join(DATA, name));
      expect((await through(dataset, csv, binary, csv, libsvm)).sha256).toBe(dataset.sha256);
      await dataset.close();
    },
  );

  test('news20 comes back to the byte, but for the blanks at its line ends', async () => {
    const file = path.join(DATA, 'news20');
    const dataset = await readDataset(file);
    const text = (await readFile(file, 'latin1')).replace(/ +$/gm, '');
    expect((await written(dataset, libsvm)).equals(Buffer.from(text))).toBe(true);
    await dataset.close();
  });
});
