import { sequential } from '../../src/algorithms/executions/sequential.js';
import { orders } from '../../src/algorithms/orders.js';
import { constant } from '../../src/algorithms/schedules.js';
import { sgd } from '../../src/algorithms/sgd.js';
import { BUILT_IN } from '../../src/data/generators/built-in.js';
import type { RunContext } from '../../src/experiment/context.js';
import type { Observer } from '../../src/experiment/observer.js';
import type { Session } from '../../src/experiment/session.js';
import { losses } from '../../src/objective/losses.js';
import { adabatch } from '../../src/rules/adabatch.js';
import type { RunRequest } from '../../src/settings/request.js';

const [interleaved] = orders;
const [logistic] = losses;
if (!interleaved || !logistic) throw new Error('the registries are empty');

/** A short run with the defaults of the command line. */
export const standardRequest: RunRequest = {
  dataset: BUILT_IN,
  loss: logistic,
  l2: 0,
  bias: false,
  suboptimality: false,
  algorithm: sgd,
  rule: adabatch,
  batch: 64,
  stepSize: 'auto',
  schedule: constant,
  snapshotEvery: 2,
  order: interleaved,
  execution: sequential,
  workers: 1,
  repeats: 1,
  seed: 0,
  epochs: 2,
  measureEvery: 1,
};

/** Watches nothing and never interrupts. */
export const silentObserver: Observer = {
  signal: new AbortController().signal,
  note: () => {},
  noteOnce: () => {},
  warn: () => {},
  reading: () => {},
  approaching: () => {},
  searching: () => {},
  progress: () => {},
};

/** A run that starts from w = 0, and is told and tells nothing. */
export function contextOf<Request extends RunRequest>(
  session: Session,
  request: Request,
  observer: Observer = silentObserver,
): RunContext<Request> {
  return { session, request, warmStart: undefined, observer };
}
