// Long runs choose other inputs, and more of them:
//   ADABATCH_FUZZ_SEED=7 ADABATCH_FUZZ_INPUTS=1000000 npx vitest run test/fuzz
const { ADABATCH_FUZZ_SEED = '0', ADABATCH_FUZZ_INPUTS = '100000' } = process.env;

/** Of all fuzz tests together. */
const inputs = Number(ADABATCH_FUZZ_INPUTS);
const SECONDS_PER_INPUT = 0.02;

/**
 * How fast-check runs a property: always on the same inputs, unless told otherwise. A failure names the seed.
 * @param share of all inputs
 */
export function runs(share: number): { seed: number; numRuns: number } {
  return { seed: Number(ADABATCH_FUZZ_SEED), numRuns: Math.ceil(share * inputs) };
}

/** How long a test may take, in milliseconds: only what hangs takes so long. */
export const PATIENCE: number = 60_000 + 1000 * SECONDS_PER_INPUT * inputs;
