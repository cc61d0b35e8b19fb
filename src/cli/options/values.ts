import { Option } from 'commander';
import { oneOf, type Parser } from '../../util/parse.js';
import { glossary, type HelpPart } from '../help.js';

/** An option with known words among its values, so that shells can complete them. */
export class WordOption extends Option {
  readonly words: readonly string[];
  /** Whether it takes lists of them. */
  readonly takesLists: boolean;

  constructor(flags: string, description: string, words: readonly string[] = [], takesLists = false) {
    super(flags, description);
    this.words = words;
    this.takesLists = takesLists;
  }
}

/** The known words among the values of an option. */
export function wordsOf(option: Option): readonly string[] {
  return option instanceof WordOption ? option.words : [];
}

/** Whether an option takes lists of its known words. */
export function takesLists(option: Option): boolean {
  return option instanceof WordOption && option.takesLists;
}

/**
 * An option of a command whose argument is parsed.
 * @param words the known ones among its values
 */
export function option<Value>(flags: string, description: string, parse: Parser<Value>, words?: string[]): Option {
  const made = new WordOption(flags, description, words);
  return made.argParser((text: string) => parse(text, made.long ?? flags));
}

interface Named {
  name: string;
  summary: string;
}

/** An option that takes an entry of a registry. */
export function named<Entry extends Named>(
  flags: string,
  kind: string,
  entries: readonly Entry[],
  standard: string,
): Option {
  const parse = oneOf(kind, entries);
  const names = entries.map(({ name }) => name);
  return option(flags, names.join(', '), parse, names).default(parse(standard, flags), standard);
}

/** The meanings of the names of a registry, for the end of a help. */
export function explain(title: string, entries: readonly Named[]): HelpPart {
  return glossary(
    title,
    entries.map(({ name, summary }) => [name, summary]),
  );
}
