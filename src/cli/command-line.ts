import { CommanderError } from 'commander';
import { ExitCode } from './exit-code.js';
import { createProgram } from './program.js';
import { print } from './terminal/output.js';
import { UsageError } from './usage-error.js';

/**
 * Carries out what the user typed.
 * @param words the words typed after the name of the program
 * @returns the exit code
 * @throws UsageError if they are no command; also what the command throws
 */
export async function runCommandLine(words: string[]): Promise<number> {
  try {
    return await parse(words, commandsIn(words));
  } catch (error) {
    // The intended option may be another command's, so all commands are loaded to say so.
    if (error instanceof UsageError) return parse(words, undefined);
    throw error;
  }
}

/** The words if they begin with commands; undefined if options come first. */
function commandsIn(words: readonly string[]): readonly string[] | undefined {
  const [first = '--help'] = words;
  if (first === 'help') return words.slice(1);
  return first.startsWith('-') && !['-h', '--help'].includes(first) ? undefined : words;
}

async function parse(words: string[], typed: readonly string[] | undefined): Promise<number> {
  let code: number = ExitCode.done;
  let shown = '';
  const program = await createProgram(
    (result) => {
      code = result;
    },
    (text) => {
      shown += text;
    },
    typed,
  );
  try {
    await program.parseAsync(words, { from: 'user' });
    return code;
  } catch (error) {
    // The help or the version: the user asked for it, or a command is missing.
    if (!(error instanceof CommanderError)) throw error;
    // Commander does not print it itself, since it does not notice when stdout cannot be written.
    await print(shown);
    return error.exitCode === 0 ? ExitCode.done : ExitCode.usage;
  }
}
