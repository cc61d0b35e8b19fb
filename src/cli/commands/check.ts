import type { Command } from 'commander';
import { describeEnvironment } from '../../experiment/environment.js';
import { type VerdictFormat, verdictFormats, verdictText } from '../../report/check/index.js';
import { checkRuns } from '../../results/check/check.js';
import { refuseStale } from '../../results/check/fresh.js';
import { type CheckedRun, checkedRun } from '../../results/check/verdict.js';
import { readRuns, type StoredRun } from '../../results/read.js';
import { UserError } from '../../util/errors.js';
import { number, type Parser, parseNumber, share } from '../../util/parse.js';
import { rounded } from '../../util/text.js';
import { ExitCode } from '../exit-code.js';
import { examples, helpText } from '../help.js';
import type { Finish } from '../lazy-command.js';
import { addCommonOptions } from '../options/common.js';
import { explain, named, option } from '../options/values.js';
import { startOfStarter } from '../starter.js';
import { print } from '../terminal/output.js';
import { Terminal } from '../terminal/terminal.js';

interface CheckOptions {
  lossTolerance?: number;
  absoluteTolerance?: number;
  exact?: boolean;
  timeTolerance?: number;
  allowDifferentMachines?: boolean;
  fresh?: boolean;
  format: VerdictFormat;
  quiet?: boolean;
}

const EXPLAINED = `Runs are matched by id: the same data and configuration. A run fails if it is missing in the candidate, ended worse,
lost its target or came to it later, lacks a point, or has a higher train or test loss at any epoch. Losses are
deterministic, so that none may be higher at all unless --loss-tolerance or --absolute-tolerance lets it; of these the
greater counts. Those of hogwild with several workers are not: only their ends are compared, and may be 1 % higher, or
3 times as far as the baseline's repeated runs lie apart, also with --exact.

With --fresh nothing counts as a candidate that may have been there before: a file in a git checkout, where a commit can
have put it, one older than the process that started this (the shell of a step that also made the runs; Linux only), one
of another machine, or a second one of the same run.

Exit code: 0 all is well, 1 something failed, 2 nothing could be checked.
`;

const EXAMPLES = examples(
  ['adabatch check baseline results', 'whether any loss got worse than in the baseline'],
  [
    'adabatch check baseline results --loss-tolerance 0.1% --time-tolerance 20% --format github',
    'with room for small changes, time too, and annotations in the workflow',
  ],
  [
    'adabatch check baseline "$RUNNER_TEMP/candidate" --fresh',
    'a gate that a committed result does not pass; in the step that made the runs',
  ],
  [
    'adabatch check baseline results --loss-tolerance 0.1% --absolute-tolerance 1e-9',
    'also where losses come close to 0',
  ],
);
/** A share by which a figure may be higher: a user who types 5 means 5 % rather than 500 %. */
const tolerance: Parser<number> = (text, name) => {
  const value = parseNumber(text);
  if (!(value >= 1)) return share(text, name);
  const hint = `Write ${value}% for ${value} in a hundred, or ${rounded(100 * value)}%`;
  throw new UserError(`${name} takes a share such as 20% or 0.2, not "${text}"`, hint);
};

/** Defines `adabatch check`, a gate against regressions. Resolves to the exit code by way of `finish`. */
export function defineCheckCommand(command: Command, finish: Finish): void {
  command
    .argument('<baseline>', 'folder or file of results to hold on to')
    .argument('<candidate>', 'folder or file of results to check')
    .addOption(
      option('--loss-tolerance <share>', 'let losses be higher by this share, as 0.1% (default: 0)', tolerance),
    )
    .addOption(
      option(
        '--absolute-tolerance <loss>',
        'let losses be higher by this much, as 1e-9 (default: 0)',
        number('a loss from 0, such as 1e-9', (value) => value >= 0),
      ),
    )
    .option('--exact', 'fail where losses got better, too')
    .addOption(
      option(
        '--time-tolerance <share>',
        'fail where the seconds are higher by more than this share, as 20%',
        tolerance,
      ),
    )
    .option('--allow-different-machines', 'compare times even so')
    .option('--fresh', 'refuse candidates that were not made just now, on this machine, outside a git checkout')
    .optionsGroup('Output:')
    .addOption(named('--format <name>', 'format', verdictFormats, 'text'));
  addCommonOptions(command)
    .addHelpText('after', helpText(EXPLAINED, explain('Formats:', verdictFormats), EXAMPLES))
    .action(async (baseline: string, candidate: string, options: CheckOptions) =>
      finish(await checkCommand(baseline, candidate, options)),
    );
}

async function checkCommand(baseline: string, candidate: string, options: CheckOptions): Promise<number> {
  refuseTolerances(options);
  const terminal = new Terminal(options);
  const { fresh = false } = options;
  const note = (text: string) => terminal.note(text);
  const old = await readRuns([baseline], checkedRun, note);
  const candidates = await readRuns([candidate], checkedRun, note, fresh);
  if (fresh) {
    await refuseStale(candidates, { machine: describeEnvironment(), since: await startOfStarter('--fresh') });
  }
  const check = checkRuns(old, candidates, {
    loss: options.lossTolerance ?? 0,
    absolute: options.absoluteTolerance ?? 0,
    exact: options.exact ?? false,
    time: options.timeTolerance,
    differentMachines: options.allowDifferentMachines ?? false,
  });
  if (options.timeTolerance !== undefined) warnOfContention([...old, ...candidates], terminal);
  const warning = options.format.warning?.(check);
  if (warning !== undefined) terminal.warn(warning);
  await print(options.format.write(check));
  if (options.format.machine) for (const line of verdictText(check).trimEnd().split('\n')) terminal.note(line);
  return check.passed ? ExitCode.done : ExitCode.failed;
}

function refuseTolerances({ exact, lossTolerance, absoluteTolerance }: CheckOptions): void {
  if (!exact || (lossTolerance === undefined && absoluteTolerance === undefined)) return;
  const given = lossTolerance === undefined ? '--absolute-tolerance' : '--loss-tolerance';
  throw new UserError(`--exact lets no loss differ, so ${given} has no meaning`, 'Give one of them');
}

function warnOfContention(runs: StoredRun<CheckedRun>[], terminal: Terminal): void {
  if (runs.some(({ run }) => run.environment.contended)) {
    terminal.warn('some runs were measured while others went on, so their seconds say little');
  }
}
