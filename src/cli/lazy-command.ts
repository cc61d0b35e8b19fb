import type { Command } from 'commander';

/** Takes the exit code of the typed command. */
export type Finish = (code: number) => void;

/**
 * Gives a command its arguments, options and action, which resolves to the exit code through `finish`.
 * @param typed the words that follow it, or undefined to load all commands below it
 */
type Define = (command: Command, finish: Finish, typed: readonly string[] | undefined) => void | Promise<void>;

/** A command whose module is loaded when it is typed: loading all takes three times as long as Node's start. */
export interface LazyCommand {
  name: string;
  description: string;
  load(): Promise<Define>;
  /** Whether it describes all commands, which are loaded with it. */
  describesAll?: boolean;
}

/**
 * Adds commands to a program or to a command. Commands that were not typed need only their name and description.
 * @param typed the words that follow, whose first may be a command; undefined loads all commands
 */
export async function addCommands(
  parent: Command,
  commands: readonly LazyCommand[],
  finish: Finish,
  typed: readonly string[] | undefined,
): Promise<void> {
  const wanted = commands.find(({ name }) => name === typed?.[0]);
  const isAll = typed === undefined || wanted?.describesAll;
  for (const lazy of commands) {
    const command = parent.command(lazy.name).description(lazy.description);
    if (!isAll && lazy !== wanted) continue;
    const define = await lazy.load();
    await define(command, finish, isAll ? undefined : typed?.slice(1));
  }
}
