import { type AddHelpTextContext, type Command, Help } from 'commander';

/** Where there is no terminal that has a width. */
const STANDARD_WIDTH = 80;
/** A description with less room beside its term stands below it. */
const LEAST_ROOM = 20;
const TERM_INDENT = 2;
/** Of what stands below a term, a usage or an example. */
const BELOW = ' '.repeat(6);
/** Of the names in all lists of a help, so that these line up. */
const LEAST_TERM = 13;

/** How commander writes a help, so that it fits a terminal that is narrow too. */
export class TerminalHelp extends Help {
  // Commander lets text run over the edge where there are less than 40 columns for it.
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
 * What stands in a help after the options. A text is prose: paragraphs with a blank line between them, in which other
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

/** Lines as they are, for what is to be copied; they should fit 40 columns. */
export function verbatim(text: string): HelpPart {
  return () => text;
}

/** A title, and terms with what they stand for. */
export function glossary(title: string, entries: readonly [term: string, description: string][]): HelpPart {
  const termWidth = entries.reduce((widest, [term]) => Math.max(widest, term.length), LEAST_TERM);
  return (help) => {
    const items = entries.map(([term, description]) => help.formatItem(term, termWidth, description, help));
    return `${[wrap(help, title), ...items].join('\n')}\n`;
  };
}

/** Commands to copy, each with what it is for. A long one goes on after a backslash, as shells take it. */
export function examples(...entries: [command: string, purpose: string][]): HelpPart {
  return (help) => {
    const lines = entries.map(([command, purpose]) => `  $ ${shellLines(help, command)}\n${below(help, purpose)}\n`);
    return `Examples:\n${lines.join('')}`;
  };
}

const CONTINUED = ' \\';
/** What is not to be torn apart: quoted text, and an option and its value. */
const TOGETHER = /'[^']*'|(?<!\S)--?[a-z][a-z-]* (?=[^\s|>-])/g;
/** Stands for a blank that is no place to break at. */
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

/** Text of which the lines after the first are indented. */
function hanging(help: Help, text: string): string {
  return wrap(help, text, BELOW.length).replaceAll('\n', `\n${BELOW}`);
}

/** @param indent how many columns are not for the text */
function wrap(help: Help, text: string, indent = 0): string {
  return help.boxWrap(text, Math.max(1, widthOf(help) - indent));
}

function widthOf({ helpWidth = STANDARD_WIDTH }: Help): number {
  return helpWidth;
}
