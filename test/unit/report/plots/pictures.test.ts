import { describe, expect, test } from 'vitest';
import type { Figure } from '../../../../src/report/plots/figure.js';
import { pictures } from '../../../../src/report/plots/pictures/index.js';
import type { Subject } from '../../../../src/report/plots/pictures/picture.js';
import { compareRuns } from '../../../../src/results/comparison/compare.js';
import type { Spread } from '../../../../src/results/comparison/spread.js';
import type { Run } from '../../../../src/results/schema.js';
import { compared, contended, ran, twoRules } from '../../../support/comparisons.js';
import { figureOf, linesIn, subjectsIn } from '../../../support/pictures.js';
import { makeRun, point } from '../../../support/runs.js';

const rows = compareRuns(compared(twoRules), {}).groups.flatMap((group) => group.rows);
const panelsIn = ({ blocks }: Figure) => blocks.flatMap((block) => block.panels);
const fitting = (subject: Subject) => pictures.find((picture) => picture.isFor(subject))?.name;

/** Runs with the suboptimalities of a point an epoch. */
const withSuboptimality = (batch: number, suboptimalities: number[]) =>
  ran({ batch }, [], { curve: suboptimalities.map((suboptimality, epoch) => point({ epoch, suboptimality })) });

describe('by batch', () => {
  const measures: Record<string, (row: (typeof rows)[number]) => Spread | null> = {
    epochs: (row) => row.epochsToTarget,
    passes: (row) => row.passesToTarget,
    seconds: (row) => row.secondsToTarget,
    'final-loss': (row) => row.finalLoss,
  };

  test.each(Object.keys(measures))('the %s by batch are those of compare, those that are infinite are missed', (y) => {
    const lines = linesIn(figureOf('batch', twoRules, { y }));
    for (const { name, points, missed } of lines) {
      const own = rows.filter(({ keys, seeds }) => keys.rule === name && seeds > 0);
      const spreads = own.map((row) => [Number(row.keys.batch), measures[y]!(row) as Spread] as const);
      expect(missed).toEqual(spreads.filter(([, { median }]) => median === Infinity).map(([batch]) => batch));
      expect(points).toEqual(
        spreads
          .filter(([, { median }]) => median < Infinity)
          .map(([x, { median, min, max }]) => ({ x, y: median, low: min, high: max })),
      );
    }
    expect(lines.map(({ name, missed }) => [name, missed])).toEqual([
      ['adabatch', []],
      ['mean', [8]],
    ]);
  });

  test('the excess is drawn in per cent on a linear axis, with its standard error', () => {
    const figure = figureOf('batch', twoRules, { y: 'excess' });
    const excess = rows.find(({ keys }) => keys.rule === 'adabatch' && keys.batch === 64)?.excess?.value as number;
    expect(linesIn(figure)[0]?.points.at(-1)).toEqual({
      x: 64,
      y: 100 * excess,
      low: 100 * excess,
      high: 100 * excess,
    });
    expect(figure.y).toMatchObject({ scale: 'linear', title: 'excess over batch 1 in % of its progress' });
    expect(figure.subtitle).toEqual(['median and standard error of 1 to 2 seeds; step size 0.1', '▲ diverged']);
    expect(figure.missed).toBe('diverged');
  });

  test('the figure says in words what it shows', () => {
    const { title, subtitle, x, y, names, missed } = figureOf('batch', twoRules);
    expect({ title, subtitle, x: x.title, y: y.title, missed, names: names.map(({ name }) => name) }).toEqual({
      title: 'Epochs to the target by batch size on data (logistic loss, λ = 0.001), sgd',
      subtitle: ['median and range of 1 to 2 seeds; step size 0.1', '▲ target not reached within 3 epochs'],
      x: 'batch size',
      y: 'epochs to train loss 0.316',
      missed: '> 3',
      names: ['adabatch', 'mean'],
    });
  });

  test('an excess above the whole progress leaves the picture, and its line is named', () => {
    const runs = [
      ran({ rule: 'adabatch', batch: 1 }, [1, 0.5]),
      ran({ rule: 'adabatch', batch: 8 }, [1, 0.6]),
      ran({ rule: 'sum', batch: 1 }, [1, 0.5]),
      ran({ rule: 'sum', batch: 8 }, [1, 3]),
    ];
    const { y, subtitle } = figureOf('batch', runs, { y: 'excess' });
    expect(y.domain[1]).toBeLessThan(110);
    expect(subtitle).toContain('not drawn, above 100: sum');
  });

  test('a line with a value at or below 0 is named where a logarithmic axis has no place for it', () => {
    const runs = [ran({ batch: 1, rule: 'mean' }, [1, 0]), ran({ batch: 1, rule: 'sum' }, [1, 0.5])];
    const { subtitle } = figureOf('batch', runs, { y: 'final-loss' });
    expect(subtitle).toContain('not drawn, at or below 0: mean');
    expect(() => figureOf('batch', runs.slice(0, 1), { y: 'final-loss' })).toThrow('no final train loss is above 0');
  });

  test('a long name of a dataset is cut, so that it leaves room for the picture', () => {
    const dataset = { ...ran({}, [1]).dataset, name: 'x'.repeat(10_000) };
    const { title } = figureOf('batch', [ran({ batch: 1 }, [1, 0.1], { dataset })]);
    expect(title).toBe(`Epochs to the target by batch size on ${'x'.repeat(60)}… (logistic loss, λ = 0.001), sgd`);
  });

  test('runs that were all interrupted have no picture, and are to be run again', () => {
    const interrupted = [ran({ batch: 1 }, [1, 0.5], { status: 'interrupted' })];
    for (const picture of ['batch', 'curves']) {
      expect(() => figureOf(picture, interrupted)).toThrow('all runs were interrupted');
    }
  });

  test('a target that was missed has a bound where all that missed it ran for about as long', () => {
    const runs = [ran({ batch: 1 }, [1, 0.1]), ran({ batch: 2 }, [1, 1, 1]), ran({ batch: 4 }, [1, 1, 1, 1, 1])];
    expect(figureOf('batch', runs).missed).toBe('missed');
    expect(figureOf('batch', runs.slice(0, 2)).missed).toBe('> 2');
    const diverged = ran({ batch: 8 }, [1, 9], { status: 'diverged' });
    expect(figureOf('batch', [...runs.slice(0, 2), diverged]).missed).toBe('> 2');
    expect(figureOf('batch', [runs[0]!, diverged]).missed).toBe('diverged');
  });

  test('epochs are drawn by default, or final losses where no run came to the target', () => {
    expect(figureOf('batch', twoRules).y.title).toBe('epochs to train loss 0.316');
    expect(figureOf('batch', twoRules, {}, { target: 0.001 }).y.title).toBe('final train loss');
  });

  test('a target that was never reached by anybody has a strip and no line', () => {
    const figure = figureOf('batch', twoRules, { y: 'epochs' }, { target: 0.001 });
    expect(linesIn(figure).map(({ points, missed }) => [points, missed])).toEqual([
      [[], [1, 8, 64]],
      [[], [1, 8]],
    ]);
    expect(figure.y.domain.every(Number.isFinite)).toBe(true);
  });

  test('values that are nearly equal fill a quarter of the picture, not all of it', () => {
    const { domain } = figureOf('batch', [ran({ batch: 1 }, [1, 0.5]), ran({ batch: 2 }, [1, 0.501])], {
      y: 'final-loss',
    }).y;
    expect(domain[1] / domain[0]).toBeGreaterThan(4);
    expect(Math.sqrt(domain[0] * domain[1])).toBeCloseTo(0.5, 2);
  });

  test('a suboptimality at or below 0 has no place on the axis, which begins at the least above', () => {
    const runs = [withSuboptimality(1, [1, -1e-17]), withSuboptimality(2, [1, 1e-9]), withSuboptimality(4, [1, 1e-3])];
    const { y } = figureOf('batch', runs, { y: 'final-suboptimality' });
    expect(y.scale).toBe('log');
    expect(y.domain[0]).toBeGreaterThan(1e-10);
    expect(y.domain[0]).toBeLessThan(1e-9);
  });

  test('algorithms and whatever else differs have panels of their own, so that nothing is mixed', () => {
    const runs = [1, 2].flatMap((batch) => [
      ran({ batch }, [1, 0.5]),
      ran({ batch, algorithm: 'adagrad' }, [1, 0.5]),
      ran({ batch, schedule: '1/k' }, [1, 0.4]),
    ]);
    const panels = panelsIn(figureOf('batch', runs, { y: 'final-loss' }));
    expect(panels.map(({ title, lines }) => [title, lines.map(({ points }) => points.length)])).toEqual([
      ['adagrad', [2]],
      ['sgd, schedule 1/k', [2]],
      ['sgd, schedule constant', [2]],
    ]);
  });

  test('a measure that no run has is refused', () => {
    expect(() => figureOf('batch', twoRules, { y: 'final-suboptimality' })).toThrow(
      'no run has final suboptimality F(w) − F* to draw',
    );
  });
});

describe('curves', () => {
  test('the points of curves are medians and ranges of losses by epoch', () => {
    const figure = figureOf('curves', twoRules);
    const mean = panelsIn(figure).find(({ title }) => title === 'mean');
    expect(mean?.lines[0]?.points[1]).toEqual({ x: 1, y: 0.45, low: 0.4, high: 0.5 });
    expect(panelsIn(figure).map(({ title, lines }) => [title, lines.map(({ name }) => name)])).toEqual([
      ['adabatch', ['1', '8', '64']],
      ['mean', ['1', '8']],
    ]);
  });

  test('a line of which half of the runs diverged is marked, and ends with the last finite median', () => {
    const line = panelsIn(figureOf('curves', twoRules)).at(-1)?.lines.at(-1);
    expect(line).toMatchObject({ name: '8', diverged: true });
    expect(line?.points.at(-1)).toMatchObject({ x: 2, y: (0.3 + 2e6) / 2 });
  });

  test('losses that leave do not set the axis: it ends at twice the start', () => {
    for (const loss of [50, 1e206]) {
      const { y } = figureOf('curves', [ran({ batch: 1 }, [1, loss, 0.5]), ran({ batch: 2 }, [1, 0.5, 0.25])]);
      expect(y.domain).toEqual([0.25 / 1.08, 2 * 1.08]);
    }
  });

  test('lengths that differ more than eightfold are drawn on a logarithmic axis, without the start', () => {
    const lasting = (epochs: number) => ran({ batch: epochs }, Array<number>(epochs + 1).fill(0.5));
    expect(figureOf('curves', [lasting(1), lasting(8)]).x).toMatchObject({ scale: 'linear', domain: [0, 8] });
    expect(figureOf('curves', [lasting(1), lasting(9)]).x).toMatchObject({ scale: 'log', domain: [1, 9] });
    expect(figureOf('curves', [lasting(1), lasting(9)], { xScale: 'linear' }).x.domain).toEqual([0, 9]);
  });

  test.each([
    { x: 'passes', title: 'passes (gradient evaluations / n)', end: 2 },
    { x: 'updates', title: 'updates', end: 30 },
    { x: 'seconds', title: 'seconds in updates', end: 0.5 },
  ])('curves are drawn against $x', ({ x, title, end }) => {
    const curve = [point({}), point({ epoch: 1, passes: 2, updates: 30, seconds: 0.5, trainLoss: 0.25 })];
    const figure = figureOf('curves', [ran({}, [], { curve })], { x });
    expect(figure.x).toMatchObject({ title, domain: [0, end] });
    expect(linesIn(figure)[0]?.points.map((shown) => shown.x)).toEqual([0, end]);
  });

  test('errors are drawn on a linear axis from 0, suboptimality from 1e-15', () => {
    expect(figureOf('curves', twoRules, { y: 'train-error' }).y).toMatchObject({
      scale: 'linear',
      domain: [0, 0.2575],
    });
    const runs = [withSuboptimality(1, [1, 1e-9, 1e-16, 0, -1e-17])];
    const { y } = figureOf('curves', runs, { y: 'suboptimality' });
    expect(y.domain).toEqual([1e-9 / 1.08, 1.08]);
  });

  test('the target is drawn where the measure has one, and all runs share it', () => {
    expect(figureOf('curves', twoRules).target).toBeCloseTo(Math.sqrt(0.5 * 0.2), 6);
    expect(figureOf('curves', twoRules, { y: 'train-error' }).target).toBeNull();
  });

  test.each([
    { of: 'batches', varied: [{ batch: 1 }, { batch: 4 }], panels: [''], lines: ['1', '4'] },
    { of: 'rules', varied: [{ rule: 'mean' }, { rule: 'adabatch' }], panels: [''], lines: ['adabatch', 'mean'] },
    { of: 'nothing', varied: [{ rule: 'mean' }], panels: [''], lines: ['mean'] },
    {
      of: 'schedules',
      varied: [{ schedule: 'constant' }, { schedule: '1/k' }],
      panels: [''],
      lines: ['schedule 1/k', 'schedule constant'],
    },
    {
      of: 'rules and executions',
      varied: ['mean', 'sum'].flatMap((rule) => [
        { rule, execution: 'hogwild', workers: 2 },
        { rule, execution: 'sequential' },
      ]),
      panels: ['hogwild, 2 workers', 'sequential, 1 worker'],
      lines: ['mean', 'sum'],
    },
  ])('lines and panels of $of are told apart', ({ varied, panels, lines }) => {
    const figure = figureOf(
      'curves',
      varied.map((configuration) => ran(configuration, [1, 0.5])),
    );
    expect(panelsIn(figure).map(({ title }) => title)).toEqual(panels);
    expect(figure.names.map(({ name }) => name)).toEqual(lines);
  });

  test('algorithms are blocks below each other, on the same axes', () => {
    const runs = [ran({}, [1, 0.5]), ran({ algorithm: 'svrg', snapshotEvery: 1 }, [1, 0.25])];
    expect(figureOf('curves', runs).blocks.map(({ title }) => title)).toEqual(['sgd', 'svrg']);
  });

  test.each([
    {
      y: 'test-loss',
      message: 'no run has a finite test loss',
      hint: 'Give the runs test data: ‹test› or ‹testFraction›',
    },
    { y: 'suboptimality', message: 'no run has a finite suboptimality F(w) − F*', hint: 'Run with ‹suboptimality›' },
  ])('a $y that no run has is refused with what to do', ({ y, message, hint }) => {
    expect(() => figureOf('curves', twoRules, { y })).toThrow(expect.objectContaining({ message, hint }));
  });

  test('a measure that is 0 or below everywhere is refused on a logarithmic axis', () => {
    expect(() => figureOf('curves', [withSuboptimality(1, [0, -1])], { y: 'suboptimality' })).toThrow(
      'no suboptimality F(w) − F* is above 0, which a logarithmic axis needs',
    );
  });
});

describe('the speed-up', () => {
  const timed = (rule: string, execution: string, workers: number, seconds: number, changes: Partial<Run> = {}) =>
    ran({ rule, execution: execution as 'hogwild', workers }, [], {
      curve: [point({}), point({ epoch: 1, seconds, trainLoss: 0.5 })],
      ...changes,
    });
  const runs = [
    timed('mean', 'synchronous', 1, 4),
    timed('mean', 'synchronous', 2, 2.5),
    timed('mean', 'synchronous', 4, 2),
    timed('mean', 'hogwild', 1, 4),
    timed('mean', 'hogwild', 4, 8),
  ];

  test('the factors are those of compare, by workers, a line an execution, beside the ideal', () => {
    const figure = figureOf('speed-up', runs);
    const factors = linesIn(figure).map(({ name, points }) => [name, points.map(({ x, y }) => [x, y])]);
    expect(factors).toEqual([
      [
        'hogwild',
        [
          [1, 1],
          [4, 0.5],
        ],
      ],
      [
        'synchronous',
        [
          [1, 1],
          [2, 1.6],
          [4, 2],
        ],
      ],
    ]);
    expect(figure).toMatchObject({ hasIdeal: true, x: { domain: [1, 4] }, y: { domain: [0.5, 4 * 1.08] } });
    expect(figure.names.map(({ look }) => look)).toEqual([
      { rule: 'mean', isHogwild: true },
      { rule: 'mean', isHogwild: false },
    ]);
  });

  test('runs that others disturbed are said to say little', () => {
    const { subtitle } = figureOf('speed-up', [...runs, timed('sum', 'hogwild', 1, 1, { environment: contended })]);
    expect(subtitle).toEqual([
      "median of the epochs' seconds, one seed",
      'measured while other runs went on: says little',
    ]);
  });

  test('runs without one worker to be set against are refused', () => {
    expect(() => figureOf('speed-up', [timed('mean', 'hogwild', 2, 1)])).toThrow(
      expect.objectContaining({
        message: 'no runs with several workers have one worker to be set against',
        hint: 'Run with ‹workers› 1 too',
      }),
    );
  });

  test('the first picture that says most of runs is chosen: by batch, speed-up, curves', () => {
    expect(subjectsIn(twoRules).map(fitting)).toEqual(['batch']);
    expect(subjectsIn(runs).map(fitting)).toEqual(['speed-up']);
    expect(subjectsIn([ran({}, [1, 0.5])]).map(fitting)).toEqual(['curves']);
  });
});

describe('figures of several datasets and objectives', () => {
  const other = { ...makeRun().dataset, name: 'other', sha256: 'f01' };
  const mixed = [...twoRules, ran({ batch: 1 }, [1, 0.9], { dataset: other }), ran({ l2: 0.5 }, [1, 0.9])];

  test('each dataset and objective has a figure and a target of its own', () => {
    const subjects = subjectsIn(mixed);
    expect(subjects.map(({ name, targets, groups }) => [name, targets.length, groups[0]?.rows.length])).toEqual([
      ['data (logistic loss, λ = 0.001)', 1, 6],
      ['data (logistic loss, λ = 0.5)', 1, 1],
      ['other (logistic loss, λ = 0.001)', 1, 1],
    ]);
  });
});
