import type { Command, Option } from 'commander';
import { BUILT_IN } from '../data/dataset.js';
import { UserError } from '../errors.js';
import type { ProblemRequest } from '../experiment/request.js';
import { losses } from '../objective/losses.js';
import { MAX_SEED } from '../random.js';
import { addFormatOptions } from './format-options.js';
import { explain, list, named, number, option, type Parser, wholeNumber, wordOr } from './values.js';

/** The options that say what data and what objective, as commander hands them over. */
export interface ProblemOptions extends Omit<ProblemRequest, 'test'> {
  test?: string;
  testFraction?: number;
}

/** Of the rows that are held out. */
export const fraction: Parser<number> = number('a fraction between 0 and 1', (value) => value > 0 && value < 1);
const fromZero = number('a number from 0, or 1/n', (value) => value >= 0);

/** Adds the options that say what data and what objective to a command. */
export function addProblemOptions(command: Command): void {
  command
    .optionsGroup('Data:')
    .option(
      '-d, --dataset <file or name>',
      `LIBSVM, CSV or binary file, also packed; - is stdin; or a name: ${BUILT_IN} (built in), one that adabatch data fetch got`,
      BUILT_IN,
    )
    .option('--test <file or name>', 'held-out data to measure on, in the same format')
    .addOption(option('--test-fraction <f>', 'hold out a random fraction of the rows', fraction))
    .addOption(option('--positive <label,…>', 'the labels that are +1 (default: the higher of two)', list));
  addFormatOptions(command);
  command
    .optionsGroup('Objective:')
    .addOption(named('--loss <name>', 'loss', losses, 'logistic'))
    .addOption(option('--l2 <x>', 'λ; 1/n is one over the number of training rows', wordOr('1/n', fromZero)).default(0))
    .option('--bias', 'add a constant feature 1, which is not regularised', false);
}

/** The option that all randomness depends on. */
export function seedOption(description: string): Option {
  return option('--seed <n>', description, wholeNumber(0, MAX_SEED)).default(0);
}

/** What the options ask for. Throws a UserError where two of them exclude each other. */
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

/** What the names of losses stand for, for the end of a help. */
export const explainedLosses: string = explain('Losses: of the margin m and the label y', losses);
