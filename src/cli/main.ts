import { Command, CommanderError } from 'commander';
import { isAbort, UserError } from '../errors.js';
import { version } from '../experiment/environment.js';
import { addCheckCommand } from './check.js';
import { addCompareCommand } from './compare.js';
import { addDataCommand } from './data/index.js';
import { ExitCode } from './exit-code.js';
import { addExplainCommand } from './explain.js';
import { addMergeCommand } from './merge.js';
import { addOptimumCommand } from './optimum.js';
import { addRunCommand } from './run.js';
import { addSweepCommand } from './sweep.js';
import { printError } from './terminal.js';

const DESCRIPTION = `A benchmark for sparse stochastic gradient methods: mini-batch SGD with AdaBatch
(Défossez and Bach, 2017) and the other rules that make one step of a batch's gradients.`;

/**
 * The command line.
 * @param argv as process.argv
 * @returns the exit code
 */
export async function main(argv: string[]): Promise<number> {
  let code: number = ExitCode.done;
  const program = new Command('adabatch')
    .description(DESCRIPTION)
    .version(version, '-V, --version', 'show the version');
  program.helpOption('-h, --help', 'show this').exitOverride().showSuggestionAfterError();
  const finish = (result: number) => {
    code = result;
  };
  addRunCommand(program, finish);
  addSweepCommand(program, finish);
  addOptimumCommand(program, finish);
  addCompareCommand(program, finish);
  addCheckCommand(program, finish);
  addMergeCommand(program, finish);
  addExplainCommand(program, finish);
  addDataCommand(program, finish);
  try {
    await program.parseAsync(argv);
    return code;
  } catch (error) {
    return codeFor(error, argv.includes('--debug'));
  }
}

function codeFor(error: unknown, debug: boolean): number {
  // Commander has printed its own message, or the help that was asked for.
  if (error instanceof CommanderError) return error.exitCode === 0 ? ExitCode.done : ExitCode.usage;
  if (isAbort(error)) {
    printError(new UserError('interrupted before anything was saved'), debug);
    // A read of a pipe that is still pending would keep the process alive.
    process.exit(ExitCode.interrupted);
  }
  printError(error, debug);
  return error instanceof UserError ? ExitCode.usage : ExitCode.failed;
}
