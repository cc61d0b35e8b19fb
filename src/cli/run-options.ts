import type { Command, Option } from 'commander';
import { algorithms } from '../algorithms/index.js';
import { orders } from '../algorithms/orders.js';
import { constant, parseSchedule, type Schedule, scheduleForms } from '../algorithms/schedules.js';
import { BUILT_IN } from '../data/dataset.js';
import { UserError } from '../errors.js';
import type { RunRequest } from '../experiment/request.js';
import { losses } from '../objective/losses.js';
import { MAX_SEED } from '../random.js';
import { rules } from '../rules/index.js';
import {
  aboveZero,
  duration,
  list,
  number,
  oneOf,
  option,
  type Parser,
  refuse,
  wholeNumber,
  wordOr,
} from './values.js';

/** The options that say what is run, as commander hands them over: a request but for the held-out data. */
export interface RunOptions extends Omit<RunRequest, 'test'> {
  test?: string;
  testFraction?: number;
}

const NAME_WIDTH = 15;

const fraction = number('a fraction between 0 and 1', (value) => value > 0 && value < 1);
const fromZero = number('a number from 0, or 1/n', (value) => value >= 0);
const stepSize = number('a number above 0 such as 0.1 or 2^-3, or auto', (value) => value > 0);
const passNumber = number('a number from 0', (value) => value >= 0);
const anyNumber = number('a number', Number.isFinite);

const schedule: Parser<Schedule> = (text, name) =>
  parseSchedule(text) ?? refuse(name, 'constant, exp:β with β above 0 and at most 1, sqrt or inv', text);

/** Adds the options that say what is run to a command. */
export function addRunOptions(command: Command): void {
  command
    .optionsGroup('Data:')
    .option('-d, --dataset <file>', `LIBSVM or CSV file, also packed; - is stdin, ${BUILT_IN} is built in`, BUILT_IN)
    .option('--test <file>', 'held-out data to measure on, in the same format')
    .addOption(option('--test-fraction <f>', 'hold out a random fraction of the rows', fraction))
    .addOption(option('--positive <label,…>', 'the labels that are +1 (default: the higher of two)', list))
    .option(
      '--label-column <name>',
      'label of a CSV file, by name or number (default: label, target, y, class, or last)',
    )
    .addOption(option('--index-base <0|1>', 'first index of a LIBSVM file (default: detected)', wholeNumber(0, 1)))
    .optionsGroup('Objective:')
    .addOption(named('--loss <name>', 'loss', losses, 'logistic'))
    .addOption(option('--l2 <x>', 'λ; 1/n is one over the number of training rows', wordOr('1/n', fromZero)).default(0))
    .option('--bias', 'add a constant feature 1, which is not regularised', false)
    .optionsGroup('Method:')
    .addOption(named('-a, --algorithm <name>', 'algorithm', algorithms, 'sgd'))
    .addOption(named('-r, --rule <name>', 'rule', rules, 'adabatch'))
    .addOption(option('-b, --batch <n>', 'samples a batch', wholeNumber(1)).default(64))
    .addOption(
      option('-s, --step-size <x>', '0.1, 2^-3, or auto: safe, not best', wordOr('auto', stepSize)).default('auto'),
    )
    .addOption(
      option('--schedule <form>', 'of the step size: constant, exp:β, sqrt, inv', schedule).default(
        constant,
        constant.name,
      ),
    )
    .addOption(
      option('--snapshot-every <n>', 'epochs from one snapshot of svrg to the next', wholeNumber(1)).default(2),
    )
    .addOption(option('--average <pass>', 'measure the average of the iterates from this pass on', passNumber))
    .addOption(named('--order <name>', 'order', orders, 'blocks'))
    .addOption(option('--seed <n>', 'same seed, same curve, on any machine', wholeNumber(0, MAX_SEED)).default(0))
    .optionsGroup('Stopping and measuring:')
    .addOption(option('-e, --epochs <n>', 'epochs to run, also fractions', aboveZero).default(10))
    .addOption(option('--max-passes <n>', 'stop after so many gradient evaluations a row', aboveZero))
    .addOption(option('--target-loss <x>', 'stop once the training objective is as low', anyNumber))
    .addOption(option('--time-limit <time>', 'stop after so much time in updates: 30s, 500ms, 5m, 1h', duration))
    .addOption(option('--measure-every <n>', 'epochs between points, also fractions', aboveZero).default(1));
}

/** What the options ask for. Throws a UserError where two of them exclude each other. */
export function toRequest(options: RunOptions): RunRequest {
  const { test, testFraction, ...rest } = options;
  if (test !== undefined && testFraction !== undefined) {
    throw new UserError('--test and --test-fraction are two ways to hold data out', 'Give one of them');
  }
  if (test === '-' && rest.dataset === '-') throw new UserError('stdin can be read once', 'Give --test a file');
  if (rest.positive && rest.loss.labels === 'numbers') {
    throw new UserError(`--positive has no meaning for the ${rest.loss.name} loss, which takes labels as numbers`);
  }
  if (test !== undefined) return { ...rest, test: { file: test } };
  return testFraction === undefined ? rest : { ...rest, test: { fraction: testFraction } };
}

/** An option that takes an entry of a registry. */
function named<Entry extends Named>(flags: string, kind: string, entries: readonly Entry[], standard: string): Option {
  const parse = oneOf(kind, entries);
  const known = entries.map(({ name }) => name).join(', ');
  return option(flags, known, parse).default(parse(standard, flags), standard);
}

interface Named {
  name: string;
  summary: string;
}

/** What the names in the options stand for, for the end of the help. */
export function explainNames(): string {
  const groups: [string, readonly Named[]][] = [
    ['Algorithms: which gradient is formed, and how the step is scaled', algorithms],
    ['Rules: how the gradients of a batch become one step, feature by feature', rules],
    ['Schedules: the step size after t passes', scheduleForms],
    ['Orders: how the rows are visited', orders],
    ['Losses: of the margin m and the label y', losses],
  ];
  return groups.map(([title, entries]) => [title, ...entries.map(explain), ''].join('\n')).join('\n');
}

function explain({ name, summary }: Named): string {
  return `  ${name.padEnd(NAME_WIDTH)}${summary}`;
}
