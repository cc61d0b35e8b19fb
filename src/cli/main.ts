import { isAbort, UserError } from '../util/errors.js';
import { version } from '../util/version.js';
import { ExitCode } from './exit-code.js';
import { print } from './terminal/output.js';

/**
 * The command line. Modules that the version does not need are loaded later: a script asks for it at every start.
 * @param argv as process.argv
 * @returns the exit code
 */
export async function main(argv: string[]): Promise<number> {
  const words = argv.slice(2);
  try {
    if (words.length === 1 && ['-V', '--version'].includes(words[0] as string)) {
      await print(`${version}\n`);
      return ExitCode.done;
    }
    const { runCommandLine } = await import('./command-line.js');
    return await runCommandLine(words);
  } catch (error) {
    return codeFor(error, words.includes('--debug'));
  }
}

async function codeFor(error: unknown, debug: boolean): Promise<number> {
  const { printError } = await import('./terminal/terminal.js');
  if (isAbort(error)) {
    printError(new UserError('interrupted before anything was saved'), debug);
    // A pending read of a pipe would keep the process alive.
    process.exit(ExitCode.interrupted);
  }
  printError(error, debug);
  return error instanceof UserError ? ExitCode.usage : ExitCode.failed;
}
