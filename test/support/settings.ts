import { writeFile } from 'node:fs/promises';
import path from 'node:path';
import { hogwild } from '../../src/algorithms/executions/hogwild.js';
import { synchronous } from '../../src/algorithms/executions/synchronous.js';
import { algorithms } from '../../src/algorithms/index.js';
import { orders } from '../../src/algorithms/orders.js';
import { parseSchedule } from '../../src/algorithms/schedules.js';
import { losses } from '../../src/objective/losses.js';
import { writeModel } from '../../src/results/model.js';
import { rules } from '../../src/rules/index.js';
import type { RunRequest } from '../../src/settings/request.js';
import { standardRequest } from './requests.js';

/** What a setting can decide: the id of a run, which search for a step size it shares, and which optimum it has. */
type Decided = 'id' | 'search' | 'optimum';

/** Two runs that differ in one setting alone. */
interface Variation {
  name: string;
  from: RunRequest;
  to: RunRequest;
  decides: Decided[];
}

/** A value of a setting and another one, what the difference decides, and what else the two runs are asked for. */
type Line<Value> = [from: Value, to: Value, decides: Decided[], under?: Partial<RunRequest>];
type Settings = { [Key in keyof RunRequest]-?: Line<RunRequest[Key]>[] };

const ALL: Decided[] = ['id', 'search', 'optimum'];
const METHOD: Decided[] = ['id', 'search'];
const NOTHING: Decided[] = [];

const named = <Entry extends { name: string }>(entries: readonly Entry[], name: string): Entry => {
  const entry = entries.find((other) => other.name === name);
  if (!entry) throw new Error(`there is no ${name}`);
  return entry;
};
const ROWS = 40;

/** All settings of a run, each with values that decide something and with values that do not. */
export interface SettingsTable {
  settings: Settings;
  variations: Variation[];
}

/** Writes the data that the settings are about into a folder; returns the table of all settings. */
export async function settingsIn(folder: string): Promise<SettingsTable> {
  const file = async (name: string, lines: string[]) => {
    const target = path.join(folder, name);
    await writeFile(target, `${lines.join('\n')}\n`);
    return target;
  };
  const model = async (name: string, weight: number) => {
    const target = path.join(folder, name);
    await writeModel(target, { run: 'x', dataset: 'data', loss: 'logistic', bias: 0 }, [{ feature: 1, weight }]);
    return target;
  };
  const rowsOf = (factor: number, labels: (row: number) => number) =>
    Array.from({ length: ROWS }, (_, row) => {
      const pairs = [1, 2, 3, 5, 8, 9].filter((k) => (row + k) % 3 !== 0 || k === 1);
      return [labels(row), ...pairs.map((k) => `${k}:${(((row * k * factor) % 7) - 2.5) / 2}`)].join(' ');
    });
  // These labels differ as numbers from what they are as classes.
  const two = (row: number) => (row % 5 < 2 ? 2 : 1);
  const data = await file('data.svm', rowsOf(1, two));
  const copy = await file('copy.svm', rowsOf(1, two));
  const other = await file('other.svm', rowsOf(3, two));
  const three = await file(
    'three.svm',
    rowsOf(1, (row) => row % 3),
  );
  const cells = Array.from({ length: ROWS }, (_, row) => [
    row % 2,
    (row * 3) % 7,
    row % 4 ? row % 5 : 9,
    (row % 2) ^ 1,
  ]);
  const lines = cells.map((line) => line.join(','));
  const table = await file('table.csv', ['a,b,c,d', ...lines]);
  const numbers = await file('numbers.csv', ['5,6,7,1', ...lines]);
  const csv = { dataset: table, header: true, labelColumn: '4' };
  const [one, same, next] = [await model('one', 0.5), await model('same', 0.5), await model('next', 0.7)];
  const base: RunRequest = { ...standardRequest, dataset: data, batch: 8, l2: 0.1, stepSize: 0.05 };
  const half = { fraction: 0.5 };
  const [tuned, frozen] = [{ stepSize: 'tune' }, { stepSize: 'frozen' }] as const;
  const [mean, adabatch, sum] = [named(rules, 'mean'), named(rules, 'adabatch'), named(rules, 'sum')];
  const [sgd, adagrad] = [named(algorithms, 'sgd'), named(algorithms, 'adagrad')];
  const [svrg, saga] = [named(algorithms, 'svrg'), named(algorithms, 'saga')];
  const scheduleOf = (text: string) => parseSchedule(text) as RunRequest['schedule'];
  const inParallel = { execution: synchronous, workers: 2, blocks: 4 };

  const settings: Settings = {
    dataset: [
      [data, other, ALL],
      [data, copy, NOTHING],
    ],
    test: [
      [undefined, half, ALL],
      [half, { fraction: 0.25 }, ALL],
      [undefined, { file: other }, ['id']],
      [{ file: copy }, { file: other }, ['id']],
      [{ file: data }, { file: copy }, NOTHING],
    ],
    positive: [[['1'], ['2'], ALL, { dataset: three }]],
    scale: [[undefined, 'max-abs', ALL]],
    loss: [
      [base.loss, named(losses, 'squared-hinge'), ALL],
      [base.loss, named(losses, 'squared'), ALL],
    ],
    l2: [
      [0.1, 0.2, ALL],
      [0.1, '1/n', ALL],
      // Asked for in two ways; what is found for the one holds for the other, too.
      [1 / ROWS, '1/n', METHOD],
    ],
    bias: [[false, true, ALL]],
    seed: [
      [0, 1, ['id']],
      [0, 1, ALL, { test: half }],
    ],
    splitSeed: [
      [3, 4, NOTHING],
      [3, 4, ALL, { test: half }],
      [undefined, 0, ['id'], { test: half }],
    ],
    indexBase: [
      [undefined, 0, ALL],
      [undefined, 1, NOTHING],
    ],
    features: [
      [undefined, 20, ALL],
      [undefined, 9, NOTHING],
    ],
    labelColumn: [
      ['4', 'a', ALL, csv],
      ['4', 'd', NOTHING, csv],
    ],
    header: [
      [true, false, ALL, { dataset: numbers, labelColumn: '4' }],
      [undefined, true, NOTHING, csv],
    ],
    dropColumns: [[undefined, ['2'], ALL, csv]],
    textColumns: [[undefined, ['2'], ALL, csv]],
    missing: [
      [undefined, ['9'], ALL, csv],
      [undefined, ['?'], NOTHING, csv],
    ],
    maxUnpacked: [[undefined, 1e9, NOTHING]],
    suboptimality: [
      // It decides how a search ranks its candidates, and so the runs that have a search.
      [false, true, ['search']],
      [false, true, METHOD, tuned],
      [false, true, METHOD, { ...tuned, algorithm: svrg }],
      [false, true, METHOD, frozen],
      [false, true, NOTHING, { ...tuned, targetLoss: 0.6 }],
    ],
    warmStart: [
      [undefined, one, METHOD],
      [one, next, METHOD],
      [one, same, NOTHING],
    ],
    algorithm: [
      [sgd, svrg, METHOD],
      [svrg, saga, METHOD],
      [sgd, adagrad, METHOD],
    ],
    rule: [
      [mean, adabatch, METHOD],
      [mean, sum, METHOD],
      [mean, adabatch, ['id'], { batch: 1 }],
      [mean, adabatch, ['id'], frozen],
    ],
    batch: [
      [8, 16, METHOD],
      [8, 16, ['id'], frozen],
      [ROWS, 4096, NOTHING],
      [ROWS / 2, 4096, NOTHING, { test: half }],
    ],
    stepSize: [
      [0.1, 0.2, ['id']],
      [0.1, 'auto', ['id']],
      ['auto', '2/L', ['id']],
      ['2/L', '4/L', ['id']],
      ['auto', 'tune', ['id']],
      ['tune', 'frozen', METHOD],
      ['tune', 'frozen', ['id'], { batch: 1 }],
    ],
    schedule: [
      [scheduleOf('constant'), scheduleOf('inv'), METHOD],
      [scheduleOf('exp:0.5'), scheduleOf('exp:0.6'), METHOD],
    ],
    snapshotEvery: [
      [1, 2, METHOD, { algorithm: svrg }],
      [1, 2, NOTHING],
    ],
    average: [
      [undefined, 0, METHOD],
      [0, 1, METHOD],
    ],
    order: orders.filter((order) => order !== base.order).map((order) => [base.order, order, METHOD]),
    execution: [
      [base.execution, synchronous, METHOD],
      [base.execution, hogwild, METHOD],
    ],
    workers: [
      [1, 2, NOTHING],
      [1, 2, ['id'], { execution: synchronous, blocks: 4 }],
      [1, 2, METHOD, { execution: hogwild, batch: 1 }],
    ],
    blocks: [
      [4, 5, NOTHING],
      [4, 5, METHOD, inParallel],
    ],
    repeats: [
      [1, 3, NOTHING],
      // A run that is not deterministic is carried out so often; a result with fewer repetitions counts as done.
      [1, 2, NOTHING, { execution: hogwild, workers: 2, batch: 1 }],
    ],
    epochs: [[2, 3, METHOD]],
    maxPasses: [
      [undefined, 1, METHOD],
      [1, 1.5, METHOD],
    ],
    targetLoss: [
      [undefined, 0.65, METHOD],
      [0.65, 0.6, METHOD],
    ],
    // A search refuses runs with a time limit.
    timeLimit: [[3600, 7200, ['id']]],
    measureEvery: [
      [1, 0.5, ['id']],
      [1, 0.5, METHOD, { targetLoss: 0.6 }],
    ],
  };
  return { settings, variations: variationsOf(settings, base) };
}

function variationsOf(settings: Settings, base: RunRequest): Variation[] {
  return Object.entries(settings).flatMap(([key, lines]) =>
    (lines as Line<unknown>[]).map(([from, to, decides, under = {}], number) => {
      const common = { ...base, ...under };
      const name = `${key} (${number + 1})`;
      return { name, from: { ...common, [key]: from }, to: { ...common, [key]: to }, decides };
    }),
  );
}
