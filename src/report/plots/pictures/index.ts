import { byBatch } from './by-batch.js';
import { curves } from './curves.js';
import type { Picture, Subject } from './picture.js';
import { speedUp } from './speed-up.js';

/** The pictures by name; a new one is a file in this folder and a place in this list. By default the first that fits. */
export const pictures: readonly Picture[] = [byBatch, speedUp, curves];

/**
 * The picture that says most of some runs.
 * @param able those to choose from
 */
export function pictureOf(subject: Subject, able: readonly Picture[] = pictures): Picture {
  return able.find(({ isFor }) => isFor(subject)) ?? (able[0] as Picture);
}
