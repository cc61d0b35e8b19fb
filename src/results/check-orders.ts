import { UserError } from '../errors.js';
import type { CheckedRun } from './checked.js';
import type { StoredRun } from './read.js';

/**
 * Refuses candidates that are runs of the baseline but for the order in which they visit the rows: their curves
 * differ whatever the code does, so they would only be called missing and new.
 * @throws UserError that names a run and both orders
 */
export function refuseOtherOrders(baseline: StoredRun<CheckedRun>[], candidates: StoredRun<CheckedRun>[]): void {
  const there = new Set(candidates.map(({ id, run }) => JSON.stringify([id, run.configuration.order])));
  const byRest = new Map(candidates.map((candidate) => [withoutOrder(candidate.run), candidate]));
  for (const { id, name, run } of baseline) {
    const { order } = run.configuration;
    const candidate = byRest.get(withoutOrder(run));
    const other = candidate?.run.configuration.order;
    if (there.has(JSON.stringify([id, order])) || other === undefined || other === order) continue;
    throw new UserError(
      `${name} visits the rows in order ${order}, and ${candidate?.name} in order ${other}: their curves do not compare`,
      `Run the candidate with --order ${order}, or make the baseline anew`,
    );
  }
}

/** What a run is beside its order. A step size that was not given may follow from the order. */
function withoutOrder({ configuration, dataset }: CheckedRun): string {
  const { order, stepSize, ...rest } = configuration;
  return JSON.stringify([dataset.sha256, rest.stepSizeFrom === 'given' ? stepSize : null, Object.entries(rest).sort()]);
}
