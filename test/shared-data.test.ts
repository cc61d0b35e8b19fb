import { existsSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, test } from 'vitest';
import { adagrad } from '../src/algorithms/adagrad.js';
import { algorithms } from '../src/algorithms/index.js';
import { run } from '../src/experiment/run.js';
import { losses as allLosses } from '../src/objective/losses.js';
import { runSchema } from '../src/results/schema.js';
import { rules } from '../src/rules/index.js';
import { commandLine, temporaryFolder } from './support/cli.js';
import { silentObserver, standardRequest } from './support/requests.js';

// Real files, which are not part of the project; without them these tests show as skipped.
const DATA = path.resolve(import.meta.dirname, '../../shared/data');
const adabatch = commandLine(temporaryFolder());

const files = [
  { file: 'a9a', rows: 32561, features: 123, options: ['--test', 'a9a.t'] },
  { file: 'w8a', rows: 49749, features: 300, options: [] },
  { file: 'mushrooms', rows: 8124, features: 112, options: [] },
  { file: 'heart_scale', rows: 270, features: 13, options: ['--test-fraction', '0.3'] },
  { file: 'spam-sms.svm', rows: 5574, features: 8442, options: [] },
  { file: 'money-fx.trn', rows: 7770, features: 8315, options: ['--test', 'money-fx.tst'] },
  { file: 'rcv1_vw_small.train', rows: 1000, features: 47117, options: ['--test', 'rcv1_vw_small.test'] },
  { file: 'Day0_mini.0based.svm', rows: 200, features: 3231887, options: ['--test', 'Day1_mini.0based.svm'] },
  { file: 'news20', rows: 15935, features: 62061, options: ['--positive', '1,2,3,4,5,6,7,8,9,10'] },
  { file: 'news20_bin10_l2.svm', rows: 15935, features: 62061, options: [] },
  { file: 'abalone_scale', rows: 4177, features: 8, options: ['--loss', 'squared'] },
];

describe.skipIf(!existsSync(DATA))('the real files in ../shared/data', () => {
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

  const configurations = files.flatMap(({ file, options }) =>
    rules.flatMap((rule) => algorithms.map((algorithm) => ({ file, options, rule, algorithm }))),
  );
  test.each(configurations)(
    '$file: the automatic step is safe for $algorithm.name with $rule.name',
    async (configuration) => {
      const { file, options, rule, algorithm } = configuration;
      const losses = allLosses.filter(({ labels, name }) =>
        options.includes('squared') ? name === 'squared' : labels === 'classes',
      );
      for (const loss of losses) {
        for (const batch of [1, 64, 1024]) {
          const request = { ...standardRequest, dataset: path.join(DATA, file), loss, rule, batch, algorithm };
          if (options[0] === '--positive') request.positive = options[1]?.split(',');
          const { status, curve } = await run(request, silentObserver);
          // Adagrad's first steps are long, whatever the data: its loss may rise before it falls.
          const falls = algorithm === adagrad || Number(curve.at(-1)?.trainLoss) < Number(curve[0]?.trainLoss);
          expect({ loss: loss.name, batch, status, falls }).toEqual({
            ...{ loss: loss.name, batch, status: 'completed', falls: true },
          });
        }
      }
    },
  );
});
