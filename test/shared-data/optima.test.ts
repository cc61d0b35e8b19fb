import path from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { saga } from '../../src/algorithms/saga.js';
import { sgd } from '../../src/algorithms/sgd.js';
import { svrg } from '../../src/algorithms/svrg.js';
import { reportOptimum } from '../../src/experiment/optimum-report.js';
import { run } from '../../src/experiment/run.js';
import { Session } from '../../src/experiment/session.js';
import { losses } from '../../src/objective/losses.js';
import type { Point } from '../../src/results/schema.js';
import { commandLine } from '../support/cli.js';
import { temporaryFolder } from '../support/folders.js';
import { silentObserver, standardRequest } from '../support/requests.js';
import { DATA, describeShared } from '../support/shared-data.js';

// The objectives at the weights of LIBLINEAR 2.3.0 (train -s 0 -c 1 and -s 2 -c 0.5, both -B -1 -e 1e-12),
// whose λ is 1/(C·N) for the first and 1/(2·C·N) for the second, which lacks our ½: 1/N in all. They
// were evaluated in Python with an exact sum, after Newton steps that took the gradient to 1e-16 of
// that at w = 0; before those steps they agree with these to 13 digits.
const LIBLINEAR = [
  { file: 'a9a', loss: 'logistic', objective: 0.32337958246484744 },
  { file: 'a9a', loss: 'squared-hinge', objective: 0.21106839114098372 },
  { file: 'w8a', loss: 'logistic', objective: 0.12618068651051342 },
  { file: 'w8a', loss: 'squared-hinge', objective: 0.079587184978078443 },
  { file: 'money-fx.trn', loss: 'logistic', objective: 0.13646668760994379 },
  { file: 'money-fx.trn', loss: 'squared-hinge', objective: 0.030217276284204245 },
];

/** Powers of four around 1/L = 1/3.5 on a9a. */
const STEPS = [-6, -4, -2, 0, 2].map((exponent) => 2 ** exponent);

/** The least suboptimality of a curve. */
function best(curve: Point[]): number {
  return Math.min(...curve.map((point) => point.suboptimality ?? Number.POSITIVE_INFINITY));
}

const session = await Session.start();
afterAll(() => session.close());

describeShared('the optimum of the real files', () => {
  test.each(LIBLINEAR)('$file, $loss: the optimum agrees with LIBLINEAR', async ({ file, loss: name, objective }) => {
    const loss = losses.find((candidate) => candidate.name === name) ?? standardRequest.loss;
    const request = { ...standardRequest, dataset: path.join(DATA, file), loss, l2: '1/n' as const };
    const { optimum } = await reportOptimum(request, silentObserver);
    expect(Math.abs(optimum.objective - objective) / objective).toBeLessThan(1e-14);
    expect(optimum.gradientNorm).toBeLessThanOrEqual(1e-10 * optimum.initialGradientNorm);
  });

  const a9a = { ...standardRequest, dataset: path.join(DATA, 'a9a'), l2: 1e-4, suboptimality: true };

  test.each([svrg, saga])(
    '$name on a9a goes below 1e-8 within 100 passes at its best step, and on to 1e-12',
    async (algorithm) => {
      const curves: Point[][] = [];
      for (const stepSize of STEPS) {
        const request = { ...a9a, algorithm, stepSize, epochs: 150, maxPasses: 150 };
        curves.push((await run(session, request, silentObserver)).curve);
      }
      const within100 = curves.map((curve) => best(curve.filter(({ passes }) => passes <= 100)));
      expect(Math.min(...within100)).toBeLessThan(1e-8);
      expect(Math.min(...curves.map(best))).toBeLessThan(1e-12);
    },
  );

  test('SGD on a9a stalls above 1e-6 at every constant step', async () => {
    for (const stepSize of STEPS) {
      const { curve } = await run(session, { ...a9a, algorithm: sgd, stepSize, epochs: 150 }, silentObserver);
      expect(best(curve)).toBeGreaterThan(1e-6);
    }
  });

  test.each(['a9a', 'w8a', 'news20_bin10_l2.svm'])('%s without L2 has no minimiser', async (file) => {
    const adabatch = commandLine(temporaryFolder());
    const { code, stderr } = await adabatch(['optimum', '-d', path.join(DATA, file), '--quiet']);
    expect(code).toBe(2);
    expect(stderr).toContain('some feature always speaks for the same class, and with λ = 0 its loss falls for ever');
  });
});
