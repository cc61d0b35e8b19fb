import type { Argument, Command, Option } from 'commander';
import { BUILT_IN } from '../../../data/generators/built-in.js';
import { takesLists, wordsOf } from '../../options/values.js';

/** What can be typed as a value. */
export interface Values {
  /** Its name in the help. */
  name: string;
  /** The known values. */
  words: readonly string[];
  /** Whether several words separated by commas are a value, too. */
  isList: boolean;
  paths: 'files' | 'folders' | 'none';
}

/** An option of a command. */
export interface KnownOption {
  /** Short and long, with their hyphens. */
  flags: string[];
  description: string;
  /** Its value; undefined if it takes none. */
  values: Values | undefined;
}

/** A command, with what can be typed after it. */
export interface KnownCommand {
  name: string;
  /** Its name after those of the commands that contain it, without the program's. */
  path: string;
  description: string;
  options: KnownOption[];
  commands: KnownCommand[];
  operands: Values;
}

/**
 * What can be typed on a command line.
 * @param datasets the names in the catalogue
 */
export function grammarOf(command: Command, datasets: readonly string[], path = ''): KnownCommand {
  const help = command.createHelp();
  const operand = command.registeredArguments[0];
  return {
    name: command.name(),
    path,
    description: command.description(),
    options: help.visibleOptions(command).map((option) => describeOption(option, datasets)),
    commands: command.commands.map((child) => grammarOf(child, datasets, `${path} ${child.name()}`.trim())),
    operands: operand ? valuesOf(operand.name(), wordsIn(operand), datasets) : NOTHING,
  };
}

const NOTHING: Values = { name: '', words: [], isList: false, paths: 'none' };

/** The command itself, the command that contains it, and so on. */
export function allCommands(command: KnownCommand): KnownCommand[] {
  return [command, ...command.commands.flatMap(allCommands)];
}

function describeOption(option: Option, datasets: readonly string[]): KnownOption {
  const flags = option.flags.split(/[ ,|]+/).filter((flag) => flag.startsWith('-'));
  const [, placeholder] = /[<[](.*)[>\]]/.exec(option.flags) ?? [];
  const values = placeholder && { ...valuesOf(placeholder, wordsIn(option), datasets), isList: takesLists(option) };
  return { flags, description: option.description, values: values || undefined };
}

function wordsIn(place: Option | Argument): readonly string[] {
  return place.argChoices ?? ('flags' in place ? wordsOf(place) : []);
}

/** A placeholder says what it stands for: files, folders, or datasets by name. */
function valuesOf(placeholder: string, words: readonly string[], datasets: readonly string[]): Values {
  const values = { name: placeholder, isList: false };
  if (words.length > 0) return { ...values, words, paths: 'none' };
  if (placeholder === 'dataset') return { ...values, words: datasets, paths: 'none' };
  if (placeholder === 'file or name') return { ...values, words: [BUILT_IN, ...datasets], paths: 'files' };
  if (/file|yaml|baseline|candidate/.test(placeholder)) return { ...values, words, paths: 'files' };
  return { ...values, words, paths: placeholder.includes('folder') ? 'folders' : 'none' };
}
