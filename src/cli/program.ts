import { version } from '../experiment/environment.js';
import { CliCommand } from './command.js';
import { addCheckCommand } from './commands/check.js';
import { addCompareCommand } from './commands/compare.js';
import { addCompletionCommand } from './commands/completion/index.js';
import { addDataCommand } from './commands/data/index.js';
import { addExplainCommand } from './commands/explain.js';
import { addMergeCommand } from './commands/merge.js';
import { addOptimumCommand } from './commands/optimum.js';
import { addRunCommand } from './commands/run.js';
import { addSweepCommand } from './commands/sweep.js';

const DESCRIPTION =
  'A benchmark for sparse stochastic gradient methods: mini-batch SGD with AdaBatch (Défossez and Bach, 2017) ' +
  "and the other rules that make one step of a batch's gradients.";

/**
 * The command line with all its commands.
 * @param finish takes the exit code of the command that was typed
 * @param show takes the help or the version, where that was typed
 */
export function createProgram(finish: (code: number) => void, show: (text: string) => void): CliCommand {
  const program = new CliCommand('adabatch');
  program
    .description(DESCRIPTION)
    .version(version, '-V, --version', 'show the version')
    .helpOption('-h, --help', 'show this')
    .exitOverride()
    // Commands that are added have it too.
    .configureOutput({ writeOut: show });
  addRunCommand(program, finish);
  addSweepCommand(program, finish);
  addOptimumCommand(program, finish);
  addCompareCommand(program, finish);
  addCheckCommand(program, finish);
  addMergeCommand(program, finish);
  addExplainCommand(program, finish);
  addDataCommand(program, finish);
  addCompletionCommand(program, finish);
  return program;
}
