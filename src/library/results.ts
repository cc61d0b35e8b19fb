import { checkRuns } from '../results/check/check.js';
import { type Check, checkedRun, type Tolerances } from '../results/check/verdict.js';
import { parseBaseline } from '../results/comparison/baseline.js';
import { type Comparison, type ComparisonRequest, compareRuns } from '../results/comparison/compare.js';
import { comparedRun } from '../results/comparison/rows.js';
import { readRuns as readStoredRuns, type StoredRun } from '../results/read.js';
import type { Run } from '../results/schema.js';
import { UserError } from '../util/errors.js';

/**
 * Reads the runs of files and folders of results. Of several results of one run the newest counts.
 * @param note told what was left out
 * @throws UserError if something cannot be read, or is no result although it should be one
 */
export async function readRuns(paths: readonly string[], note: (text: string) => void = () => {}): Promise<Run[]> {
  const stored = await readStoredRuns([...paths], (run) => run, note);
  return stored.map(({ run }) => run);
}

/**
 * Sets runs side by side: medians over seeds, and what a common target took.
 * @param request the baseline is a text such as `rule=mean`
 * @throws UserError if no run matches the baseline
 */
export function compare(
  runs: readonly Run[],
  { baseline, ...request }: Omit<ComparisonRequest, 'baseline'> & { baseline?: string | undefined } = {},
): Comparison {
  const compared = runs.map((run) => ({ ...comparedRun(run), name: run.id }));
  return compareRuns(compared, { ...request, baseline: baseline === undefined ? undefined : parseBaseline(baseline) });
}

/**
 * Checks that no run of a baseline is missing or worse among the candidates. By default no loss may be higher.
 * @throws UserError if the baseline is empty, a tolerance is no number from 0, or the two cannot be compared
 */
export function check(
  baseline: readonly Run[],
  candidates: readonly Run[],
  { loss = 0, absolute = 0, exact = false, time, differentMachines = false }: AskedTolerances = {},
): Check {
  for (const [name, tolerance] of Object.entries({ loss, absolute, time: time ?? 0 })) {
    // A tolerance that is not a number would let every loss pass.
    if (!(typeof tolerance === 'number' && tolerance >= 0)) {
      throw new UserError(`the tolerance ${name} is a number from 0, not ${tolerance}`);
    }
  }
  const tolerances = { loss, absolute, exact, time, differentMachines };
  return checkRuns(baseline.map(stored), candidates.map(stored), tolerances);
}

/** The tolerances of a check that are not the standard ones. */
export type AskedTolerances = { [Key in keyof Tolerances]?: Tolerances[Key] | undefined };

function stored(run: Run): StoredRun<ReturnType<typeof checkedRun>> {
  const { id, status } = run;
  return { file: id, name: id, id, status, run: checkedRun(run) };
}
