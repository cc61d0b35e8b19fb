import { describe, expect, test } from 'vitest';
import { parseBaseline } from '../../../../src/results/comparison/baseline.js';
import { type ComparisonRequest, compareRuns } from '../../../../src/results/comparison/compare.js';
import type { ComparedGroup } from '../../../../src/results/comparison/rows.js';
import { mixedEnvironments } from '../../../../src/results/environments.js';
import type { Run } from '../../../../src/results/schema.js';
import { UserError } from '../../../../src/util/errors.js';
import { compared, ran, twoRules } from '../../../support/comparisons.js';
import { curveOf, makeRun, point } from '../../../support/runs.js';

const NEVER = Number.POSITIVE_INFINITY;

function onlyGroup(runs: Run[], request: ComparisonRequest = {}): ComparedGroup {
  const { groups } = compareRuns(compared(runs), request);
  expect(groups).toHaveLength(1);
  return groups[0] as ComparedGroup;
}

const labels = ({ rows }: ComparedGroup) => rows.map(({ keys }) => `${keys.rule} ${keys.batch}`);

describe('the target of a comparison', () => {
  test('the target is the loss of the best run of the smallest batch half-way, on a logarithmic scale', () => {
    const [target] = compareRuns(compared(twoRules), {}).targets;
    expect(target?.from).toEqual({ batch: 1, initial: 1, final: 0.1 });
    expect(target?.loss).toBeCloseTo(Math.sqrt(0.5 * 0.2), 15);
  });

  test('the target is shared by algorithms, rules and test data, not by objectives or splits', () => {
    const test1 = { sha256: 'a' };
    const held = { fraction: 0.5 };
    const runs = [
      ran({}, [1, 0.1]),
      ran({ algorithm: 'svrg', test: test1 }, [1, 0.05]),
      ran({ l2: 1 }, [1, 0.6]),
      ran({ loss: 'hinge' }, [1, 0.7]),
      ran({ bias: true }, [1, 0.8]),
      ran({ scale: 'max-abs' }, [1, 0.75]),
      ran({ positive: ['2'] }, [1, 0.9]),
      ran({ test: held, seed: 0 }, [1, 0.2]),
      ran({ test: held, seed: 1 }, [1, 0.3]),
      ran({}, [1, 0.4], { dataset: { ...makeRun().dataset, name: 'data', sha256: 'beef' } }),
    ];
    const { targets, groups } = compareRuns(compared(runs), {});
    expect(targets.map(({ from, seed }) => [from?.final, seed]).sort()).toEqual([
      [0.05, null],
      [0.2, 0],
      [0.3, 1],
      [0.4, null],
      [0.6, null],
      [0.7, null],
      [0.75, null],
      [0.8, null],
      [0.9, null],
    ]);
    expect(groups).toHaveLength(9);
    const split = groups.find(({ objective }) => objective.test && 'fraction' in objective.test);
    // Each seed reaches the target of its own split after half an epoch.
    expect(split?.rows[0]?.epochsToTarget?.median).toBeCloseTo(0.5, 11);
  });

  test('the target is never set by an interrupted run, which may be the only one of its objective', () => {
    const cut = { status: 'interrupted' } as const;
    const runs = [ran({}, [1, 0.1]), ran({ seed: 1 }, [1, 0.001], cut), ran({ batch: 1 }, [1, 0.01], cut)];
    const { targets } = compareRuns(compared([...runs, ran({ l2: 1 }, [1, 0.5], cut)]), {});
    expect(targets.map(({ from }) => from)).toEqual([{ batch: 64, initial: 1, final: 0.1 }]);
  });

  test('the target is met between points, where the loss falls exponentially', () => {
    const { rows } = onlyGroup([ran({}, [1, 0.5, 0.25, 0.2])], { target: 0.25 });
    expect(rows[0]?.epochsToTarget?.median).toBe(2);
    const [row] = onlyGroup([ran({}, [1, 0.01])], { target: 0.1 }).rows;
    expect(row?.epochsToTarget?.median).toBeCloseTo(0.5, 11);
    expect(row?.secondsToTarget?.median).toBeCloseTo(0.0625, 12);
    // A loss of 0 is on no logarithmic scale.
    expect(onlyGroup([ran({}, [1, 0])], { target: 0.25 }).rows[0]?.epochsToTarget?.median).toBe(0.75);
  });

  test('the target can be a suboptimality, of runs that have it', () => {
    const curve = curveOf(1, 0.5, 0.4).map((at, epoch) => ({
      ...at,
      passes: 2 * epoch,
      suboptimality: 10 ** -(2 * epoch),
    }));
    const runs = [ran({ algorithm: 'svrg' }, [], { curve }), ran({}, [1, 0.5])];
    const { groups, targets } = compareRuns(compared(runs), { targetSuboptimality: 1e-3 });
    expect(targets).toEqual([expect.objectContaining({ loss: null, suboptimality: 1e-3, from: null })]);
    const [svrg, sgd] = [groups[1]?.rows[0], groups[0]?.rows[0]];
    expect(svrg?.epochsToTarget?.median).toBeCloseTo(1.5, 11);
    expect(svrg?.passesToTarget?.median).toBeCloseTo(3, 11);
    expect(svrg?.finalSuboptimality?.median).toBeCloseTo(1e-4, 15);
    expect(sgd?.finalSuboptimality).toBeNull();
    expect(sgd?.epochsToTarget?.median).toBe(NEVER);
  });

  test('the target is named by its data and objective, and sorted by these and the seed', () => {
    const half = { test: { fraction: 0.5 } };
    const named = (name: string) => ({ dataset: { ...makeRun().dataset, name, sha256: name } });
    const runs = [
      ran({}, [1, 0.5], named('b')),
      ran({ ...half, seed: 3 }, [1, 0.5], named('a')),
      ran({ ...half, seed: 10 }, [1, 0.5], named('a')),
      ran({ ...half, seed: 2 }, [1, 0.5], named('a')),
      ran({ scale: 'max-abs' }, [1, 0.5], named('a')),
    ];
    const target = (name: string, objective: object, seed: number | null = null) => ({
      dataset: { name, sha256: name },
      objective: { loss: 'logistic', l2: 0.001, bias: false, positive: ['1'], test: null, ...objective },
      seed,
      loss: Math.sqrt(0.5),
      suboptimality: null,
      from: { batch: 64, initial: 1, final: 0.5 },
    });
    const expected = [
      target('a', { scale: 'max-abs' }),
      target('a', half, 2),
      target('a', half, 3),
      target('a', half, 10),
      target('b', {}),
    ];
    for (const inOrder of [runs, runs.toReversed()]) {
      const { targets, groups } = compareRuns(compared(inOrder), {});
      expect(targets).toStrictEqual(expected);
      expect(groups.map(({ dataset, objective }) => [dataset.name, objective])).toStrictEqual([
        ['a', expected[0]?.objective],
        ['a', expected[1]?.objective],
        ['b', expected[4]?.objective],
      ]);
    }
  });

  test('the target is none if nothing came below F(w₀), or if no loss is finite', () => {
    const { targets, groups } = compareRuns(compared([ran({}, [1, 2])]), {});
    expect(targets[0]?.loss).toBeNull();
    expect(groups[0]?.rows[0]?.epochsToTarget?.median).toBe(NEVER);
    expect(compareRuns(compared([ran({}, [null])]), {}).targets[0]).toMatchObject({ loss: null, from: null });
  });
});

describe('the rows of a comparison', () => {
  test('rows are medians and ranges over seeds', () => {
    const { rows } = onlyGroup(twoRules);
    const halfway = 1 + Math.log(0.5 / Math.sqrt(0.1)) / Math.log(0.5 / 0.2);
    const close = (value: number) => expect.closeTo(value, 9);
    expect(
      rows.map(({ keys, seeds, finalLoss, epochsToTarget }) => [
        `${keys.rule} ${keys.batch}`,
        seeds,
        [finalLoss?.median, finalLoss?.min, finalLoss?.max],
        epochsToTarget?.median,
      ]),
    ).toEqual([
      ['adabatch 1', 1, [0.1, 0.1, 0.1], close(halfway)],
      ['adabatch 8', 1, [0.108, 0.108, 0.108], close(halfway)],
      ['adabatch 64', 1, [0.2, 0.2, 0.2], close(2 + Math.log(0.5 / Math.sqrt(0.1)) / Math.log(0.5 / 0.2))],
      ['adabatch 512', 0, [undefined, undefined, undefined], undefined],
      [
        'mean 1',
        2,
        [0.10200000000000001, 0.1, 0.104],
        close((halfway + 1 + Math.log(0.4 / Math.sqrt(0.1)) / Math.log(0.4 / 0.105)) / 2),
      ],
      ['mean 8', 2, [NEVER, 0.108, NEVER], NEVER],
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

  test('rows never mix what differs in anything but the seed', () => {
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

  test('rows share a step size that follows from the data, apart from those that were given', () => {
    const auto = { stepSizeFrom: 'auto' as const };
    const { rows, varying } = onlyGroup([
      ran({ ...auto, stepSize: 1, seed: 0 }, [1, 0.5]),
      ran({ ...auto, stepSize: 3, seed: 1 }, [1, 0.5]),
      ran({ stepSize: 1 }, [1, 0.5]),
    ]);
    expect(rows.map(({ keys, stepSize }) => [keys.stepSize, keys.stepSizeFrom, stepSize])).toEqual([
      [1, 'given', { median: 1, min: 1, max: 1 }],
      [null, 'auto', { median: 2, min: 1, max: 3 }],
    ]);
    expect(varying).toEqual(['stepSizeFrom']);
  });

  const bestStep = ({ rows }: ComparedGroup) =>
    rows.map(({ stepSize, stepsGiven, stepAtEdge, runs }) => [stepSize?.median, stepsGiven, stepAtEdge, runs]);

  test('rows have the best of several given steps by the final loss, marked if it is at an edge', () => {
    const steps = (losses: number[], batch: number) =>
      losses.map((loss, at) => ran({ batch, stepSize: 2 ** at }, [1, loss], { id: `${batch}-${at}` }));
    expect(bestStep(onlyGroup([...steps([0.5, 0.2, 0.3], 1), ...steps([0.5, 0.4, 0.3], 8)]))).toEqual([
      [2, 3, false, ['1-1']],
      [4, 3, true, ['8-2']],
    ]);
    const inUnits = [2, 4].map((multiple) =>
      ran({ stepSize: multiple, stepSizeFrom: `${multiple}/L` }, [1, 1 / multiple]),
    );
    const { rows, varying } = onlyGroup(inUnits);
    expect(rows.map(({ keys }) => keys.stepSizeFrom)).toEqual(['4/L']);
    expect(varying).toEqual([]);
  });

  test('rows have the best of several given steps by the way to a target that is given', () => {
    const runs = [
      ran({ stepSize: 1 }, [1, 0.4, 0.3, 0.2]),
      ran({ stepSize: 2 }, [1, 0.9, 0.8, 0.1]),
      ran({ stepSize: 4 }, [1, 0.9, 0.9, 0.9]),
    ];
    expect(onlyGroup(runs).rows[0]?.stepSize?.median).toBe(2);
    expect(onlyGroup(runs, { target: 0.5 }).rows[0]?.stepSize?.median).toBe(1);

    // Both take as many epochs, counted from F*.
    const from = (run: Run) => ({ ...run, curve: run.curve.map((at) => ({ ...at, suboptimality: at.trainLoss })) });
    expect(onlyGroup(runs.map(from), { targetSuboptimality: 0.5 }).rows[0]?.stepSize?.median).toBe(1);
  });

  test('rows are marked if the search of any of their seeds ended at its edge', () => {
    const searched = (seed: number, atEdge: boolean) => {
      const common = { key: 'k', criterion: 'final loss' as const, target: null, seeds: [0], candidates: [] };
      return ran({ stepSizeFrom: 'tuned', seed }, [1, 0.5], { tuning: { ...common, atEdge } });
    };
    const marked = (...runs: Run[]) => bestStep(onlyGroup(runs))[0]?.[2];
    expect(marked(searched(0, true))).toBe(true);
    expect(marked(searched(0, false), searched(1, true))).toBe(true);
    expect(marked(searched(0, false))).toBe(false);
  });

  test('rows do not differ by how a given step was written, nor by blocks that go with the execution', () => {
    const blocks = (count: number) => ({ execution: 'synchronous', blocks: count });
    const varying = (...changes: Partial<Run['configuration']>[]) =>
      onlyGroup(changes.map((change) => ran(change, [1, 0.5]))).varying;
    expect(varying({ batch: 1 }, { batch: 8, stepSizeFrom: '2/L' })).toEqual([]);
    expect(varying({}, blocks(4))).toEqual(['execution']);
    expect(varying({}, blocks(4), blocks(8))).toEqual(['execution', 'blocks']);
  });

  test('rows have the seconds of their runs, and those of an epoch if any were timed', () => {
    const lasting = (seed: number, epochs: number, seconds: number) => {
      const curve = [0, 1].map((end) => ({ ...point(), epoch: end * epochs, seconds: end * seconds }));
      return ran({ seed }, [], { curve });
    };
    const times = (...runs: Run[]) => onlyGroup(runs).rows.map(({ seconds, epochSeconds }) => [seconds, epochSeconds]);
    expect(times(lasting(0, 4, 2), lasting(1, 2, 3), lasting(2, 2, 0))).toEqual([
      [
        { median: 2, min: 0, max: 3 },
        { median: 1, min: 0.5, max: 1.5 },
      ],
    ]);
    expect(times(lasting(0, 0, 0))).toEqual([[{ median: 0, min: 0, max: 0 }, null]]);
    expect(times(lasting(0, 0, 1))).toEqual([[{ median: 1, min: 1, max: 1 }, null]]);
  });

  test.each([
    ['loss' as const, ['adabatch 1', 'mean 1', 'adabatch 8', 'adabatch 64', 'adabatch 512', 'mean 8']],
    ['epochs' as const, ['mean 1', 'adabatch 1', 'adabatch 8', 'adabatch 64', 'adabatch 512', 'mean 8']],
    ['seconds' as const, ['mean 1', 'adabatch 1', 'adabatch 8', 'adabatch 64', 'adabatch 512', 'mean 8']],
    ['batch' as const, ['adabatch 1', 'mean 1', 'adabatch 8', 'mean 8', 'adabatch 64', 'adabatch 512']],
  ])('rows are sorted by %s', (sort, expected) => {
    expect(labels(onlyGroup(twoRules, { sort }))).toEqual(expected);
    expect(labels(onlyGroup(twoRules.toReversed(), { sort }))).toEqual(expected);
  });
});

describe('times that are too short', () => {
  test('times under 10 ms are not ranked', () => {
    const short = (rule: string, seconds: number) => {
      const curve = curveOf(1, 0.1).map((at) => ({ ...at, seconds: at.epoch * seconds }));
      return ran({ rule }, [], { curve });
    };
    const runs = [short('mean', 0.004), short('adabatch', 0.008), short('sum', 0.02)];
    expect(labels(onlyGroup(runs, { sort: 'seconds' }))).toEqual(['adabatch 64', 'mean 64', 'sum 64']);
  });
});

describe('the critical batch of a comparison', () => {
  const batches = (losses: Record<number, number[]>, changes: Partial<Run['configuration']> = {}) =>
    Object.entries(losses).flatMap(([batch, ends]) =>
      ends.map((end, seed) => ran({ batch: Number(batch), seed, ...changes }, [1, 0.5, end])),
    );
  const critical = (runs: Run[]) => onlyGroup(runs).criticalBatches.map(({ batch, unknown }) => batch ?? unknown);

  test('the critical batch is the largest such that no batch up to it has an excess above 2 %', () => {
    // Of the 0.9 that batch 1 gains, 2 % are 0.018.
    expect(critical(batches({ 1: [0.1], 8: [0.1179], 64: [0.1181], 512: [0.1] }))).toEqual([8]);
    expect(critical(batches({ 1: [0.1], 8: [0.09], 64: [0.117] }))).toEqual([64]);
    expect(onlyGroup(twoRules).criticalBatches).toEqual([
      {
        keys: { rule: 'adabatch' },
        reference: { batch: 1, initial: 1, final: 0.1 },
        batch: 8,
        unknown: null,
        exceeded: { batch: 64, excess: { value: expect.closeTo(1 / 9, 14), standardError: 0 } },
        largest: 64,
      },
      {
        keys: { rule: 'mean' },
        reference: { batch: 1, initial: 1, final: 0.10200000000000001 },
        batch: 1,
        unknown: null,
        exceeded: { batch: 8, excess: { value: NEVER, standardError: 0 } },
        largest: 8,
      },
    ]);
  });

  test('the critical batch allows twice the standard error over the seeds', () => {
    const noisy = { 1: [0.1, 0.1, 0.1], 8: [0.1, 0.15, 0.2] };
    const [row] = onlyGroup(batches(noisy)).rows.slice(1);
    // The standard deviation is 0.05.
    expect(row?.excess?.standardError).toBeCloseTo(0.05 / Math.sqrt(3) / 0.9, 14);
    expect(row?.excess?.value).toBeCloseTo(0.05 / 0.9, 14);
    expect(critical(batches(noisy))).toEqual([8]);
    expect(critical(batches({ 1: [0.1, 0.1, 0.1], 8: [0.14, 0.15, 0.16] }))).toEqual([1]);
    // The reference may be what is uncertain.
    expect(critical(batches({ 1: [0.05, 0.1, 0.15], 8: [0.15, 0.15, 0.15] }))).toEqual([8]);
    // The excess of 2.47 standard errors is too much.
    expect(critical(batches({ 1: [0.1, 0.1, 0.1], 8: [0.115, 0.15, 0.185] }))).toEqual([1]);
  });

  test('the critical batch leaves out runs that were interrupted', () => {
    const cut = ran({ batch: 8, seed: 1 }, [1, 0.9], { status: 'interrupted' });
    expect(critical([...batches({ 1: [0.1], 8: [0.1] }), cut])).toEqual([8]);
  });

  test('the critical batch counts a batch above the rows as all of them', () => {
    const { criticalBatches } = onlyGroup(batches({ 1: [0.1], 512: [0.1], 4096: [0.1], 8192: [0.1] }));
    expect(criticalBatches[0]).toMatchObject({ batch: 1000, largest: 1000 });
    const largestBeside = (fraction: number) =>
      onlyGroup(batches({ 1: [0.1], 4096: [0.1] }, { test: { fraction }, seed: 0 })).criticalBatches[0]?.largest;
    expect(largestBeside(0.25)).toBe(750);
    // 250.6 rows held out are 251.
    expect(largestBeside(0.2506)).toBe(749);
  });

  test('the critical batch is relative to the smallest batch if there is no batch 1', () => {
    expect(onlyGroup(batches({ 4: [0.1], 16: [0.3] })).criticalBatches[0]).toMatchObject({
      reference: { batch: 4, initial: 1, final: 0.1 },
      batch: 4,
      exceeded: { batch: 16 },
    });
  });

  test('the critical batch is unknown if it would say nothing', () => {
    expect(critical(batches({ 1: [0.1] }))).toEqual(['one batch']);
    expect(critical(batches({ 1: [1.5], 8: [0.1] }))).toEqual(['no progress']);
    expect(
      critical([ran({ batch: 1 }, [1, 0.1, 0.1]), ran({ batch: 8 }, [1, 0.1], { status: 'target-reached' })]),
    ).toEqual(['unequal samples']);
  });

  test('the critical batch is that of the best steps, apart for given, tuned and frozen steps', () => {
    const runs = [
      ran({ batch: 1, stepSize: 1 }, [1, 0.9]),
      ran({ batch: 1, stepSize: 2 }, [1, 0.1]),
      ran({ batch: 8, stepSize: 4 }, [1, 0.5]),
      ...[1, 8].map((batch) => ran({ batch, stepSizeFrom: 'tuned' }, [1, 0.1])),
      ...[1, 8].map((batch) => ran({ batch, stepSizeFrom: 'frozen' }, [1, 0.1 * batch])),
    ];
    const found = onlyGroup(runs).criticalBatches.map(({ keys, batch }) => [keys.stepSizeFrom, batch]);
    expect(found.sort()).toEqual([
      ['frozen', 1],
      ['given', 1],
      ['tuned', 8],
    ]);
  });

  test('the critical batch means little if batch 1 ends below a thousandth of F(w₀)', () => {
    expect(onlyGroup(batches({ 1: [0.0009], 8: [0.0009] })).separated).toBe(true);
    expect(onlyGroup(batches({ 1: [0.0011], 8: [0.0001] })).separated).toBe(false);
    const ofOneRule = [...batches({ 1: [0.5] }), ...batches({ 1: [0.0009] }, { rule: 'mean' })];
    expect(onlyGroup(ofOneRule).separated).toBe(true);
  });
});

describe('the baseline of a comparison', () => {
  const ratios = (runs: Run[], text: string, target = 0.3) =>
    compareRuns(compared(runs), { target, baseline: parseBaseline(text) }).groups.flatMap(({ rows }) =>
      rows.map(({ keys, baselineRatio }) => [`${keys.algorithm} ${keys.rule} ${keys.batch}`, baselineRatio]),
    );
  /** A curve that falls to 0.3 after some epochs. */
  const arriving = (epochs: number) => [...Array<number>(epochs).fill(1), 0.3];

  test('the baseline stands with the comparison, and is null without one', () => {
    const baseline = parseBaseline('rule=mean');
    expect(compareRuns(compared(twoRules), { baseline }).baseline).toEqual(baseline);
    expect(compareRuns(compared(twoRules), {}).baseline).toBeNull();
  });

  test('the baseline says nothing if it is at the target from the start', () => {
    const runs = [ran({ rule: 'mean', batch: 1 }, [0.3, 0.2]), ran({ rule: 'adabatch', batch: 1 }, arriving(2))];
    expect(ratios(runs, 'rule=mean')).toEqual([
      ['sgd adabatch 1', null],
      ['sgd mean 1', null],
    ]);
  });

  test('the baseline of a row is the row of the same other keys', () => {
    const runs = [
      ran({ rule: 'mean', batch: 1 }, arriving(2)),
      ran({ rule: 'mean', batch: 8 }, [1, 0.9]),
      ran({ rule: 'adabatch', batch: 1 }, arriving(3)),
      ran({ rule: 'adabatch', batch: 8 }, arriving(4)),
    ];
    expect(ratios(runs, 'rule=mean')).toEqual([
      ['sgd adabatch 1', 1.5],
      // The mean never comes to the target at batch 8.
      ['sgd adabatch 8', null],
      ['sgd mean 1', 1],
      ['sgd mean 8', null],
    ]);
    expect(ratios(runs, 'rule=mean,batch=1.0').map(([, value]) => value)).toEqual([1.5, 2, 1, NEVER]);
  });

  test('the baseline can be an algorithm, whatever its step size and its snapshots', () => {
    const runs = [
      ran({ algorithm: 'svrg', snapshotEvery: 2, stepSize: 3 }, arriving(1)),
      ran({ algorithm: 'sgd' }, arriving(3)),
      ran({ algorithm: 'sgd', l2: 7 }, arriving(1)),
    ];
    expect(ratios(runs, 'algorithm=svrg')).toEqual([
      ['sgd adabatch 64', 3],
      ['svrg adabatch 64', 1],
      ['sgd adabatch 64', null],
    ]);
  });

  test('the baseline can be a step size, which the best of the same batch is compared with', () => {
    const runs = [
      ran({ stepSize: 1 }, arriving(2)),
      ran({ stepSize: 2 }, arriving(1)),
      ran({ stepSize: 1, batch: 8 }, arriving(3)),
      ran({ stepSize: 4, stepSizeFrom: 'auto' }, arriving(4)),
    ];
    expect(ratios(runs, 'step-size=1')).toEqual([
      ['sgd adabatch 8', 1],
      ['sgd adabatch 64', 0.5],
      ['sgd adabatch 64', 2],
    ]);
  });

  test('the baseline takes keys as options are written, and refuses what no row has', () => {
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

test('CPUs and versions of Node and adabatch are named if they differ', () => {
  const { environment } = makeRun();
  const other = { environment: { ...environment, cpu: 'another' } };
  expect(mixedEnvironments([{ environment }, { environment }])).toEqual([]);
  const newer = { environment: { ...environment, node: '22.1.0', adabatch: '0.2.0' } };
  expect(mixedEnvironments([{ environment }, other, newer])).toEqual([
    'the runs are from different CPUs, so their seconds do not compare: a CPU, another',
    'the runs are from different versions of Node, so their seconds do not compare: 20.0.0, 22.1.0',
    'the runs are from different versions of adabatch, whose curves may differ: 0.1.0, 0.2.0',
  ]);
});

test('the median of an even number of seeds is one even if some never reached the target', () => {
  const runs = [1, 2].map((seed) => ran({ seed }, [1, 0.9]));
  const [row] = onlyGroup(runs, { target: 0.5 }).rows;
  expect(row?.epochsToTarget).toEqual({ median: NEVER, min: NEVER, max: NEVER });
  const four = [ran({ seed: 0 }, [1, 0.5]), ...[1, 2, 3].map((seed) => ran({ seed }, [1, 0.9]))];
  expect(onlyGroup(four, { target: 0.5 }).rows[0]?.epochsToTarget).toEqual({ median: NEVER, min: 1, max: NEVER });
});
