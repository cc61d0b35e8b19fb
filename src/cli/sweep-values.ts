import type { Option } from 'commander';
import { UserError } from '../util/errors.js';
import { isReadOnce } from '../util/files.js';
import { parseOption } from './assignment.js';
import { expandAxis, expandPart, type Ranges } from './axes.js';

/** Options that take one value in a sweep, commas and all. */
export const ONE_VALUE: ReadonlySet<string> = new Set([
  ...['test', 'positive', 'label-column', 'drop-columns', 'text-columns', 'missing'],
  ...['index-base', 'features', 'warm-start'],
]);

/** Options of which a range counts up by one, since doubling makes no sense for them. */
const COUNTING: ReadonlySet<string> = new Set(['seed']);

/** Options that name what the runs read, each of them anew. */
const SOURCES: ReadonlySet<string> = new Set(['dataset', 'test', 'warm-start']);

/**
 * The items of an option of `run` that a text stands for, each of which the option takes.
 * @param name what the option is called in errors about lists and ranges
 */
export function readAxis(option: Option, text: string, name: string): string[] {
  if (ONE_VALUE.has(option.name())) return checked(option, [text]);
  return checked(option, expandAxis(text, name, rangesOf(option)));
}

/** As readAxis, of a text in which a comma means nothing. */
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
