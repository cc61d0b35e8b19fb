import type { RunRequest } from '../../src/experiment/request.js';
import { runOnce } from '../../src/experiment/run.js';
import { losses } from '../../src/objective/losses.js';
import type { Point, Run } from '../../src/results/schema.js';
import { silentObserver, standardRequest } from './requests.js';

/** The squared loss, which takes labels as numbers. */
export const squared = losses.find(({ name }) => name === 'squared') as RunRequest['loss'];

/** Carries out a run, and keeps what it says. */
export async function watchedRun(changes: Partial<RunRequest>): Promise<{ run: Run; said: string[] }> {
  const said: string[] = [];
  const say = (text: string) => void said.push(text);
  const observer = { ...silentObserver, note: say, noteOnce: say, warn: say };
  return { run: await runOnce({ ...standardRequest, ...changes }, observer), said };
}

/** The losses and errors of a curve. */
export function lossesOf({ curve }: Run): Omit<Point, 'seconds'>[] {
  return curve.map(({ seconds: _, ...point }) => point);
}
