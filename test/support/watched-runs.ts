import { runOnce } from '../../src/experiment/run.js';
import { losses } from '../../src/objective/losses.js';
import type { Point, Run } from '../../src/results/schema.js';
import type { RunRequest } from '../../src/settings/request.js';
import { silentObserver, standardRequest } from './requests.js';

/** The squared loss, which takes labels as numbers. */
export const squared = losses.find(({ name }) => name === 'squared') as RunRequest['loss'];

/** Carries out a run, and keeps what it says. */
export async function watchedRun({
  saveModel,
  ...changes
}: Partial<RunRequest> & { saveModel?: string }): Promise<{ run: Run; said: string[] }> {
  const said: string[] = [];
  const say = (text: string) => void said.push(text);
  const observer = { ...silentObserver, note: say, noteOnce: say, warn: say };
  return { run: await runOnce({ ...standardRequest, ...changes }, observer, { saveModel }), said };
}

/** The losses and errors of a curve. */
export function lossesOf({ curve }: Run): Omit<Point, 'seconds'>[] {
  return curve.map(({ seconds: _, ...point }) => point);
}
