import { randomFor } from '../../util/random.js';
import { RowDraft } from '../row-draft.js';
import type { RowReader } from '../rows.js';
import { margin, plantModel } from './planted-model.js';
import type { Supports } from './supports.js';
import type { Task } from './tasks.js';
import { drawValues } from './values.js';

/** What to generate. */
export interface Recipe {
  rows: number;
  features: number;
  supports: Supports;
  task: Task;
  /** The share of labels that are flipped, or the standard deviation of the noise that is added to them. */
  noise: number;
  seed: number;
}

/**
 * Generates a dataset by a recipe; its features count from 1. Its supports, values, planted model and noise
 * have separate random numbers, so that a change in one of them leaves the others unchanged. It uses only operations
 * that IEEE 754 defines to the last bit, so it is the same on every machine.
 */
export async function* generateRows({ rows, features, supports, task, noise, seed }: Recipe): RowReader {
  const model = plantModel(features, randomFor(seed, 'model'));
  const valueRandom = randomFor(seed, 'values');
  const noiseRandom = randomFor(seed, 'noise');
  const draft = new RowDraft(supports.most, 1);
  let largest = 0;
  for (let row = 0; row < rows; row++) {
    const { indices, values, start } = draft;
    const end = supports.draw(indices, start);
    drawValues(values, start, end, valueRandom);
    draft.endRow(task.label(margin(model, indices, values, start, end), noise, noiseRandom), end);
    if (end > start) largest = Math.max(largest, indices[end - 1]! + 1);
    if (draft.isFull || row === rows - 1) yield draft.take();
  }
  return { indexBase: 1, features: largest, notes: [] };
}
