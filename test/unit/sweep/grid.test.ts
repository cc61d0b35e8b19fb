import { describe, expect, test } from 'vitest';
import type { SettingKey } from '../../../src/settings/settings.js';
import { expandGrids, type Group, override } from '../../../src/sweep/grid.js';

const group = (axes: Record<string, string[]>): Group => new Map(Object.entries(axes) as [SettingKey, string[]][]);

describe('the runs of grids', () => {
  test('a grid without any axis has one run', () => {
    expect(expandGrids([[]])).toEqual({ assignments: [{}], duplicates: 0 });
  });

  test('a grid has the product of its axes, the first of which changes slowest', () => {
    expect(expandGrids([[group({ rule: ['mean', 'sum'] }), group({ batch: ['1', '8'] })]]).assignments).toEqual([
      { rule: 'mean', batch: '1' },
      { rule: 'mean', batch: '8' },
      { rule: 'sum', batch: '1' },
      { rule: 'sum', batch: '8' },
    ]);
  });

  test('the axes of a zip advance together', () => {
    const zip = group({ batch: ['8', '64'], stepSize: ['0.1', '2^-3'] });
    expect(expandGrids([[zip, group({ seed: ['0', '1'] })]]).assignments).toEqual([
      { batch: '8', stepSize: '0.1', seed: '0' },
      { batch: '8', stepSize: '0.1', seed: '1' },
      { batch: '64', stepSize: '2^-3', seed: '0' },
      { batch: '64', stepSize: '2^-3', seed: '1' },
    ]);
  });

  test('the runs of several grids come one after the other, each once whatever the order of its options', () => {
    const grids = [
      [group({ rule: ['mean'] }), group({ batch: ['8', '1', '8'] })],
      [group({ batch: ['1', '2'] }), group({ rule: ['mean'] })],
    ];
    expect(expandGrids(grids)).toEqual({
      assignments: [
        { rule: 'mean', batch: '8' },
        { rule: 'mean', batch: '1' },
        { batch: '2', rule: 'mean' },
      ],
      duplicates: 2,
    });
  });

  test('a zip of unequal lengths is refused', () => {
    expect(() => expandGrids([[group({ batch: ['8', '64'], stepSize: ['1', '2', '3'] })]])).toThrow(
      'options that advance together need equally many values: batch has 2 values, step-size has 3',
    );
  });

  test('the runs of grids are counted before they are made', () => {
    const items = Array.from({ length: 1000 }, (_, item) => String(item));
    const axes = [group({ a: items }), group({ b: items.slice(0, 100) })];
    expect(expandGrids([axes]).assignments).toHaveLength(1e5);
    expect(() => expandGrids([axes, []])).toThrow('the sweep has 100001 runs; at most 100000 are taken');
    const many = Array.from({ length: 8 }, (_, axis) => group({ [`o${axis}`]: items }));
    expect(() => expandGrids([many])).toThrow('the sweep has 1e+24 runs; at most 100000 are taken');
  });
});

describe('an override', () => {
  const grid = [group({ seed: ['0', '1'] }), group({ batch: ['8', '64'], stepSize: ['0.1', '2^-3'] })];

  test('an override replaces an axis and adds one', () => {
    expect(override(grid, [group({ seed: ['7'] }), group({ rule: ['mean'] })])).toEqual([
      grid[1],
      group({ seed: ['7'] }),
      group({ rule: ['mean'] }),
    ]);
  });

  test('an override takes an option out of a zip and leaves the other one as an axis', () => {
    expect(override(grid, [group({ batch: ['1'] })])).toEqual([
      grid[0],
      group({ stepSize: ['0.1', '2^-3'] }),
      group({ batch: ['1'] }),
    ]);
  });

  test('an override of all options of a zip removes it', () => {
    const axes = [group({ batch: ['1'] }), group({ stepSize: ['1'] })];
    expect(override(grid, axes)).toEqual([grid[0], ...axes]);
  });
});
