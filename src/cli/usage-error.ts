import type { Command, Option } from 'commander';
import { UserError } from '../util/errors.js';
import { isCalled } from './options/synonyms.js';

/** Thrown if a command was typed wrongly; nothing has been done then. */
export class UsageError extends UserError {}

/** A mistake in a typed command, and commander's message about it. */
interface Mistake {
  command: Command;
  /** In one sentence. */
  problem: string;
  /** What an option takes, in a sentence. */
  choices: string | undefined;
  /** The suggestion in place of a word; several are separated by commas. */
  suggestion: string | undefined;
}

/** A message of commander's: a sentence, maybe one with the choices, and maybe one with a suggestion. */
const MESSAGE =
  /^(?:error: )?(?<problem>.*?)(?:\. (?<choices>Allowed choices .*)\.)?(?:\n\(Did you mean (?:one of )?(?<suggestion>.*)\?\))?$/s;

/** What to try for each kind of mistake, by commander's code for it. */
const HINTS: Readonly<Record<string, (mistake: Mistake) => string>> = {
  'commander.unknownOption': hintAtOption,
  'commander.unknownCommand': ({ suggestion, command }) => (suggestion ? isMeant([suggestion]) : seeHelp(command)),
  'commander.excessArguments': hintAtArgument,
  'commander.invalidArgument': ({ choices, command }) => choices ?? seeHelp(command),
  'commander.conflictingOption': () => 'Give one of them',
};

/**
 * What the user is told if commander refuses what was typed.
 * @param message commander's message
 * @param code commander's code for the kind of mistake
 */
export function usageError(command: Command, message: string, code: string): UsageError {
  const { problem = message, choices, suggestion } = MESSAGE.exec(message)?.groups ?? {};
  const hint = HINTS[code] ?? (() => seeHelp(command));
  const said = code === 'commander.excessArguments' ? describeExcess(command) : withoutValue(problem);
  return new UsageError(said, hint({ command, problem, choices, suggestion }));
}

/** An unknown option without its value, which may be an address with a password. */
function withoutValue(problem: string): string {
  return problem.replace(/^(unknown option '[^=]*)=.*$/s, "$1'");
}

function hintAtOption({ command, problem, suggestion }: Mistake): string {
  const [, typed = ''] = /'-*([^'=]*)/.exec(problem) ?? [];
  const meant = command.options.filter((option) => !option.negate && isCalled(option.name(), typed));
  if (meant.length > 0) return isMeant(meant.map(longest));
  const owners = leavesOf(rootOf(command)).flatMap((owner) => {
    const option = owner.options.find((one) => !one.negate && isCalled(one.name(), typed));
    return option ? [{ owner, option }] : [];
  });
  if (owners.length > 0) return describeOwners(owners);
  return suggestion ? isMeant(suggestion.split(', ')) : seeHelp(command);
}

/** The other commands that have an option. */
function describeOwners(owners: readonly { owner: Command; option: Option }[]): string {
  const names = [...new Set(owners.map(({ option }) => longest(option)))];
  const verb = owners.length > 1 ? 'take' : 'takes';
  return `${listOf(
    owners.map(({ owner }) => pathOf(owner)),
    'and',
  )} ${verb} ${listOf(names, 'or')}`;
}

/** A file in place of options, where a command takes only these, is meant as its dataset. */
function hintAtArgument({ command }: Mistake): string {
  const takesDataset = command.options.some((option) => option.name() === 'dataset');
  if (!takesDataset || command.registeredArguments.length > 0) return seeHelp(command);
  return `Name a dataset with --dataset: ${pathOf(command)} -d ${command.args[0]}`;
}

function describeExcess(command: Command): string {
  const expected = command.registeredArguments.length;
  const excess = JSON.stringify(command.args[expected]);
  if (expected === 0) return `${pathOf(command)} takes options alone, not ${excess}`;
  return `${pathOf(command)} takes ${expected === 1 ? 'one argument' : `${expected} arguments`}, not ${excess} too`;
}

function isMeant(names: readonly string[]): string {
  return `Is ${listOf(names, 'or')} meant?`;
}

function seeHelp(command: Command): string {
  return `${pathOf(command)} --help says what it takes`;
}

function longest({ long, short, flags }: Option): string {
  return long ?? short ?? flags;
}

function listOf(names: readonly string[], word: 'and' | 'or'): string {
  const [last = '', ...others] = names.toReversed();
  return others.length === 0 ? last : `${others.reverse().join(', ')} ${word} ${last}`;
}

/** A command as the user types it. */
function pathOf(command: Command): string {
  return command.parent ? `${pathOf(command.parent)} ${command.name()}` : command.name();
}

function rootOf(command: Command): Command {
  return command.parent ? rootOf(command.parent) : command;
}

/** The commands that do something, without those that only group others. */
function leavesOf(command: Command): Command[] {
  return command.commands.length > 0 ? command.commands.flatMap(leavesOf) : [command];
}
