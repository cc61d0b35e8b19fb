import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import type { Spell } from '../../../../src/algorithms/executions/crew.js';
import { synchronous } from '../../../../src/algorithms/executions/synchronous.js';
import { algorithms } from '../../../../src/algorithms/index.js';
import { run } from '../../../../src/experiment/run.js';
import { Session } from '../../../../src/experiment/session.js';
import type { RunRequest } from '../../../../src/settings/request.js';
import { everyRule } from '../../../support/every-rule.js';
import { writeRandomData } from '../../../support/random-data.js';
import { silentObserver, standardRequest } from '../../../support/requests.js';

// Other workers do the shares of those that are set aside. The order is set here, since a busy machine would change it.

/** How many workers take part in one call after the other. */
const sizes = vi.hoisted(() => [2, 1, 3, 1, 2, 3]);

vi.mock('../../../../src/algorithms/executions/crew.js', async (original) => {
  const crew = await original<typeof import('../../../../src/algorithms/executions/crew.js')>();
  class ScriptedCrew extends crew.Crew {
    readonly #workers: number;
    #calls = 0;

    constructor(workers: number) {
      super(workers);
      this.#workers = workers;
    }

    override get size(): number {
      return Math.min(this.#workers, sizes[this.#calls % sizes.length]!);
    }

    override learn(spell: Spell): void {
      super.learn(spell);
      this.#calls++;
    }
  }
  return { ...crew, Crew: ScriptedCrew };
});

let session: Session;
let dataset: string;

beforeAll(async () => {
  session = await Session.start();
  dataset = await writeRandomData();
});

afterAll(() => session.close());

const cases: [string, Partial<RunRequest>][] = algorithms.flatMap((algorithm) =>
  everyRule.map((rule): [string, Partial<RunRequest>] => [
    `${algorithm.name} with ${rule.name}`,
    { algorithm, rule, l2: 0.01, bias: true, average: 1, batch: 13 },
  ]),
);

test.each(cases)('%s: a run has the same bits whichever worker does a share', async (_, changes) => {
  const curveBy = async (workers: number) => {
    const common = { ...standardRequest, dataset, epochs: 4, measureEvery: 0.5, stepSize: 0.02, blocks: 8 };
    const result = await run(session, { ...common, ...changes, execution: synchronous, workers }, silentObserver);
    return result.curve.map((point) => ({ ...point, seconds: 0 }));
  };
  const alone = await curveBy(1);
  expect(alone.length).toBeGreaterThan(sizes.length);
  expect(await curveBy(3)).toEqual(alone);
});
