import fc from 'fast-check';
import { afterAll, describe, expect, test } from 'vitest';
import { sequential } from '../../../src/algorithms/executions/sequential.js';
import { synchronous } from '../../../src/algorithms/executions/synchronous.js';
import { algorithms } from '../../../src/algorithms/index.js';
import { cutColumns } from '../../../src/experiment/column-blocks.js';
import { run } from '../../../src/experiment/run.js';
import { Session } from '../../../src/experiment/session.js';
import type { RunRequest } from '../../../src/settings/request.js';
import { writeData } from '../../support/random-data.js';
import { silentObserver, standardRequest } from '../../support/requests.js';

describe('the blocks of columns', () => {
  /** The values of each column, in falling order as the engine has its columns. */
  const counts = fc
    .array(fc.integer({ min: 1, max: 1000 }), { minLength: 1, maxLength: 300 })
    .map((drawn) => Uint32Array.from(drawn.sort((one, other) => other - one)));
  const blocks = fc.integer({ min: 1, max: 12 });
  const sum = (values: Uint32Array) => values.reduce((total, value) => total + value, 0);
  const isFine = (columns: number, blocks: number) => columns < 64 * blocks;

  test('blocks follow each other and have all columns', () => {
    fc.assert(
      fc.property(counts, blocks, (given, number) => {
        const starts = [...cutColumns(given, number)];
        expect(starts).toHaveLength(number);
        expect(starts).toEqual(starts.toSorted((one, other) => one - other));
        expect([starts[0], Math.max(...starts) <= given.length]).toEqual([0, true]);
      }),
    );
  });

  test('blocks have equal work, but for one column', () => {
    fc.assert(
      fc.property(counts, blocks, (given, number) => {
        fc.pre(isFine(given.length, number));
        const starts = cutColumns(given, number);
        starts.forEach((first, block) => {
          const work = sum(given.subarray(first, starts[block + 1] ?? given.length));
          expect(work).toBeLessThanOrEqual(sum(given) / number + given[0]!);
        });
      }),
    );
  });

  test('blocks begin on a line of the cache if there are many columns', () => {
    expect([...cutColumns(new Uint32Array(512).fill(1), 4)]).toEqual([0, 128, 256, 384]);
    expect([...cutColumns(new Uint32Array(520).fill(1), 4)]).toEqual([0, 144, 272, 400]);
    expect([...cutColumns(new Uint32Array(100).fill(1), 4)]).toEqual([0, 25, 50, 75]);
    // Columns are many from 64 a block on.
    expect([...cutColumns(new Uint32Array(64 * 3).fill(1), 3)]).toEqual([0, 64, 128]);
    expect(cutColumns(Uint32Array.of(9, ...new Array(127).fill(1)), 2)[1]).toBe(64);
    expect(cutColumns(Uint32Array.of(9, ...new Array(126).fill(1)), 2)[1]).toBe(60);
  });

  test('blocks are cut by what their values cost, which is more far from the first columns', () => {
    // 2^11 columns of cost 2, then as many of cost 3 as make up for them.
    const columns = 2 ** 11 + (2 * 2 ** 11) / 3;
    expect(cutColumns(new Uint32Array(columns).fill(3), 2)[1]).toBe(2 ** 11);
    const distant = 2 ** 16 + (2 * 2 ** 11 + 3 * (2 ** 16 - 2 ** 11)) / 12;
    expect(cutColumns(new Uint32Array(distant).fill(1), 2)[1]).toBe(2 ** 16);
  });
});

describe('the bias among blocks', async () => {
  const session = await Session.start();
  afterAll(() => session.close());
  // There is one feature, in all rows but two: the blocks after the first are empty, but for the bias in the last one.
  const rows = Array.from({ length: 20 }, (_, row) => [row === 3 || row === 11 ? 0 : 1 + (row % 4)]);
  const dataset = await writeData({ rows, labels: rows.map((_, row) => (row % 3 === 0 ? 1 : -1)) });
  const curveOf = async (changes: Partial<RunRequest>) => {
    const common = { ...standardRequest, dataset, bias: true, l2: 0.1, stepSize: 0.1, batch: 3, epochs: 3 };
    const { curve } = await run(session, { ...common, ...changes }, silentObserver);
    return curve.map(({ trainLoss, trainError }) => [trainLoss, trainError]);
  };
  const shapes = [
    [1, 2],
    [2, 2],
    [2, 5],
    [3, 3],
    [4, 3],
  ];

  describe.each(algorithms)('$name', (algorithm) => {
    test.each(shapes)(
      'a run of %i workers has the curve of one block if the bias is alone in the last of %i',
      async (workers, blocks) => {
        const wanted = await curveOf({ algorithm, execution: sequential });
        const found = await curveOf({ algorithm, execution: synchronous, workers, blocks });
        expect(found).toEqual(wanted.map((point) => point.map((value) => expect.closeTo(value as number, 12))));
        expect(await curveOf({ algorithm, execution: sequential, bias: false })).not.toEqual(wanted);
      },
    );
  });
});
