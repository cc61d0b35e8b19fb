import { CommanderError } from 'commander';
import { isAbort, UserError } from '../util/errors.js';
import { ExitCode } from './exit-code.js';
import { createProgram } from './program.js';
import { print } from './terminal/output.js';
import { printError } from './terminal/terminal.js';

/**
 * The command line.
 * @param argv as process.argv
 * @returns the exit code
 */
export async function main(argv: string[]): Promise<number> {
  try {
    return await carryOut(argv);
  } catch (error) {
    return codeFor(error, argv.includes('--debug'));
  }
}

async function carryOut(argv: string[]): Promise<number> {
  let code: number = ExitCode.done;
  let shown = '';
  const program = createProgram(
    (result) => {
      code = result;
    },
    (text) => {
      shown += text;
    },
  );
  try {
    await program.parseAsync(argv);
    return code;
  } catch (error) {
    // The help or the version: what was asked for, or where a command is missing.
    if (!(error instanceof CommanderError)) throw error;
    // Not by commander itself, which does not see that stdout cannot be written.
    await print(shown);
    return error.exitCode === 0 ? ExitCode.done : ExitCode.usage;
  }
}

function codeFor(error: unknown, debug: boolean): number {
  if (isAbort(error)) {
    printError(new UserError('interrupted before anything was saved'), debug);
    // A read of a pipe that is still pending would keep the process alive.
    process.exit(ExitCode.interrupted);
  }
  printError(error, debug);
  return error instanceof UserError ? ExitCode.usage : ExitCode.failed;
}
