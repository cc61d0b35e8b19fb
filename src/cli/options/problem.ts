import type { Command, Option } from 'commander';
import { BUILT_IN } from '../../data/generators/built-in.js';
import type { ProblemRequest } from '../../experiment/request.js';
import { losses } from '../../objective/losses.js';
import { UserError } from '../../util/errors.js';
import { fraction, list, number, type Parser, refuse, wholeNumber, wordOr } from '../../util/parse.js';
import { MAX_SEED } from '../../util/random.js';
import type { HelpPart } from '../help.js';
import { addFormatOptions } from './format.js';
import { explain, named, option } from './values.js';

/** The options that define the data and the objective, as commander hands them over. */
export interface ProblemOptions extends Omit<ProblemRequest, 'test'> {
  test?: string;
  testFraction?: number;
}

const fromZero = number('a number from 0, or 1/n', (value) => value >= 0);

/** Adds the options that define the data and the objective to a command. */
export function addProblemOptions(command: Command): void {
  command
    .optionsGroup('Data:')
    .option(
      '-d, --dataset <file or name>',
      `LIBSVM, CSV or binary file, also packed; - is stdin; or a name: ${BUILT_IN} (built in), one that adabatch data fetch got`,
      BUILT_IN,
    )
    .option('--test <file or name>', 'held-out data to measure on, in the same format')
    .addOption(option('--test-fraction <f>', 'hold out a random fraction of the rows, 0.2 or 20%', fraction))
    .addOption(option('--positive <label,…>', 'the labels that are +1 (default: the higher of two)', list));
  addFormatOptions(command);
  command
    .addOption(scaleOption('the training rows').default(undefined, 'none'))
    .optionsGroup('Objective:')
    .addOption(named('--loss <name>', 'loss', losses, 'logistic'))
    .addOption(
      option('--l2 <x>', 'λ; 1/n is one over the number of training rows', wordOr('1/n', fromZero), ['1/n']).default(0),
    )
    .option('--bias', 'add a constant feature 1, which is not regularised', false);
}

const maxAbs: Parser<'max-abs' | undefined> = (text, name) => {
  if (text === 'none') return undefined;
  return text === 'max-abs' ? text : refuse(name, 'max-abs or none', text);
};

/**
 * The option that says how features are scaled.
 * @param of the rows that determine how large a feature is
 */
export function scaleOption(of: string): Option {
  return option('--scale <how>', `max-abs: divide each feature by its greatest |value| in ${of}`, maxAbs, [
    'max-abs',
    'none',
  ]);
}

/** The option that everything random depends on. */
export function seedOption(description: string): Option {
  return option('--seed <n>', description, wholeNumber(0, MAX_SEED)).default(0);
}

/** What the options ask for. Throws a UserError if two of them exclude each other. */
export function toProblemRequest<Options extends ProblemOptions>(
  options: Options,
): Omit<Options, 'test' | 'testFraction'> & Pick<ProblemRequest, 'test'> {
  const { test, testFraction, ...rest } = options;
  if (test !== undefined && testFraction !== undefined) {
    throw new UserError('--test and --test-fraction are two ways to hold data out', 'Give one of them');
  }
  if (test === '-' && rest.dataset === '-') throw new UserError('stdin can be read once', 'Give --test a file');
  if (rest.positive && rest.loss.labels === 'numbers') {
    throw new UserError(`--positive has no meaning for the ${rest.loss.name} loss, which takes labels as numbers`);
  }
  if (test !== undefined) return { ...rest, test: { file: test } };
  return { ...rest, test: testFraction === undefined ? undefined : { fraction: testFraction } };
}

/** The meanings of the names of losses, for the end of a help. */
export const explainedLosses: HelpPart = explain('Losses: of the margin m and the label y', losses);
