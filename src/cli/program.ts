import { version } from '../util/version.js';
import { CliCommand } from './command.js';
import { commands } from './commands/index.js';
import { addCommands, type Finish } from './lazy-command.js';

const DESCRIPTION =
  'A benchmark for sparse stochastic gradient methods: mini-batch SGD with AdaBatch (Défossez and Bach, 2017) ' +
  "and the other rules that make one step of a batch's gradients.";

/**
 * The command line.
 * @param show takes the help or the version, if the user typed that
 * @param typed the words after the program's name, whose commands are loaded; undefined loads all
 */
export async function createProgram(
  finish: Finish,
  show: (text: string) => void,
  typed?: readonly string[],
): Promise<CliCommand> {
  const program = new CliCommand('adabatch');
  program
    .description(DESCRIPTION)
    .version(version, '-V, --version', 'show the version')
    .helpOption('-h, --help', 'show this')
    .exitOverride()
    // Commands that are added inherit it.
    .configureOutput({ writeOut: show });
  await addCommands(program, commands, finish, typed);
  return program;
}
