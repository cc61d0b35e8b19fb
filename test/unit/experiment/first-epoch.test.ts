import { writeFile } from 'node:fs/promises';
import path from 'node:path';
import { expect, test } from 'vitest';
import { adagrad } from '../../../src/algorithms/adagrad.js';
import { hogwild } from '../../../src/algorithms/executions/hogwild.js';
import { synchronous } from '../../../src/algorithms/executions/synchronous.js';
import { saga } from '../../../src/algorithms/saga.js';
import { svrg } from '../../../src/algorithms/svrg.js';
import { allRows } from '../../../src/data/split.js';
import { prepare } from '../../../src/experiment/prepare.js';
import { Session } from '../../../src/experiment/session.js';
import { expected } from '../../../src/rules/expected.js';
import { mean } from '../../../src/rules/mean.js';
import type { RunRequest } from '../../../src/settings/request.js';
import { temporaryFolder } from '../../support/folders.js';
import { contextOf, standardRequest } from '../../support/requests.js';

// A run does what is done once, such as taking memory, before its clock starts: then its first epoch does not
// take longer than the others. Counted in page faults and bytes, which are the same on a machine that is busy.

const ROWS = 2001;
const VALUES_A_ROW = 500;
/** The pages of an array of doubles, one a feature. */
const PAGES = (ROWS * VALUES_A_ROW * Float64Array.BYTES_PER_ELEMENT) / 4096;

const dataset = path.join(temporaryFolder(), 'wide.svm');
// No feature is in two rows.
await writeFile(
  dataset,
  Array.from({ length: ROWS }, (_, row) => {
    const values = Array.from({ length: VALUES_A_ROW }, (_, k) => `${1 + row * VALUES_A_ROW + k}:1`);
    return `${row % 2} ${values.join(' ')}\n`;
  }),
);

const cases: [string, Partial<RunRequest>][] = [
  ['adabatch', {}],
  ['mean, batch 1', { rule: mean, batch: 1 }],
  ['expected', { rule: expected }],
  ['an average with L2', { l2: 1e-4, average: 0 }],
  ['svrg', { algorithm: svrg }],
  ['saga', { algorithm: saga }],
  ['adagrad', { algorithm: adagrad, l2: 1e-4 }],
  ['synchronous', { execution: synchronous, workers: 2, l2: 1e-4 }],
  ['hogwild', { execution: hogwild, workers: 2 }],
];

test.each(cases)('the first epoch of %s takes no memory and makes no table', async (_, changes) => {
  const request = { ...standardRequest, dataset, ...changes };
  // A new session is needed: one that has had runs has their memory already.
  const session = await Session.start();
  try {
    const { problem, settings } = await prepare(contextOf(session, request));
    const { memory, train } = problem;
    const descent = request.algorithm.start(problem, settings);
    const order = memory.allocateU32(train.rows);
    memory.u32(order, train.rows).set(allRows(train.rows));
    if (settings.average) descent.startAverage();
    const before = { faults: process.resourceUsage().minorPageFault, mark: memory.mark };
    await descent.beginEpoch(0);
    await descent.update(order, train.rows, 0.1);
    expect(process.resourceUsage().minorPageFault - before.faults).toBeLessThan(PAGES / 4);
    expect(memory.mark).toBe(before.mark);
  } finally {
    await session.close();
  }
});
