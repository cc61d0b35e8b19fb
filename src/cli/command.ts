import { Command, type ErrorOptions, type Help } from 'commander';
import { TerminalHelp } from './help.js';
import { usageError } from './usage-error.js';

/** A commander command with the help and the errors of this program. */
export class CliCommand extends Command {
  override createCommand(name?: string): CliCommand {
    return new CliCommand(name);
  }

  override createHelp(): Help {
    return Object.assign(new TerminalHelp(), this.configureHelp());
  }

  override error(message: string, { code = '' }: ErrorOptions = {}): never {
    throw usageError(this, message, code);
  }
}
