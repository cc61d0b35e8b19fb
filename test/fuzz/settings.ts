// npm test draws the same inputs each time, and CI draws four times as many. A long run draws more inputs, and other
// ones:
//   ADABATCH_SEED=7 ADABATCH_FUZZ_INPUTS=1000000 npx vitest run test/fuzz
const { ADABATCH_FUZZ_INPUTS = '25000' } = process.env;

/** The number of inputs of all fuzz tests together. */
const inputs = Number(ADABATCH_FUZZ_INPUTS);
const SECONDS_PER_INPUT = 0.02;

/**
 * How often fast-check runs a property.
 * @param share of all inputs
 */
export function runs(share: number): { numRuns: number } {
  return { numRuns: Math.ceil(share * inputs) };
}

/** How long a test may take, in milliseconds: only what hangs takes so long. */
export const PATIENCE: number = 60_000 + 1000 * SECONDS_PER_INPUT * inputs;
