import { existsSync } from 'node:fs';
import path from 'node:path';
import { expect, test } from 'vitest';
import { runSchema } from '../../src/results/schema.js';
import { commandLine } from '../support/cli.js';
import { temporaryFolder } from '../support/folders.js';
import { DATA, describeShared, files } from '../support/shared-data.js';

const adabatch = commandLine(temporaryFolder());

describeShared('a run on the real files', () => {
  test.each(files)('$file: the loss falls with the automatic step', async ({ file, rows, features, options }) => {
    const args = options.map((option) => (existsSync(path.join(DATA, option)) ? path.join(DATA, option) : option));
    const { code, stdout, stderr } = await adabatch([
      ...['run', '-d', path.join(DATA, file), '--epochs', '2', '--json', '--quiet', '--no-save'],
      ...args,
    ]);
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    const { dataset, curve } = runSchema.parse(JSON.parse(stdout));
    expect(dataset).toMatchObject({ name: file, rows, features });
    expect(curve[2]?.trainLoss).toBeLessThan(curve[0]?.trainLoss as number);
    if (options[0]?.startsWith('--test')) expect(curve[2]?.testLoss).toBeLessThan(curve[0]?.testLoss as number);
  });
});
