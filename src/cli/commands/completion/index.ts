import { Argument, type Command } from 'commander';
import { readCatalogue } from '../../../data/catalogue/catalogue.js';
import { ExitCode } from '../../exit-code.js';
import { examples, helpText } from '../../help.js';
import type { Finish } from '../../lazy-command.js';
import { addCommonOptions } from '../../options/common.js';
import { print } from '../../terminal/output.js';
import { bashScript } from './bash.js';
import { fishScript } from './fish.js';
import { grammarOf, type KnownCommand } from './grammar.js';
import { zshScript } from './zsh.js';

/** The scripts by the names of the shells; a new one is a file and a line here. */
const scripts: Readonly<Record<string, (program: KnownCommand) => string>> = {
  bash: bashScript,
  zsh: zshScript,
  fish: fishScript,
};

// No library is used: those still maintained start the program at every Tab, which takes half a second, and complete
// either no files (@bomb.sh/tab) or no lists. The scripts know all that commander knows, and need only the shell.

const EXPLAINED = `What a shell completes: commands, options, names of rules, losses, datasets and the like, files and folders.
The script is that of this version, so that a shell reads it best when it starts.`;

const EXAMPLES = examples(
  ['eval "$(adabatch completion bash)"', 'in ~/.bashrc'],
  ['eval "$(adabatch completion zsh)"', 'in ~/.zshrc, after compinit; or the script as _adabatch in a folder of fpath'],
  ['adabatch completion fish | source', 'in ~/.config/fish/config.fish'],
);

/** Defines `adabatch completion`, which prints scripts for shells. Resolves to the exit code by way of `finish`. */
export function defineCompletionCommand(command: Command, finish: Finish): void {
  command.addArgument(new Argument('<shell>', 'which one').choices(Object.keys(scripts)));
  addCommonOptions(command)
    .addHelpText('after', helpText(EXPLAINED, EXAMPLES))
    .action(async (shell: string) => finish(await completionCommand(command.parent as Command, shell)));
}

async function completionCommand(program: Command, shell: string): Promise<number> {
  const datasets = (await readCatalogue()).map(({ name }) => name);
  const script = scripts[shell] as (program: KnownCommand) => string;
  await print(script(grammarOf(program, datasets)));
  return ExitCode.done;
}
