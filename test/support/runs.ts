import type { Configuration, Point, Run } from '../../src/results/schema.js';

/** A point at w₀, with some changes. */
export function point(changes: Partial<Point> = {}): Point {
  const losses = { trainLoss: 0.5, trainError: 0.25, testLoss: null, testError: null, suboptimality: null };
  return { epoch: 0, passes: 0, updates: 0, seconds: 0, ...losses, ...changes };
}

/** A curve with a point an epoch from 0 on and an eighth of a second each. */
export function curveOf(...trainLosses: (number | null)[]): Point[] {
  return trainLosses.map((trainLoss, epoch) => point({ epoch, passes: epoch, seconds: epoch / 8, trainLoss }));
}

/** A made-up run, with some changes of the run and of its configuration. */
export function makeRun(changes: Partial<Run> = {}, configuration: Partial<Configuration> = {}): Run {
  return {
    schema: 'adabatch/run@1',
    id: '0123456789abcdef',
    configuration: {
      test: null,
      positive: ['1'],
      loss: 'logistic',
      l2: 0.001,
      bias: false,
      algorithm: 'sgd',
      rule: 'adabatch',
      batch: 64,
      stepSize: 0.1,
      stepSizeFrom: 'given',
      schedule: 'constant',
      snapshotEvery: null,
      average: null,
      warmStart: null,
      epochs: 1,
      targetLoss: null,
      timeLimit: null,
      maxPasses: null,
      order: 'interleaved',
      execution: 'sequential',
      workers: 1,
      measureEvery: 1,
      seed: 0,
      ...configuration,
    },
    dataset: { name: 'my data, "v2"', rows: 1000, features: 4, nonzeros: 5, sha256: 'f00', smoothness: 1 },
    optimum: null,
    environment: { adabatch: '0.1.0', node: '20.0.0', os: 'Linux', cpu: 'a CPU', cores: 2, contended: false },
    status: 'completed',
    tuning: null,
    curve: [point(), point({ epoch: 1, passes: 1, updates: 1, seconds: 0.125, trainLoss: null, trainError: 0 })],
    summary: { finalTrainLoss: null, bestTrainLoss: 0.5, seconds: 0.125, nanosecondsPerNonzero: 2.5 },
    ...changes,
  };
}
