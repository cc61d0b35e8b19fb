import { expect, test } from 'vitest';
import { runSchema } from '../../src/results/schema.js';
import { commandLine } from '../support/cli.js';
import { temporaryFolder } from '../support/folders.js';
import { DATA, describeShared } from '../support/shared-data.js';

const adabatch = commandLine(temporaryFolder());
const NAMES = ['news20', 'a9a', 'a9a.t', 'w8a', 'mushrooms', 'sms-spam'];

describeShared('the catalogue', () => {
  test('the catalogue is right about the real files, which then go by name', async () => {
    const { code, stdout } = await adabatch(['data', 'fetch', ...NAMES, '--mirror', DATA, '--json']);
    expect(code).toBe(0);
    expect(JSON.parse(stdout).map(({ name }: { name: string }) => name)).toEqual(NAMES);
    const figures = Object.fromEntries(
      JSON.parse((await adabatch(['data', 'list', '--json'])).stdout).map(
        ({ name, rows, features, nonzeros }: Record<string, unknown>) => [name, [rows, features, nonzeros]],
      ),
    );
    expect(figures).toMatchObject({
      news20: [15935, 62061, 1272569],
      a9a: [32561, 123, 451592],
      'a9a.t': [16281, 123, 225731],
      w8a: [49749, 300, 579586],
      mushrooms: [8124, 112, 170604],
      'sms-spam': [5574, 8442, 43577],
    });
    const run = ['run', '--epochs', '1', '--no-save', '--json', '--quiet'];
    const { dataset } = runSchema.parse(JSON.parse((await adabatch([...run, '-d', 'a9a', '--test', 'a9a.t'])).stdout));
    expect(dataset).toMatchObject({ name: 'a9a', rows: 32561, features: 123 });
    for (const name of ['w8a', 'mushrooms', 'sms-spam']) expect((await adabatch([...run, '-d', name])).code).toBe(0);
  });
});
