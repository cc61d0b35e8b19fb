import { writeFile } from 'node:fs/promises';
import path from 'node:path';
import { gzipSync } from 'node:zlib';
import { describe, expect, test } from 'vitest';
import { checkFile } from '../../../../src/data/formats/check.js';
import { readDataset } from '../../../../src/data/open.js';
import { readModel } from '../../../../src/results/model.js';
import { readRuns } from '../../../../src/results/read.js';
import { temporaryFolder } from '../../../support/folders.js';
import { hasPipes, makePipe, whenRead } from '../../../support/pipes.js';
import { complaintOf } from '../../../support/reading.js';
import { sweepOf } from '../../../support/sweeps.js';

const folder = temporaryFolder();
const pipe = hasPipes ? makePipe(path.join(folder, 'pipe')) : '';

describe.runIf(hasPipes)('a named pipe', () => {
  const readers: [string, (signal?: AbortSignal) => Promise<unknown>][] = [
    ['data', (signal) => readDataset(pipe, { signal })],
    ['data that is checked', (signal) => checkFile(pipe, { signal }, () => {})],
    ['a model', (signal) => readModel(pipe, signal)],
  ];

  test.each(readers)(
    'a named pipe that gives nothing is no longer waited for as %s after an interrupt',
    async (_, read) => {
      const controller = new AbortController();
      const reading = read(controller.signal);
      const refused = expect(reading).rejects.toThrow(expect.objectContaining({ name: 'AbortError' }));
      await whenRead(pipe, () => {
        controller.abort();
        return refused;
      });
    },
  );

  test.each([
    ['plain', (text: string) => text],
    ['packed', gzipSync],
  ])('a named pipe is read to its end: %s data', async (_, packed) => {
    const reading = readDataset(pipe);
    await writeFile(pipe, packed('+1 1:0.5\n-1 2:1\n'));
    const dataset = await reading;
    expect([...dataset.labels]).toEqual([1, -1]);
    await dataset.close();
  });

  test('a named pipe with a fault in its packed data is not read a second time', async () => {
    const reading = complaintOf(readDataset(pipe));
    await writeFile(pipe, gzipSync('+1 1:0.5\n-1 2:x\n'));
    expect((await reading)[0]).toBe(`${pipe}:2:6: the value 'x' is not a number`);
  });

  const sources = ['-d', '--test', '--warm-start'].flatMap((option) => [
    [option, pipe],
    [option, '/dev/null'],
  ]);
  test.each(sources)('a named pipe or a device is refused by a sweep at once: %s', async (option, file) => {
    const [message, hint] = await complaintOf(sweepOf(option as string, file as string, '--plan', '--jobs', '2'));
    expect(message).toMatch(/^‹(dataset|test|warmStart)›: a sweep cannot read '/);
    expect(message).toContain(`'${file}', which is no plain file`);
    expect(hint).toBe('Save the data to a file');
  });

  test('a named pipe in a sweep file is refused with its place in the file', async () => {
    const file = path.join(folder, 'sweep.yaml');
    await writeFile(file, `batch: 1\ntest: ${pipe}\n`);
    expect((await complaintOf(sweepOf('--config', file)))[0]).toBe(
      `${file}:2:7: test: a sweep cannot read '${pipe}', which is no plain file`,
    );
  });

  test.each(['named', 'in a folder'])('a named pipe is refused as a result that is %s', async (how) => {
    const result = makePipe(path.join(folder, `${how}.json`));
    const reading = readRuns(
      [how === 'named' ? result : folder],
      () => undefined,
      () => {},
    );
    expect((await complaintOf(reading))[0]).toMatch(/^'.*\.json' is no plain file$/);
  });
});
