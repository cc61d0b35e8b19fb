import { describe, expect, test } from 'vitest';
import { UserError } from '../../../src/errors.js';
import { parseBaseline } from '../../../src/results/baseline.js';
import { type ComparisonRequest, compareRuns } from '../../../src/results/compare.js';
import type { ComparedGroup } from '../../../src/results/compared.js';
import { mixedEnvironments } from '../../../src/results/environments.js';
import type { Run } from '../../../src/results/schema.js';
import { ran, twoRules } from '../../support/comparisons.js';
import { makeRun } from '../../support/runs.js';

const NEVER = Number.POSITIVE_INFINITY;

function onlyGroup(runs: Run[], request: ComparisonRequest = {}): ComparedGroup {
  const { groups } = compareRuns(runs, request);
  expect(groups).toHaveLength(1);
  return groups[0] as ComparedGroup;
}

const labels = ({ rows }: ComparedGroup) => rows.map(({ keys }) => `${keys.rule} ${keys.batch}`);

describe('the target', () => {
  test('is the best loss and 1 % of the way back to F(w₀)', () => {
    const [target] = compareRuns(twoRules, {}).targets;
    expect(target?.from).toEqual({ initial: 1, best: 0.1 });
    expect(target?.loss).toBeCloseTo(0.109, 15);
  });

  test('is shared by algorithms, rules and test data, not by objectives or splits', () => {
    const test1 = { sha256: 'a' };
    const held = { fraction: 0.5 };
    const runs = [
      ran({}, [1, 0.1]),
      ran({ algorithm: 'svrg', test: test1 }, [1, 0.05]),
      ran({ l2: 1 }, [1, 0.6]),
      ran({ loss: 'hinge' }, [1, 0.7]),
      ran({ bias: true }, [1, 0.8]),
      ran({ positive: ['2'] }, [1, 0.9]),
      ran({ test: held, seed: 0 }, [1, 0.2]),
      ran({ test: held, seed: 1 }, [1, 0.3]),
    ];
    const { targets, groups } = compareRuns(runs, {});
    expect(targets.map(({ from, seed }) => [from?.best, seed]).sort()).toEqual([
      [0.05, null],
      [0.2, 0],
      [0.3, 1],
      [0.6, null],
      [0.7, null],
      [0.8, null],
      [0.9, null],
    ]);
    expect(groups).toHaveLength(7);
    const split = groups.find(({ objective }) => objective.test && 'fraction' in objective.test);
    // Each seed reaches the target of its own split after an epoch.
    expect(split?.rows.map(({ epochsToTarget }) => epochsToTarget)).toEqual([{ median: 1, min: 1, max: 1 }]);
  });

  test('as given is met at it, without interpolation', () => {
    const { rows } = onlyGroup([ran({}, [1, 0.5, 0.25, 0.2])], { target: 0.25 });
    expect(rows[0]?.epochsToTarget?.median).toBe(2);
    expect(rows[0]?.secondsToTarget?.median).toBe(0.25);
  });

  test('starts from w₀, not from a model, and is none where nothing came below', () => {
    const warm = ran({ warmStart: 'f00' }, [0.2, 0.1]);
    expect(compareRuns([warm, ran({}, [1, 0.5])], {}).targets[0]?.from).toEqual({ initial: 1, best: 0.1 });
    expect(compareRuns([warm], {}).targets[0]?.from).toEqual({ initial: 0.2, best: 0.1 });
    const bad = ran({ warmStart: 'bad' }, [7, 0.1]);
    expect(compareRuns([bad, ran({}, [1, 0.5])], {}).targets[0]?.from).toEqual({ initial: 1, best: 0.1 });
    const { targets, groups } = compareRuns([ran({}, [1, 2])], {});
    expect(targets[0]?.loss).toBeNull();
    expect(groups[0]?.rows[0]?.epochsToTarget?.median).toBe(NEVER);
    expect(compareRuns([ran({}, [null])], {}).targets[0]).toMatchObject({ loss: null, from: null });
  });
});

describe('rows', () => {
  test('are medians and ranges over seeds', () => {
    const { rows } = onlyGroup(twoRules);
    expect(
      rows.map(({ keys, seeds, finalLoss, epochsToTarget, secondsToTarget, epochsRatio }) => [
        `${keys.rule} ${keys.batch}`,
        seeds,
        [finalLoss?.median, finalLoss?.min, finalLoss?.max],
        [epochsToTarget?.median, epochsToTarget?.min, epochsToTarget?.max],
        secondsToTarget?.median,
        epochsRatio,
      ]),
    ).toEqual([
      ['adabatch 1', 1, [0.1, 0.1, 0.1], [3, 3, 3], 0.375, 1],
      ['adabatch 8', 1, [0.108, 0.108, 0.108], [3, 3, 3], 0.375, 1],
      ['adabatch 64', 1, [0.1, 0.1, 0.1], [5, 5, 5], 0.625, 5 / 3],
      ['adabatch 512', 0, [undefined, undefined, undefined], [undefined, undefined, undefined], undefined, null],
      ['mean 1', 2, [0.10200000000000001, 0.1, 0.104], [2.5, 2, 3], 0.3125, 1],
      ['mean 8', 2, [NEVER, 0.108, NEVER], [NEVER, 3, NEVER], NEVER, NEVER],
    ]);
    expect(rows.map(({ statuses }) => statuses)).toEqual([
      { completed: 1 },
      { completed: 1 },
      { completed: 1 },
      { interrupted: 1 },
      { completed: 2 },
      { completed: 1, diverged: 1 },
    ]);
    expect(rows.map(({ contended }) => contended)).toEqual([false, false, true, false, false, false]);
  });

  test('never mix what differs in anything but the seed', () => {
    const changes: Partial<Run['configuration']>[] = [
      { execution: 'hogwild' },
      { workers: 2 },
      { order: 'shuffle' },
      { schedule: 'sqrt' },
      { snapshotEvery: 3 },
      { average: 2 },
      { epochs: 5 },
      { targetLoss: 0.5 },
      { timeLimit: 2 },
      { maxPasses: 3 },
      { warmStart: 'f00' },
      { measureEvery: 0.5 },
    ];
    const runs = [{}, { seed: 1 }, ...changes].map((change) => ran(change, [1, 0.5]));
    const { rows, varying } = onlyGroup(runs);
    expect(rows.map(({ seeds }) => seeds).sort()).toEqual([...changes.map(() => 1), 2]);
    expect([...varying].sort()).toEqual(changes.flatMap(Object.keys).sort());
  });

  test('share a step size that follows from the data, and are apart for each that was given', () => {
    const auto = { stepSizeFrom: 'auto' as const };
    const { rows, varying } = onlyGroup([
      ran({ ...auto, stepSize: 1, seed: 0 }, [1, 0.5]),
      ran({ ...auto, stepSize: 3, seed: 1 }, [1, 0.5]),
      ran({ stepSize: 1 }, [1, 0.5]),
      ran({ stepSize: 3 }, [1, 0.5]),
    ]);
    expect(rows.map(({ keys, stepSize }) => [keys.stepSize, keys.stepSizeFrom, stepSize])).toEqual([
      [1, 'given', { median: 1, min: 1, max: 1 }],
      [3, 'given', { median: 3, min: 3, max: 3 }],
      [null, 'auto', { median: 2, min: 1, max: 3 }],
    ]);
    expect(varying).toEqual(['stepSizeFrom']);
  });

  test.each([
    ['loss' as const, ['adabatch 1', 'adabatch 64', 'mean 1', 'adabatch 8', 'adabatch 512', 'mean 8']],
    ['epochs' as const, ['mean 1', 'adabatch 1', 'adabatch 8', 'adabatch 64', 'adabatch 512', 'mean 8']],
    ['seconds' as const, ['mean 1', 'adabatch 1', 'adabatch 8', 'adabatch 64', 'adabatch 512', 'mean 8']],
    ['batch' as const, ['adabatch 1', 'mean 1', 'adabatch 8', 'mean 8', 'adabatch 64', 'adabatch 512']],
  ])('are sorted by %s', (sort, expected) => {
    expect(labels(onlyGroup(twoRules, { sort }))).toEqual(expected);
    expect(labels(onlyGroup(twoRules.toReversed(), { sort }))).toEqual(expected);
  });
});

describe('the critical batch', () => {
  test('is the largest within 1.2 times the epochs of batch 1 of the same rule', () => {
    expect(onlyGroup(twoRules).criticalBatches).toEqual([
      { keys: { rule: 'adabatch' }, reference: { batch: 1, epochs: 3 }, batch: 8, largest: 64 },
      { keys: { rule: 'mean' }, reference: { batch: 1, epochs: 2.5 }, batch: 1, largest: 8 },
    ]);
  });

  test('takes 1.2 times as within, and the smallest batch where 1 is missing', () => {
    const flat = (epochs: number) => [...Array<number>(epochs).fill(1), 0];
    const batches = [ran({ batch: 4 }, flat(5)), ran({ batch: 16 }, flat(6)), ran({ batch: 64 }, flat(7))];
    expect(onlyGroup(batches).criticalBatches).toEqual([
      { keys: { rule: 'adabatch' }, reference: { batch: 4, epochs: 5 }, batch: 16, largest: 64 },
    ]);
  });

  test('is null where the reference never got there; the best step size stands for a batch', () => {
    const runs = [
      ran({ batch: 1, stepSize: 1 }, [1, 0.9]),
      ran({ batch: 8, stepSize: 1 }, [1, 0.1]),
      ran({ batch: 1, stepSize: 2, rule: 'sum' }, [1, 0.9, 0.1]),
      ran({ batch: 1, stepSize: 4, rule: 'sum' }, [1, 0.1]),
      ran({ batch: 8, stepSize: 9, rule: 'sum' }, [1, 0.9, 0.1]),
    ];
    const { criticalBatches, rows } = onlyGroup(runs);
    expect(criticalBatches.map(({ keys, reference, batch }) => [keys.rule, reference.epochs, batch])).toEqual([
      ['adabatch', NEVER, null],
      ['sum', 1, 1],
    ]);
    expect(rows.map(({ epochsRatio }) => epochsRatio)).toEqual([null, null, 2, 1, 2]);
  });
});

describe('the baseline', () => {
  const ratios = (runs: Run[], text: string) =>
    compareRuns(runs, { baseline: parseBaseline(text) }).groups.flatMap(({ rows }) =>
      rows.map(({ keys, baselineRatio }) => [`${keys.algorithm} ${keys.rule} ${keys.batch}`, baselineRatio]),
    );

  test('is the row of the same other keys', () => {
    expect(ratios(twoRules, 'rule=mean')).toEqual([
      ['sgd adabatch 1', 1.2],
      // The mean's median at batch 8 is infinite.
      ['sgd adabatch 8', null],
      ['sgd adabatch 64', null],
      ['sgd adabatch 512', null],
      ['sgd mean 1', 1],
      ['sgd mean 8', null],
    ]);
    expect(ratios(twoRules, 'rule=mean,batch=1.0').map(([, value]) => value)).toEqual([1.2, 1.2, 2, null, 1, NEVER]);
  });

  test('can be an algorithm, whatever its step size and its snapshots', () => {
    const runs = [
      ran({ algorithm: 'svrg', snapshotEvery: 2, stepSize: 3 }, [1, 0.1]),
      ran({ algorithm: 'sgd' }, [1, 0.9, 0.9, 0.1]),
      ran({ algorithm: 'sgd', l2: 7 }, [1, 0.1]),
    ];
    expect(ratios(runs, 'algorithm=svrg')).toEqual([
      ['sgd adabatch 64', 3],
      ['svrg adabatch 64', 1],
      ['sgd adabatch 64', null],
    ]);
  });

  test('can be a step size, to which the others of the same batch are set', () => {
    const runs = [
      ran({ stepSize: 1 }, [1, 0.9, 0.1]),
      ran({ stepSize: 2 }, [1, 0.1]),
      ran({ stepSize: 1, batch: 8 }, [1, 0.9, 0.9, 0.1]),
      ran({ stepSize: 4, stepSizeFrom: 'auto' }, [1, 0.1]),
    ];
    expect(ratios(runs, 'step-size=1')).toEqual([
      ['sgd adabatch 8', 1],
      ['sgd adabatch 64', 1],
      ['sgd adabatch 64', 0.5],
      ['sgd adabatch 64', null],
    ]);
  });

  test('takes keys as options are written, and refuses what no row has', () => {
    expect([...parseBaseline('measure-every=0.5, stepSize=2')]).toEqual([
      ['measureEvery', '0.5'],
      ['stepSize', '2'],
    ]);
    for (const text of ['rule', '=mean', 'rule=', '']) expect(() => parseBaseline(text)).toThrow('takes key=value');
    expect(() => parseBaseline('seed=1')).toThrow('rows have no "seed"');
    const refused = () => ratios(twoRules, 'rule=sum');
    expect(refused).toThrow(UserError);
    expect(refused).toThrow('there are no runs with rule=sum');
  });
});

test('different CPUs and versions of Node are named', () => {
  const { environment } = makeRun();
  const other = { environment: { ...environment, cpu: 'another' } };
  expect(mixedEnvironments([{ environment }, { environment }])).toEqual([]);
  expect(mixedEnvironments([{ environment }, other, { environment: { ...environment, node: '22.1.0' } }])).toEqual([
    'the runs are from different CPUs, so their seconds do not compare: a CPU, another',
    'the runs are from different versions of Node, so their seconds do not compare: 20.0.0, 22.1.0',
  ]);
});

test('the median of an even number of seeds is one where some never reached the target', () => {
  const runs = [1, 2].map((seed) => ran({ seed }, [1, 0.9]));
  const [row] = onlyGroup(runs, { target: 0.5 }).rows;
  expect(row?.epochsToTarget).toEqual({ median: NEVER, min: NEVER, max: NEVER });
  const four = [ran({ seed: 0 }, [1, 0.4]), ...[1, 2, 3].map((seed) => ran({ seed }, [1, 0.9]))];
  expect(onlyGroup(four, { target: 0.5 }).rows[0]?.epochsToTarget).toEqual({ median: NEVER, min: 1, max: NEVER });
});
