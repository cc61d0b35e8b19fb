const LEVELS = '▁▂▃▄▅▆▇█';

/**
 * Factors as a row of blocks, from the lowest for 1 to the highest for B on a logarithmic scale.
 * @param batch B, from 1
 */
export function strip(factors: readonly number[], batch: number): string {
  return factors.map((factor) => LEVELS[levelOf(factor, batch)]).join('');
}

/** The level i whose B^(i/7) is nearest, by whole powers only, for the same on every machine: f^14 against B^(2i−1). */
function levelOf(factor: number, batch: number): number {
  const steps = LEVELS.length - 1;
  const raised = power(factor, 2 * steps);
  let level = 0;
  while (level < steps && batch > 1 && raised >= power(batch, 2 * level + 1)) level++;
  return level;
}

function power(base: number, exponent: number): number {
  let product = 1;
  for (let count = 0; count < exponent; count++) product *= base;
  return product;
}
