import type { Command } from 'commander';
import { executions } from '../../algorithms/executions/index.js';
import { algorithms } from '../../algorithms/index.js';
import { orders } from '../../algorithms/orders.js';
import { constant, parseSchedule, type Schedule, scheduleForms } from '../../algorithms/schedules.js';
import type { RunRequest, StepSizeRequest } from '../../experiment/request.js';
import { rules } from '../../rules/index.js';
import { UserError } from '../../util/errors.js';
import {
  aboveZero,
  duration,
  number,
  type Parser,
  parseNumber,
  refuse,
  wholeNumber,
  wordOr,
} from '../../util/parse.js';
import type { HelpPart } from '../help.js';
import { addProblemOptions, explainedLosses, type ProblemOptions, seedOption, toProblemRequest } from './problem.js';
import { explain, named, option } from './values.js';

/** The options that define a run, as commander hands them over. */
export type RunOptions = Omit<RunRequest, 'test' | 'batch'> & ProblemOptions & { batch?: number };

/** The most threads; a larger number is a slip of the keyboard. */
const MOST_WORKERS = 256;

const STEP_SIZES = 'a number above 0 such as 0.1 or 2^-3, a multiple of 1/L such as 4/L, auto, tune or frozen';

/** A step size; every spelling of a multiple of the limit gives the same text. */
const stepSize: Parser<StepSizeRequest> = (text, name) => {
  if (text === 'auto' || text === 'tune' || text === 'frozen') return text;
  const [, multiple] = /^(.*)\/L$/.exec(text.trim()) ?? [];
  const value = parseNumber(multiple ?? text);
  if (!(value > 0)) refuse(name, STEP_SIZES, text);
  return multiple === undefined ? value : `${value}/L`;
};
const passNumber = number('a number from 0', (value) => value >= 0);
const anyNumber = number('a number', Number.isFinite);

const schedule: Parser<Schedule> = (text, name) =>
  parseSchedule(text) ?? refuse(name, 'constant, exp:β with β above 0 and at most 1, sqrt or inv', text);

/** Adds the options that define a run to a command. */
export function addRunOptions(command: Command): void {
  addProblemOptions(command);
  command
    .optionsGroup('Method:')
    .addOption(named('-a, --algorithm <name>', 'algorithm', algorithms, 'sgd'))
    .addOption(named('-r, --rule <name>', 'rule', rules, 'adabatch'))
    .addOption(option('-b, --batch <n>', 'samples a batch (default: 64, and 1 for hogwild)', wholeNumber(1)))
    .addOption(
      option(
        '-s, --step-size <x>',
        '0.1, 2^-3, 4/L, auto (safe, not best), tune (searched), frozen (at batch 1)',
        stepSize,
        ['auto', 'tune', 'frozen'],
      ).default('auto'),
    )
    .addOption(
      option('--schedule <form>', 'of the step size: constant, exp:β, sqrt, inv', schedule, [
        'constant',
        'sqrt',
        'inv',
      ]).default(constant, constant.name),
    )
    .addOption(
      option('--snapshot-every <n>', 'epochs from one snapshot of svrg to the next', wholeNumber(1)).default(2),
    )
    .addOption(option('--average <pass>', 'measure the average of the iterates after so many passes', passNumber))
    .option('--warm-start <file>', 'start from a model that --save-model wrote, not from w = 0')
    .addOption(named('--order <name>', 'order', orders, 'interleaved'))
    .addOption(named('--execution <name>', 'execution', executions, 'sequential'))
    .addOption(
      option(
        '-w, --workers <n>',
        'threads of synchronous and hogwild; auto: one a core',
        wordOr('auto', wholeNumber(1, MOST_WORKERS)),
        ['auto'],
      ).default(1),
    )
    .addOption(
      option(
        '--blocks <n>',
        'of features, which workers of synchronous own (default: from the data)',
        wholeNumber(1, MOST_WORKERS),
      ),
    )
    .addOption(
      option(
        '--repeats <n>',
        'carry out hogwild of several workers so often, to see the spread of its ends',
        wholeNumber(1),
      ).default(3),
    )
    .addOption(seedOption('same seed, same curve, on any machine'))
    .optionsGroup('Stopping and measuring:')
    .addOption(option('-e, --epochs <n>', 'epochs to run, also fractions', aboveZero).default(10))
    .addOption(option('--max-passes <n>', 'stop after so many gradient evaluations a row', aboveZero))
    .addOption(option('--target-loss <x>', 'stop once the training objective is as low', anyNumber))
    .addOption(option('--time-limit <time>', 'stop after so much time in updates: 30s, 500ms, 5m, 1h', duration))
    .option('--suboptimality', 'measure it: compute the optimum first, unless adabatch optimum has', false)
    .addOption(option('--measure-every <n>', 'epochs between points, also fractions', aboveZero).default(1));
}

/** A combination of methods that does not exist: a grid leaves such a cell out. */
export class ImpossibleRun extends UserError {}

/**
 * The run that the options ask for.
 * @throws UserError if two of them exclude each other
 */
export function requestOf(options: RunOptions): RunRequest {
  const { algorithm, rule, average, execution, batch = execution.batch } = options;
  const refused = execution.refusal(algorithm, rule, average !== undefined);
  if (refused !== undefined) {
    throw new ImpossibleRun(
      `--execution ${execution.name} cannot be used with ${refused}`,
      'Use --execution synchronous',
    );
  }
  return toProblemRequest({ ...options, batch });
}

/** The meanings of the names in the options, for the end of the help. */
export const explainedNames: readonly HelpPart[] = [
  explain('Algorithms: which gradient is formed, and how the step is scaled', algorithms),
  explain('Rules: how the gradients of a batch become one step, feature by feature', rules),
  explain('Schedules: the step size after t passes', scheduleForms),
  explain('Executions: who does the work', executions),
  explain('Orders: how the rows are visited', orders),
  explainedLosses,
];
