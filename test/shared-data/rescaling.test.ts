import path from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { uncut } from '../../src/experiment/run-data.js';
import { type LaidProblem, Session } from '../../src/experiment/session.js';
import type { Evidence } from '../../src/reproduce/claim.js';
import { checkRescaling, rescaling } from '../../src/reproduce/claims/rescaling.js';
import { withReplacement } from '../../src/reproduce/sampling/drawings.js';
import { gradientsOf } from '../../src/reproduce/sampling/gradients.js';
import { planFor } from '../../src/reproduce/sampling/plan.js';
import type { Weigh } from '../../src/reproduce/sampling/repetitions.js';
import { silentObserver, standardRequest } from '../support/requests.js';
import { DATA, describeShared, files } from '../support/shared-data.js';

const session = await Session.start();
afterAll(() => session.close());

function lay(file: string): Promise<LaidProblem> {
  const request = { ...standardRequest, dataset: path.join(DATA, file) };
  return session.layProblem(request, { rows: 'file order', cut: uncut }, silentObserver);
}

const others = ['a9a.t', 'money-fx.tst', 'rcv1_vw_small.test', 'Day1_mini.0based.svm'];
const binary = files.filter(({ options }) => !options.includes('--positive') && !options.includes('--loss'));

describeShared('claim 2 on the real files', () => {
  test.each([...binary.map(({ file }) => file), ...others])('%s: it holds', async (file) => {
    const evidence = { scope: { isQuick: true }, runs: [], layProblem: () => lay(file) } as unknown as Evidence;
    const { findings } = await rescaling.judge(evidence);
    expect(findings.map(({ verdict }) => verdict)).toEqual(['holds', 'holds']);
  });

  const before = new Map<number, number>();
  const mistakes: Record<string, Weigh> = {
    'N_k + 1': ({ count }) => 1 / (count + 1),
    'the count of the batch before': ({ count }, feature) => {
      const last = before.get(feature) ?? count;
      before.set(feature, count);
      return 1 / last;
    },
  };

  describe.each(Object.keys(mistakes))('a rule that divides by %s', (mistake) => {
    test.each(['a9a', 'mushrooms', 'spam-sms.svm', 'rcv1_vw_small.train'])('is caught on %s', async (file) => {
      before.clear();
      const gradients = gradientsOf((await lay(file)).problem);
      const finding = checkRescaling(gradients, planFor(gradients, true), withReplacement, mistakes[mistake]);
      expect(finding.verdict).toBe('does not hold');
    });
  });
});
