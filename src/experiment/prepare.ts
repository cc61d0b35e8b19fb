import type { Settings } from '../algorithms/algorithm.js';
import { biasOfFixedBatches } from '../algorithms/fixed-batches.js';
import { availableCores } from '../engine/cores.js';
import { measure, objectiveValue } from '../objective/problem.js';
import { workersOf } from '../settings/method.js';
import { blocksOf } from '../settings/request.js';
import { setting } from '../util/setting.js';
import type { RunContext } from './context.js';
import { startFrom } from './model.js';
import type { Observer } from './observer.js';
import { uncut } from './run-data.js';
import type { LaidProblem } from './session.js';

/** Everything that an algorithm needs to start: an objective at the starting weights, and the settings. */
export interface Preparation extends LaidProblem {
  settings: Settings;
  /** F(0), if the run starts elsewhere. */
  lossAtZero: number | undefined;
}

/** Prepares the engine for a run, whose batch is at most the number of training rows. */
export async function prepare({ session, request, warmStart, observer }: RunContext): Promise<Preparation> {
  const { rule, batch, order, snapshotEvery, average, execution } = request;
  const { dataset } = await session.open(request, observer);
  const workers = execution.byWorkers ? workersOf(request) : undefined;
  const blocks = blocksOf(request, dataset);
  if (workers !== undefined) warnOfIdle(workers, blocks, observer);
  const placement = {
    rows: order.shuffledPlacement ? 'shuffled' : 'file order',
    cut: blocks === undefined ? uncut : { blocks, parts: workers ?? 1 },
    workers,
  } as const;
  const laid = await session.layProblem(request, placement, observer);
  const { problem } = laid;
  const lossAtZero = warmStart && objectiveValue(problem, measure(problem, problem.train).meanLoss);
  if (warmStart) startFrom(warmStart, laid, observer);
  const bias = biasOfFixedBatches(order, rule, batch, problem.train.rows);
  if (bias) observer.warn(bias);
  const settings = { rule, batch, snapshotEvery, average: average !== undefined, execution };
  return { ...laid, settings, lossAtZero };
}

/** Warns of workers that have no core of their own, or no block. */
function warnOfIdle(workers: number, blocks: number | undefined, observer: Observer): void {
  const cores = availableCores();
  if (workers > cores) {
    observer.warn(
      `${workers} workers share ${cores} ${cores === 1 ? 'core' : 'cores'}: ${setting('workers')} auto takes one a core`,
    );
  } else if (blocks !== undefined && workers > blocks) {
    observer.warn(
      `only ${blocks} of the ${workers} workers ${blocks === 1 ? 'has' : 'have'} something to do: ${setting('blocks')} ${workers} shares it out among all`,
    );
  }
}
