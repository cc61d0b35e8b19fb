import type { RowValue } from '../../results/comparison/rows.js';
import { shorten } from './titles.js';

const LONGEST_VALUE = 20;

/** The readable name of a key: `measureEvery` is `measure every`. */
export function words(key: string): string {
  return key.replaceAll(/[A-Z]/g, (letter) => ` ${letter.toLowerCase()}`);
}

/** A readable value of a key. */
export function valueText(value: RowValue | undefined): string {
  if (value === null || value === undefined) return 'none';
  const text = String(value);
  return text.length > LONGEST_VALUE ? shorten(text) : text;
}
