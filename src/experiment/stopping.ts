import type { Point, Status } from '../results/schema.js';
import type { RunRequest } from './request.js';

/** A loss so many times that at w₀ will not come back. */
const DIVERGED_FACTOR = 1e6;

/**
 * Why a run ends after this point, or undefined where it goes on.
 * @param startLoss the objective at the start, or at w = 0 where that is larger
 */
export function reasonToStop(point: Point, startLoss: number, request: RunRequest): Status | undefined {
  const { targetLoss, timeLimit } = request;
  if (hasDiverged(point, startLoss)) return 'diverged';
  if (targetLoss !== undefined && (point.trainLoss as number) <= targetLoss) return 'target-reached';
  if (timeLimit !== undefined && point.seconds >= timeLimit) return 'time-limit';
  return undefined;
}

function hasDiverged({ trainLoss }: Point, startLoss: number): boolean {
  return trainLoss === null || trainLoss > DIVERGED_FACTOR * startLoss;
}
