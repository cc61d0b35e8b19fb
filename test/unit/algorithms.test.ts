import { expect, test } from 'vitest';
import { adagrad } from '../../src/algorithms/adagrad.js';
import { BatchCounts } from '../../src/algorithms/batch-counts.js';
import { orders } from '../../src/algorithms/orders.js';
import { sgd } from '../../src/algorithms/sgd.js';
import { EngineMemory } from '../../src/engine/memory.js';
import { randomFor } from '../../src/random.js';
import { rules } from '../../src/rules/index.js';
import type { Rule } from '../../src/rules/rule.js';
import { engineProblem, weightsOf } from '../support/engine.js';
import { randomProblem } from '../support/problems.js';

const ROWS = 100;

function visitsOf(name: string, epochs: number): number[][] {
  const order = orders.find((candidate) => candidate.name === name);
  const visits = Uint32Array.from({ length: ROWS }, (_, row) => row);
  const random = randomFor(3, 'visit');
  return Array.from({ length: epochs }, () => {
    order?.nextEpoch(visits, random);
    return [...visits];
  });
}

const FILE_ORDER = Array.from({ length: ROWS }, (_, row) => row);

test.each(['blocks', 'shuffle'])('%s visits every row once an epoch, in another order every epoch', (name) => {
  const [first, second] = visitsOf(name, 2) as [number[], number[]];
  expect([...first].sort((a, b) => a - b)).toEqual(FILE_ORDER);
  expect([...second].sort((a, b) => a - b)).toEqual(FILE_ORDER);
  expect(second).not.toEqual(first);
});

test('blocks keeps 32 neighbours together', () => {
  const [visits] = visitsOf('blocks', 1) as [number[]];
  const jumps = visits.filter((row, position) => position > 0 && row !== (visits[position - 1] as number) + 1);
  expect(jumps.length).toBeLessThanOrEqual(3);
  expect(jumps.every((row) => row % 32 === 0)).toBe(true);
});

test('replacement draws rows independently: some more than once, none out of range', () => {
  const [visits] = visitsOf('replacement', 1) as [number[]];
  expect(new Set(visits).size).toBeLessThan(80);
  expect(new Set(visits).size).toBeGreaterThan(45);
  expect(visits.every((row) => row >= 0 && row < ROWS)).toBe(true);
});

test('sequential is file order', () => {
  expect(visitsOf('sequential', 2)).toEqual([FILE_ORDER, FILE_ORDER]);
});

test('counts start over before their stamps overflow', () => {
  const memory = new EngineMemory();
  const counts = new BatchCounts(memory, 4, 2 ** 31 - 100);
  expect(counts.reserve(64)).toBe(2 ** 31 - 100);
  memory.u32(counts.address, 4).fill(2 ** 31 - 40);
  expect(counts.reserve(64)).toBe(0);
  expect([...memory.u32(counts.address, 4)]).toEqual([0, 0, 0, 0]);
});

// A rule of each kind that says less than it could about what it depends on: it takes the general
// kernel, and must come to the same weights as with the fast one.
test.each(rules)('the general kernel gives the weights of the one made for $name', async (rule) => {
  const general: Rule = { ...rule, dependsOn: 'frequency' };
  const dense = randomProblem('logistic', 0);
  const [fast, slow] = await Promise.all(
    [rule, general].map(async (chosen) => {
      const problem = await engineProblem(dense);
      const order = problem.memory.allocateU32(dense.rows.length);
      problem.memory.u32(order, dense.rows.length).set([...dense.rows.keys()]);
      sgd
        .start(problem, { rule: chosen, batch: 8, snapshotEvery: 2, average: false })
        .update(order, dense.rows.length, 0.05);
      return weightsOf(problem);
    }),
  );
  slow?.forEach((weight, feature) => {
    expect(Math.abs(weight - (fast?.[feature] as number))).toBeLessThan(1e-14);
  });
});

test('adagrad comes to the same weights whether or not they are looked at before the step size changes', async () => {
  const dense = randomProblem('logistic', 0);
  const rows = dense.rows.length;
  const [looked, unseen] = await Promise.all(
    [true, false].map(async (looks) => {
      const problem = await engineProblem(dense);
      const order = problem.memory.allocateU32(rows);
      problem.memory.u32(order, rows).set([...dense.rows.keys()]);
      const [rule] = rules as [Rule];
      const descent = adagrad.start(problem, { rule, batch: 8, snapshotEvery: 2, average: false });
      for (const stepSize of [0.5, 0.1]) {
        descent.update(order, rows, stepSize);
        if (looks) descent.publish();
      }
      descent.publish();
      return weightsOf(problem);
    }),
  );
  expect(unseen).toEqual(looked);
  expect(Math.max(...(looked as number[]))).toBeGreaterThan(0);
});
