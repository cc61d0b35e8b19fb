import { CommanderError } from 'commander';
import { isAbort, UserError } from '../errors.js';
import { ExitCode } from './exit-code.js';
import { createProgram } from './program.js';
import { printError } from './terminal.js';

/**
 * The command line.
 * @param argv as process.argv
 * @returns the exit code
 */
export async function main(argv: string[]): Promise<number> {
  let code: number = ExitCode.done;
  const program = createProgram((result) => {
    code = result;
  });
  try {
    await program.parseAsync(argv);
    return code;
  } catch (error) {
    return codeFor(error, argv.includes('--debug'));
  }
}

function codeFor(error: unknown, debug: boolean): number {
  // Commander has printed a help or the version: what was asked for, or where a command is missing.
  if (error instanceof CommanderError) return error.exitCode === 0 ? ExitCode.done : ExitCode.usage;
  if (isAbort(error)) {
    printError(new UserError('interrupted before anything was saved'), debug);
    // A read of a pipe that is still pending would keep the process alive.
    process.exit(ExitCode.interrupted);
  }
  printError(error, debug);
  return error instanceof UserError ? ExitCode.usage : ExitCode.failed;
}
