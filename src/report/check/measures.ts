import type { Check } from '../../results/check/verdict.js';
import type { Run } from '../../results/schema.js';
import { listed } from '../../util/text.js';

/** A figure of a run of the candidate. */
interface Measure {
  name: 'train_loss' | 'test_loss' | 'seconds';
  unit: string;
  value: number;
}

/** A run of the candidate, with a unique name and its figures. */
export interface MeasuredRun {
  name: string;
  measures: Measure[];
}

/** The figures of a candidate's runs that ended well; a loss that was not measured is left out. */
export function measuredRuns({ candidates }: Check): MeasuredRun[] {
  const names = candidates.map(({ name }) => name);
  const measured = candidates.filter((candidate) => !isUnmeasured(candidate));
  return measured.map(({ id, name, run }) => {
    const last = run.curve.at(-1);
    const measures = [
      { name: 'train_loss' as const, unit: 'loss', value: last?.trainLoss ?? null },
      { name: 'test_loss' as const, unit: 'loss', value: last?.testLoss ?? null },
      { name: 'seconds' as const, unit: 's', value: run.summary.seconds },
    ];
    const unique = names.indexOf(name) === names.lastIndexOf(name) ? name : `${name} ${id}`;
    return { name: unique, measures: measures.filter((measure): measure is Measure => measure.value !== null) };
  });
}

/** A remark on runs without figures; undefined if all have theirs. */
export function unmeasuredWarning({ candidates }: Check): string | undefined {
  const names = candidates.filter(isUnmeasured).map(({ name, status }) => `${name} (${status})`);
  return names.length > 0 ? `runs that did not end well have no figures: ${listed(names)}` : undefined;
}

/** The seconds of such a run are of less work, so that they would look fast. */
function isUnmeasured({ status }: Pick<Run, 'status'>): boolean {
  return status === 'diverged' || status === 'interrupted';
}
