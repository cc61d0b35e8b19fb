import type { Check } from '../../results/checked.js';

/** A figure of a run of the candidate. */
interface Measure {
  name: 'train_loss' | 'test_loss' | 'seconds';
  unit: string;
  value: number;
}

/** A run of the candidate under a name that no other has, with its figures. */
export interface MeasuredRun {
  name: string;
  measures: Measure[];
}

/** The figures of a candidate, without those of half a run; a loss that is not finite or was not measured is left out. */
export function measuredRuns({ candidates }: Check): MeasuredRun[] {
  const whole = candidates.filter(({ status }) => status !== 'interrupted');
  const names = whole.map(({ name }) => name);
  return whole.map(({ id, name, run }) => {
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
