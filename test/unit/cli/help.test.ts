import type { Command } from 'commander';
import { describe, expect, test } from 'vitest';
import { createProgram } from '../../../src/cli/program.js';

function commandsOf(command: Command): Command[] {
  return [command, ...command.commands.flatMap(commandsOf)];
}

function pathOf(command: Command): string {
  return command.parent ? `${pathOf(command.parent)} ${command.name()}` : command.name();
}

/** The help as it is printed on a terminal of a width, or on none. */
function helpAt(command: Command, width: number | undefined): string {
  let text = '';
  const writeOut = (part: string) => {
    text += part;
  };
  command.configureOutput({ writeOut, getOutHelpWidth: () => width as number });
  command.outputHelp();
  return text;
}

/** Its words but for the backslashes at the ends of lines. */
function wordsOf(help: string): string[] {
  return help.replaceAll(' \\\n', '\n').split(/\s+/);
}

const commands = commandsOf(
  await createProgram(
    () => {},
    () => {},
  ),
);

test('the program has every command', () => {
  expect(commands).toHaveLength(24);
});

describe.each(commands.map((command) => [pathOf(command), command] as const))('%s --help', (_, command) => {
  test.each([120, 80, 40])('the help has no line longer than %i columns', (width) => {
    const tooLong = helpAt(command, width)
      .split('\n')
      .filter((line) => line.length > width);
    expect(tooLong).toEqual([]);
  });

  test('the help breaks no word at 40 columns', () => {
    expect(wordsOf(helpAt(command, 40))).toEqual(wordsOf(helpAt(command, 1000)));
  });

  test('the help is 80 columns wide if there is no terminal', () => {
    expect(helpAt(command, undefined)).toBe(helpAt(command, 80));
  });
});

test('a command that is broken goes on after a backslash, and keeps an option and its value together', () => {
  const sweep = commands.find((command) => command.name() === 'sweep') as Command;
  expect(helpAt(sweep, 80)).toContain(
    [
      '  $ adabatch sweep -d train.svm --rule mean,adabatch --batch 1..4096x4 \\',
      '      --step-size tune --seeds 0..4',
      '      what a larger batch costs, with either rule at its best step size and five',
      '      seeds',
    ].join('\n'),
  );
});
