import { Command, type Option } from 'commander';
import type { RunRequest } from '../experiment/request.js';
import { refuse } from '../util/parse.js';
import type { Assignment } from './grid.js';
import { addRunOptions, type RunOptions, requestOf } from './options/run.js';

const template = new Command();
addRunOptions(template);

/** The options of `run` that define a run, by their long names. */
export const runOptions: ReadonlyMap<string, Option> = new Map(
  template.options.filter(({ negate }) => !negate).map((option) => [option.name(), option]),
);

/** The options that only negate one of them, as `--no-header` does. */
export const negations: readonly Option[] = template.options.filter(({ negate }) => negate);

const defaults: Readonly<Record<string, unknown>> = Object.fromEntries(
  template.options
    .filter(({ defaultValue }) => defaultValue !== undefined)
    .map((option) => [option.attributeName(), option.defaultValue]),
);

/**
 * The value of an option of `run`, as the option itself parses it from a text.
 * @throws UserError if the option does not take the text
 */
export function parseOption(option: Option, text: string): unknown {
  if (option.isBoolean()) return truth(option, text);
  return option.parseArg ? option.parseArg<unknown>(text, undefined) : text;
}

function truth(option: Option, text: string): boolean {
  return text === 'true' || (text === 'false' ? false : refuse(`--${option.name()}`, 'true or false', text));
}

/**
 * The run that an assignment asks for, with the defaults of `run` for what is not set. The same for the same
 * assignment in every process.
 * @throws UserError if an option does not take its text, or two options exclude each other
 */
export function toRunRequest(assignment: Assignment): RunRequest {
  const values = { ...defaults };
  for (const [name, text] of Object.entries(assignment)) {
    const option = runOptions.get(name);
    if (!option) throw new Error(`run has no option --${name}`);
    values[option.attributeName()] = parseOption(option, text);
  }
  return requestOf(values as unknown as RunOptions);
}
