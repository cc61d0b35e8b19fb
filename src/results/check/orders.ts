import { UserError } from '../../util/errors.js';
import { setting } from '../../util/setting.js';
import type { StoredRun } from '../read.js';
import type { CheckedRun } from './verdict.js';

/**
 * Refuses candidates that differ from runs of the baseline only in the order in which they visit the rows: their curves
 * differ whatever the code does, so they would only be called missing and new.
 * @throws UserError that names a run and both orders
 */
export function refuseOtherOrders(baseline: StoredRun<CheckedRun>[], candidates: StoredRun<CheckedRun>[]): void {
  const byRest = new Map(onlyIn(candidates, baseline).map((candidate) => [withoutOrder(candidate.run), candidate]));
  for (const { name, run } of onlyIn(baseline, candidates)) {
    const { order } = run.configuration;
    const candidate = byRest.get(withoutOrder(run));
    const other = candidate?.run.configuration.order;
    if (other === undefined || other === order) continue;
    throw new UserError(
      `${name} visits the rows in order ${order}, and ${candidate?.name} in order ${other}: their curves do not compare`,
      `Run the candidate with ${setting('order')} ${order}, or make the baseline anew`,
    );
  }
}

function onlyIn(runs: StoredRun<CheckedRun>[], others: StoredRun<CheckedRun>[]): StoredRun<CheckedRun>[] {
  const there = new Set(others.map(identity));
  return runs.filter((stored) => !there.has(identity(stored)));
}

/** Includes the order beside the id that depends on it; if a result contradicts its id, the order counts. */
function identity({ id, run }: StoredRun<CheckedRun>): string {
  return JSON.stringify([id, run.configuration.order]);
}

/** Everything about a run except its order. A step size that was not given may follow from the order. */
function withoutOrder({ configuration, dataset }: CheckedRun): string {
  const { order, stepSize, ...rest } = configuration;
  return JSON.stringify([dataset.sha256, rest.stepSizeFrom === 'given' ? stepSize : null, Object.entries(rest).sort()]);
}
