import { type AddHelpTextContext, type Command, Help } from 'commander';

/** The width without a terminal that has one. */
const STANDARD_WIDTH = 80;
/** A description with less room than this beside its term goes below it. */
const LEAST_ROOM = 20;
const TERM_INDENT = 2;
/** The indent of text below a term, a usage or an example. */
const BELOW = ' '.repeat(6);
/** The width of the names in all lists of a help, so that these line up. */
const LEAST_TERM = 13;

/** How commander writes a help, so that it fits a narrow terminal too. */
export class TerminalHelp extends Help {
  // Commander lets text run over the edge if it has less than 40 columns.
  override minWidthToWrap = 1;

  override subcommandTerm(command: Command): string {
    return command.name();
  }

  override commandUsage(command: Command): string {
    const title = 'Usage: ';
    return hanging(this, title + super.commandUsage(command)).slice(title.length);
  }

  override formatItem(term: string, termWidth: number, description: string, help: Help): string {
    const room = widthOf(this) - termWidth - 2 * TERM_INDENT;
    if (room >= LEAST_ROOM || !description) return super.formatItem(term, termWidth, description, help);
    return `${' '.repeat(TERM_INDENT)}${term}\n${below(this, description)}`;
  }
}

/**
 * The part of a help after the options. A text is prose: paragraphs with a blank line between them, in which other
 * line breaks mean nothing. A function gives whole lines.
 */
export type HelpPart = string | ((help: Help) => string);

/** What commander adds to a help: parts with a blank line between them, as wide as the rest. */
export function helpText(...parts: HelpPart[]): (context: AddHelpTextContext) => string {
  return ({ command, error }) => {
    const { getOutHelpWidth, getErrHelpWidth } = command.configureOutput();
    const helpWidth = (error ? getErrHelpWidth : getOutHelpWidth)?.() ?? STANDARD_WIDTH;
    const help = Object.assign(command.createHelp(), { helpWidth });
    const texts = parts.map((part) => (typeof part === 'string' ? prose(help, part) : part(help)));
    return `\n${texts.join('\n')}`.trimEnd();
  };
}

function prose(help: Help, text: string): string {
  const paragraphs = text.trim().split(/\n{2,}/);
  return paragraphs.map((lines) => `${wrap(help, lines.replaceAll('\n', ' '))}\n`).join('\n');
}

/** Lines that are kept as they are, to be copied; they should fit 40 columns. */
export function verbatim(text: string): HelpPart {
  return () => text;
}

/** A title, and terms with their meanings. */
export function glossary(title: string, entries: readonly [term: string, description: string][]): HelpPart {
  const termWidth = entries.reduce((widest, [term]) => Math.max(widest, term.length), LEAST_TERM);
  return (help) => {
    const items = entries.map(([term, description]) => help.formatItem(term, termWidth, description, help));
    return `${[wrap(help, title), ...items].join('\n')}\n`;
  };
}

/** Commands to copy, each with its purpose. A long one continues after a backslash, as shells take it. */
export function examples(...entries: [command: string, purpose: string][]): HelpPart {
  return (help) => {
    const lines = entries.map(([command, purpose]) => `  $ ${shellLines(help, command)}\n${below(help, purpose)}\n`);
    return `Examples:\n${lines.join('')}`;
  };
}

const CONTINUED = ' \\';
/** Text that stays in one piece: quoted text, and an option and its value. */
const TOGETHER = /'[^']*'|(?<!\S)--?[a-z][a-z-]* (?=[^\s|>-])/g;
/** Replaces a blank at which no line may break. */
const GLUE = '\0';

function shellLines(help: Help, command: string): string {
  const glued = command.replaceAll(TOGETHER, (text) => text.replaceAll(' ', GLUE));
  return wrap(help, glued, BELOW.length + CONTINUED.length)
    .replaceAll('\n', `${CONTINUED}\n${BELOW}`)
    .replaceAll(GLUE, ' ');
}

function below(help: Help, text: string): string {
  return BELOW + wrap(help, text, BELOW.length).replaceAll('\n', `\n${BELOW}`);
}

/** Text whose lines after the first are indented. */
function hanging(help: Help, text: string): string {
  return wrap(help, text, BELOW.length).replaceAll('\n', `\n${BELOW}`);
}

/** @param indent the number of columns that the text cannot use */
function wrap(help: Help, text: string, indent = 0): string {
  return help.boxWrap(text, Math.max(1, widthOf(help) - indent));
}

function widthOf({ helpWidth = STANDARD_WIDTH }: Help): number {
  return helpWidth;
}
