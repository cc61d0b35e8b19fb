import { UserError } from '../../util/errors.js';
import { setting } from '../../util/setting.js';
import { TIMED } from '../environments.js';
import type { Run, Status } from '../schema.js';
import { type CheckedRun, type Finding, lastEpoch, regression } from './verdict.js';

/** Only these ends have comparable seconds: runs that ended otherwise did less work. */
const ENDED_WELL: readonly Status[] = ['target-reached', 'completed', 'time-limit'];

/**
 * Compares the seconds of runs; for two that ended at their time limit, those per epoch.
 * @param tolerance how far they may be above the baseline's, relative to them; undefined if time does not matter
 */
export function compareSeconds(old: CheckedRun, run: CheckedRun, tolerance: number | undefined): Finding[] {
  const both = [old, run];
  if (tolerance === undefined || both.some(({ status }) => !ENDED_WELL.includes(status))) return [];
  const isCut = both.every(({ status }) => status === 'time-limit');
  const [before, after] = both.map((one) => one.summary.seconds / (isCut ? lastEpoch(one) : 1)) as [number, number];
  if (after <= before * (1 + tolerance)) return [];
  const more = before > 0 ? ` (${Math.round((after / before - 1) * 100)} % more)` : '';
  const text = `${isCut ? 'an epoch ' : ''}${before} → ${after}${more}`;
  return [regression('seconds', text, { baseline: before, candidate: after })];
}

type Environment = Run['environment'];

const ALONE = {
  noun: 'other runs beside it',
  value: ({ contended }: Environment) => (contended ? 'yes' : 'no'),
};

/** Refuses pairs of runs whose seconds do not compare. Throws a UserError that says why. */
export function refuseDifferentMachines(pairs: { old: CheckedRun; run: CheckedRun }[]): void {
  const differences = pairs.flatMap(({ old, run }) => machineDifferences(old.environment, run.environment));
  if (differences.length === 0) return;
  throw new UserError(
    `${setting('timeTolerance')}: the seconds do not compare: ${[...new Set(differences)].join('; ')}`,
    `Run both on one machine, one run at a time, or give ${setting('allowDifferentMachines')}`,
  );
}

function machineDifferences(old: Environment, environment: Environment): string[] {
  const differing = [...TIMED, ALONE].filter(({ value }) => value(old) !== value(environment));
  return differing.map(({ noun, value }) => `${noun} ${value(old)} → ${value(environment)}`);
}
