/** One of this many cases is tried on mutants: see test/mutants/vitest.config.ts. */
const STRIDE = Number(process.env.STRIDE ?? 1);

/** The cases that are tried. */
export function partOf<Case>(cases: readonly Case[]): Case[] {
  return cases.filter((_, place) => place % STRIDE === 0);
}

/** Whether all cases are tried, those with threads too: two runs of mutants at a time would wait for their cores. */
export const areAllTried: boolean = STRIDE === 1;
