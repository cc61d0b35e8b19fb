import type { Option } from 'commander';
import { UserError } from '../util/errors.js';
import { isReadOnce } from '../util/files.js';
import { parseOption } from './assignment.js';
import { expandAxis, expandPart, type Ranges } from './axes.js';

/** Options that take one value in a sweep, commas included. */
export const ONE_VALUE: ReadonlySet<string> = new Set([
  ...['test', 'positive', 'label-column', 'drop-columns', 'text-columns', 'missing'],
  ...['index-base', 'features', 'warm-start'],
]);

/** Options whose ranges count up by one, since doubling makes no sense for them. */
const COUNTING: ReadonlySet<string> = new Set(['seed']);

/** Options that name input files, which each run reads anew. */
const SOURCES: ReadonlySet<string> = new Set(['dataset', 'test', 'warm-start']);

/**
 * The items that a text means for an option of `run`, which takes each of them.
 * @param name the name of the option in errors about lists and ranges
 */
export function readAxis(option: Option, text: string, name: string): string[] {
  if (ONE_VALUE.has(option.name())) return checked(option, [text]);
  return checked(option, expandAxis(text, name, rangesOf(option)));
}

/** Like readAxis, for a text in which a comma has no meaning. */
export function readPart(option: Option, text: string, name: string): string[] {
  return checked(option, expandPart(text, name, rangesOf(option)));
}

function rangesOf(option: Option): Ranges {
  if (!option.parseArg) return 'none';
  return COUNTING.has(option.name()) ? 'counting' : 'doubling';
}

function checked(option: Option, items: string[]): string[] {
  for (const item of items) {
    if (SOURCES.has(option.name())) refuseReadOnce(option, item);
    parseOption(option, item);
  }
  return items;
}

function refuseReadOnce(option: Option, item: string): void {
  if (!isReadOnce(item)) return;
  const what = item === '-' ? 'stdin' : `'${item}', which is no plain file`;
  throw new UserError(`--${option.name()}: a sweep cannot read ${what}`, 'Save the data to a file');
}
