import type { Rule } from '../rules/rule.js';
import type { Order } from './orders.js';

/** Stands for any frequency: a rule's weight depends on the batch in the same way at all of them. */
const FREQUENCY = 0.5;

/**
 * Says where a run ends if its batches keep their rows from epoch to epoch and its rule weighs rows by their
 * batch: near the minimiser of a reweighted loss, not of F (this project's: docs/method.md, "Batches must mix").
 * @param rows the training rows
 * @returns a sentence for the user, or undefined if the run comes to the minimiser of F
 */
export function biasOfFixedBatches(order: Order, rule: Rule, batch: number, rows: number): string | undefined {
  if (order.mixes || batch >= rows || !weighsByBatch(rule, batch, rows)) return undefined;
  return (
    `order ${order.name} keeps the batches as they are from epoch to epoch, and ${rule.name} weighs a row by its batch: ` +
    'the run comes near the minimiser of another, reweighted loss (order interleaved mixes them)'
  );
}

/** Whether equal gradients of a feature weigh more in one batch of an epoch than in another. */
function weighsByBatch({ weight }: Rule, batch: number, rows: number): boolean {
  const last = rows % batch || batch;
  const weights = [
    weight({ batch, count: 1, frequency: FREQUENCY }),
    weight({ batch, count: Math.min(2, batch), frequency: FREQUENCY }),
    weight({ batch: last, count: 1, frequency: FREQUENCY }),
  ];
  return new Set(weights).size > 1;
}
