import type { Option } from 'commander';
import { UserError } from '../util/errors.js';
import { runOptions } from './assignment.js';
import { readAxis } from './sweep-values.js';

/** Makes an option of `run` that is given a list or a range point to `sweep`, which takes it. */
export function pointToSweep(option: Option): void {
  const { parseArg: parse } = option;
  if (!parse) return;
  option.argParser((text: string, previous: unknown) => {
    try {
      return parse(text, previous);
    } catch (error) {
      if (!(error instanceof UserError) || !isAxis(option.name(), text)) throw error;
      throw new UserError(error.message, `adabatch sweep takes lists and ranges: --${option.name()} ${text}`);
    }
  });
}

/** Whether a sweep has runs with this in place of one value. */
function isAxis(name: string, text: string): boolean {
  try {
    return readAxis(runOptions.get(name) as Option, text, name).length > 0;
  } catch (error) {
    if (error instanceof UserError) return false;
    throw error;
  }
}
