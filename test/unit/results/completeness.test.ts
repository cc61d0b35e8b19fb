import { expect, test } from 'vitest';
import { sortByPlans } from '../../../src/results/completeness.js';
import type { Plan } from '../../../src/results/plan.js';
import { stored } from '../../support/checks.js';

const planOf = (...ids: string[]): Plan => ({
  schema: 'adabatch/plan@1',
  runs: ids.map((id) => ({ id, name: `planned-${id}` })),
});

function arranged(runs: ReturnType<typeof stored>[], ...plans: Plan[]) {
  const merge = sortByPlans(runs, plans);
  return { runs: merge.runs.map(({ name }) => name), unfinished: merge.unfinished };
}

test('runs are in the order of the plans, then by name', () => {
  const runs = ['d', 'a', 'c', 'b', 'e'].map((id) => stored(id));
  expect(arranged(runs, planOf('c', 'e'), planOf('e', 'b'))).toEqual({
    runs: ['run-c', 'run-e', 'run-b', 'run-a', 'run-d'],
    unfinished: [],
  });
  expect(arranged(runs).runs).toEqual(['run-a', 'run-b', 'run-c', 'run-d', 'run-e']);
});

test('a run that was planned in any folder must be in one of them, and not interrupted', () => {
  const interrupted = { status: 'interrupted' as const };
  const runs = [stored('a'), stored('b', interrupted), stored('x', interrupted), stored('y', { status: 'diverged' })];
  expect(arranged(runs, planOf('a', 'b'), planOf('c'))).toEqual({
    runs: ['run-a', 'run-b', 'run-x', 'run-y'],
    unfinished: ['planned-b', 'planned-c', 'run-x'],
  });
});
