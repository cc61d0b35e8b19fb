import { CommanderError } from 'commander';
import { ExitCode } from './exit-code.js';
import { createProgram } from './program.js';
import { print } from './terminal/output.js';
import { UsageError } from './usage-error.js';

/**
 * Does what was typed.
 * @param words as they were typed behind the name of the program
 * @returns the exit code
 * @throws UsageError where they are no command, and what the command throws
 */
export async function runCommandLine(words: string[]): Promise<number> {
  try {
    return await parse(words, commandsIn(words));
  } catch (error) {
    // What to try may be another command's option: all are loaded to say so.
    if (error instanceof UsageError) return parse(words, undefined);
    throw error;
  }
}

/** The words that begin with commands; undefined where options come first. */
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
    // The help or the version: what was asked for, or where a command is missing.
    if (!(error instanceof CommanderError)) throw error;
    // Not by commander itself, which does not see that stdout cannot be written.
    await print(shown);
    return error.exitCode === 0 ? ExitCode.done : ExitCode.usage;
  }
}
