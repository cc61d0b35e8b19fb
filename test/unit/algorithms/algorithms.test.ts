import { expect, test } from 'vitest';
import { adagrad } from '../../../src/algorithms/adagrad.js';
import { BatchCounts } from '../../../src/algorithms/executions/batch-counts.js';
import { sequential } from '../../../src/algorithms/executions/sequential.js';
import { interleavedOf, orders } from '../../../src/algorithms/orders.js';
import { sgd } from '../../../src/algorithms/sgd.js';
import { svrg } from '../../../src/algorithms/svrg.js';
import { EngineMemory } from '../../../src/engine/memory.js';
import { rules } from '../../../src/rules/index.js';
import type { Rule } from '../../../src/rules/rule.js';
import { randomBelow, randomFor } from '../../../src/util/random.js';
import { engineProblem, weightsOf } from '../../support/engine.js';
import { everyRule } from '../../support/every-rule.js';
import { randomProblem } from '../../support/problems.js';

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

test.each(['interleaved', 'shuffle'])('%s visits every row once an epoch, in another order every epoch', (name) => {
  const [first, second] = visitsOf(name, 2) as [number[], number[]];
  expect([...first].sort((a, b) => a - b)).toEqual(FILE_ORDER);
  expect([...second].sort((a, b) => a - b)).toEqual(FILE_ORDER);
  expect(second).not.toEqual(first);
});

test('interleaved visits each of a few rows once, as often at any position as at any other', () => {
  const [rows, epochs] = [5, 10_000];
  const visits = new Uint32Array(rows);
  const random = randomFor(3, 'visit');
  /** How often each row was at each position. */
  const times = new Uint32Array(rows * rows);
  for (let epoch = 0; epoch < epochs; epoch++) {
    interleavedOf(32).nextEpoch(visits, random);
    expect([...visits].sort()).toEqual([0, 1, 2, 3, 4]);
    for (const [position, row] of visits.entries()) {
      const at = row * rows + position;
      times[at] = times[at]! + 1;
    }
  }
  const expected = epochs / rows;
  for (const count of times) expect(Math.abs(count - expected)).toBeLessThan(5 * Math.sqrt(expected));
});

test('interleaved reads the rows of each strand in their order, cyclically', () => {
  const visits = Uint32Array.from({ length: 10 }, (_, row) => row);
  interleavedOf(3).nextEpoch(visits, randomFor(3, 'visit'));
  for (const strand of [
    [0, 1, 2],
    [3, 4, 5],
    [6, 7, 8, 9],
  ]) {
    const rows = [...visits].filter((row) => strand.includes(row));
    const start = strand.indexOf(rows[0]!);
    expect(rows).toEqual([...strand.slice(start), ...strand.slice(0, start)]);
  }
});

// Of N rows, two meet in a batch of B with probability (B − 1)/(N − 1) where batches are drawn at random. A row of
// another strand is met as often, since every epoch moves the strands against each other.
test('interleaved has two rows of different strands meet in a batch as often as by chance', () => {
  const [rows, batch, epochs, strands] = [96, 8, 20_000, 8];
  const visits = new Uint32Array(rows);
  const random = randomFor(5, 'visit');
  const order = interleavedOf(strands);
  const meetings = new Uint32Array(rows);
  for (let epoch = 0; epoch < epochs; epoch++) {
    order.nextEpoch(visits, random);
    const start = visits.indexOf(0);
    const first = start - (start % batch);
    for (const row of visits.subarray(first, first + batch)) meetings[row] = meetings[row]! + 1;
  }
  // Within a strand rows meet more often at batches above the number of strands, and never at smaller ones.
  const others = meetings.subarray(rows / strands);
  const expected = (epochs * (batch - 1)) / (rows - rows / strands);
  const deviation = Math.sqrt(expected);
  for (const count of others) expect(Math.abs(count - expected)).toBeLessThan(5 * deviation);
});

test('replacement draws rows independently, some of them more than once and none out of range', () => {
  const [visits] = visitsOf('replacement', 1) as [number[]];
  expect(new Set(visits).size).toBeLessThan(80);
  expect(new Set(visits).size).toBeGreaterThan(45);
  expect(visits.every((row) => row >= 0 && row < ROWS)).toBe(true);
});

test('replacement draws one number a row, so that each epoch goes on with the draws of the one before', () => {
  const random = randomFor(3, 'visit');
  const drawn = () => Array.from({ length: ROWS }, () => randomBelow(random, ROWS));
  expect(visitsOf('replacement', 2)).toEqual([drawn(), drawn()]);
});

test('sequential visits the rows in file order', () => {
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
test.each(everyRule)('the general kernel gives the same weights as the kernel made for $name', async (rule) => {
  const general: Rule = { ...rule, dependsOn: 'frequency' };
  const dense = randomProblem('logistic', 0);
  const [fast, slow] = await Promise.all(
    [rule, general].map(async (chosen) => {
      const problem = await engineProblem(dense);
      const order = problem.memory.allocateU32(dense.rows.length);
      problem.memory.u32(order, dense.rows.length).set([...dense.rows.keys()]);
      await sgd
        .start(problem, { rule: chosen, batch: 8, snapshotEvery: 2, average: false, execution: sequential })
        .update(order, dense.rows.length, 0.05);
      return weightsOf(problem);
    }),
  );
  slow?.forEach((weight, feature) => {
    expect(Math.abs(weight - fast![feature]!)).toBeLessThan(1e-14);
  });
});

test('adagrad comes to the same weights whether or not they are read before the step size changes', async () => {
  const dense = randomProblem('logistic', 0);
  const rows = dense.rows.length;
  const [looked, unseen] = await Promise.all(
    [true, false].map(async (looks) => {
      const problem = await engineProblem(dense);
      const order = problem.memory.allocateU32(rows);
      problem.memory.u32(order, rows).set([...dense.rows.keys()]);
      const [rule] = rules as [Rule];
      const descent = adagrad.start(problem, {
        rule,
        batch: 8,
        snapshotEvery: 2,
        average: false,
        execution: sequential,
      });
      for (const stepSize of [0.5, 0.1]) {
        await descent.update(order, rows, stepSize);
        if (looks) descent.publish();
      }
      descent.publish();
      return weightsOf(problem);
    }),
  );
  expect(unseen).toEqual(looked);
  expect(Math.max(...(looked as number[]))).toBeGreaterThan(0);
});

// The table of weights by count is addressed from below itself, by as much as the counts are stamped
// above 0: on the way it passes address 0, which must not be taken for the absence of a table.
test('adabatch has the curve of mean on dense data, however long the run', async () => {
  const dense = randomProblem('logistic', 0, { rows: 64, features: 5, seed: 4 });
  const full = { ...dense, rows: dense.rows.map((row) => row.map((value) => value || 0.5)) };
  const [adabatch, mean] = await Promise.all(
    ['adabatch', 'mean'].map(async (name) => {
      const problem = await engineProblem(full);
      const order = problem.memory.allocateU32(64);
      problem.memory.u32(order, 64).set([...dense.rows.keys()]);
      const rule = rules.find((candidate) => candidate.name === name) as Rule;
      const descent = svrg.start(problem, { rule, batch: 8, snapshotEvery: 50, average: false, execution: sequential });
      const epochs = 400;
      for (let epoch = 0; epoch < epochs; epoch++) {
        await descent.beginEpoch(epoch);
        await descent.update(order, 64, 0.5);
      }
      // Both the address of the table and the largest base are in bytes from 0, so the one was passed.
      expect(epochs * 64 * 8).toBeGreaterThan(problem.memory.mark);
      return weightsOf(problem);
    }),
  );
  adabatch?.forEach((weight, k) => {
    expect(Math.abs(weight - mean![k]!)).toBeLessThan(1e-12);
  });
});

test('adagrad leaves a weight alone that has never had a gradient, also with L2', async () => {
  const rows = [
    [1, 0],
    [0, 1],
  ];
  const problem = await engineProblem({ rows, labels: [1, 1], features: 2, loss: 'squared-hinge', lambda: 0.1 });
  problem.memory.f64(problem.weights, 2).set([3, 3]);
  const order = problem.memory.allocateU32(2);
  problem.memory.u32(order, 2).set([0, 1]);
  const descent = adagrad.start(problem, {
    rule: rules[0] as Rule,
    batch: 1,
    snapshotEvery: 2,
    average: false,
    execution: sequential,
  });
  await descent.update(order, 2, 1);
  descent.publish();
  expect(weightsOf(problem)).toEqual([3, 3]);
});
