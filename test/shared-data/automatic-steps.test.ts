import path from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { adagrad } from '../../src/algorithms/adagrad.js';
import { algorithms } from '../../src/algorithms/index.js';
import { BUILT_IN } from '../../src/data/generators/built-in.js';
import { run } from '../../src/experiment/run.js';
import { Session } from '../../src/experiment/session.js';
import { type Loss, losses } from '../../src/objective/losses.js';
import { adabatch } from '../../src/rules/adabatch.js';
import type { Rule } from '../../src/rules/rule.js';
import { everyRule } from '../support/every-rule.js';
import { silentObserver, standardRequest } from '../support/requests.js';
import { DATA, describeShared, files } from '../support/shared-data.js';

// All tests share one session, which reads each file once.
const session = await Session.start();
afterAll(() => session.close());

/** Most features are in every batch. At batch 1 all rules are plain SGD, so that one stands for them. */
const LARGE = 1024;
const batchesFor = (rule: Rule) => (rule === adabatch ? [1, LARGE] : [LARGE]);
const methods = everyRule.flatMap((rule) => algorithms.map((algorithm) => ({ rule, algorithm })));
type Method = (typeof methods)[number];

async function expectSafe(dataset: string, { rule, algorithm }: Method, loss: Loss, positive?: string[]) {
  for (const batch of batchesFor(rule)) {
    const request = { ...standardRequest, dataset, positive, loss, rule, batch, algorithm };
    const { status, curve } = await run(session, request, silentObserver);
    // Adagrad's first steps are long, whatever the data: its loss may rise before it falls.
    const falls = algorithm === adagrad || Number(curve.at(-1)?.trainLoss) < Number(curve[0]?.trainLoss);
    const found = { loss: loss.name, batch, status, falls };
    expect(found).toEqual({ loss: loss.name, batch, status: 'completed', falls: true });
  }
}

describe('the built-in dataset', () => {
  test.each(methods)('the automatic step is safe for $algorithm.name with $rule.name', async (method) => {
    for (const loss of losses) await expectSafe(BUILT_IN, method, loss);
  });
});

describeShared('the real files', () => {
  const cases = files.flatMap((entry) => methods.map((method) => ({ ...entry, ...method })));
  test.each(cases)('$file: the automatic step is safe for $algorithm.name with $rule.name', async (entry) => {
    const { file, options } = entry;
    const [option, argument] = options;
    const positive = option === '--positive' ? argument?.split(',') : undefined;
    const labels = option === '--loss' ? 'numbers' : 'classes';
    for (const loss of losses.filter((candidate) => candidate.labels === labels)) {
      await expectSafe(path.join(DATA, file), entry, loss, positive);
    }
  });
});
