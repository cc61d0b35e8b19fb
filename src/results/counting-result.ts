import { UserError } from '../util/errors.js';
import { repetitionsOf } from './repetitions.js';
import type { Point, Run } from './schema.js';

/** One of several results of a run. */
export interface ResultFile {
  file: string;
  /** When its file was written. */
  written: number;
  run: Run;
}

/**
 * The result that counts among several of one run: the one with the newest file, among those not interrupted if
 * there are any; of equally new ones the last.
 * @throws UserError if the run is deterministic and their losses differ all the same
 */
export function countingResult<Result extends ResultFile>(results: readonly [Result, ...Result[]]): Result {
  const counting = results.reduce((best, other) => (takesPlaceOf(other, best) ? other : best));
  for (const other of results) refuseContradiction(other, counting);
  return counting;
}

function takesPlaceOf(one: ResultFile, other: ResultFile): boolean {
  const [isWhole, isOtherWhole] = [one, other].map(({ run }) => run.status !== 'interrupted');
  return isWhole === isOtherWhole ? one.written >= other.written : isWhole === true;
}

function refuseContradiction(one: ResultFile, other: ResultFile): void {
  if (repetitionsOf(one.run) || repetitionsOf(other.run)) return;
  const epoch = firstDifference(one.run.curve, other.run.curve);
  if (epoch === undefined) return;
  throw new UserError(
    `${describe(one)} and ${describe(other)} are results of one deterministic run, and their losses differ from epoch ${epoch} on`,
    'Move the one that is not to count elsewhere; adabatch check sets two such files against each other',
  );
}

function describe({ file, run }: ResultFile): string {
  return `${file} (adabatch ${run.environment.adabatch})`;
}

/** The first epoch of both curves at which their losses differ; how far the curves go may depend on time. */
function firstDifference(curve: Point[], other: Point[]): number | undefined {
  const byEpoch = new Map(other.map((point) => [point.epoch, point]));
  return curve.find(({ epoch, trainLoss, testLoss }) => {
    const point = byEpoch.get(epoch);
    return point !== undefined && (point.trainLoss !== trainLoss || point.testLoss !== testLoss);
  })?.epoch;
}
