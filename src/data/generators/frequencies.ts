import { power } from '../../util/power.js';

/**
 * How often features occur under Zipf's law, by rank: feature k is in a row with probability
 * p_k = min(1, c·k^−s), where c gives rows the requested mean number of features. Only operations
 * that IEEE 754 defines to the last bit are used, so the numbers are the same on every machine.
 *
 * @param features the number of features
 * @param mean Σ p_k, at most the number of features
 * @param exponent s, at least 0 (all features alike)
 */
export function zipfFrequencies(features: number, mean: number, exponent: number): Float64Array {
  const weights = powerLaw(features, exponent);
  const tails = tailSums(weights);
  const factorBeyond = (capped: number) => (mean - capped) / tails[capped]!;
  // Features that c·k^−s puts above 1 are in every row, and the others share the rest of the mean.
  let capped = 0;
  while (capped < mean && factorBeyond(capped) * weights[capped]! > 1) capped++;
  const factor = factorBeyond(capped);
  return weights.map((weight, position) => (position < capped ? 1 : factor * weight));
}

/** The sums of the terms from each position to the end. */
function tailSums(terms: Float64Array): Float64Array {
  const sums = new Float64Array(terms.length);
  let sum = 0;
  for (let position = terms.length - 1; position >= 0; position--) {
    sum += terms[position]!;
    sums[position] = sum;
  }
  return sums;
}

/** k^−s for k = 1, 2, … */
function powerLaw(length: number, exponent: number): Float64Array {
  return Float64Array.from({ length }, (_, position) => 1 / power(position + 1, exponent));
}
