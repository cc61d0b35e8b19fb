import { allCommands, type KnownCommand, type Values } from './grammar.js';

/** The script for fish. */
export function fishScript(program: KnownCommand): string {
  const { name } = program;
  return `# Completion of ${name} in fish.
# Whether the commands that were typed are these; with -x, whether there is nothing after them.
function __${name}_at
    set -l typed (commandline -opc)[2..]
    argparse x -- $argv
    set -l count (count $argv)
    set -q _flag_x; and test (count $typed) -ne $count; and return 1
    test $count -eq 0; and return 0
    test (count $typed) -ge $count; and test "$typed[1..$count]" = "$argv"
end

# Words after those that a list has so far.
function __${name}_list
    set -l done (commandline -ct | string replace -r '^--[^=]*=' '' | string match -r '.*,')
    printf "$done%s\\n" $argv
end

complete -c ${name} -f
${allCommands(program)
  .map((command) => linesOf(command, name))
  .join('\n')}`;
}

function linesOf({ path, commands, options, operands }: KnownCommand, program: string): string {
  const at = (...flags: string[]) => `-n '${[`__${program}_at`, ...flags, path].filter(Boolean).join(' ')}'`;
  const isGroup = commands.length > 0;
  const lines = [
    ...commands.map((child) => `${at('-x')} -a ${child.name} -d ${quoted(child.description)}`),
    ...options.map(({ flags, description, values }) => {
      const names = flags.map((flag) => (flag.startsWith('--') ? `-l ${flag.slice(2)}` : `-s ${flag.slice(1)}`));
      const taken = values ? ` -r ${sourcesOf(values, program)}` : '';
      return `${at(...(isGroup ? ['-x'] : []))} ${names.join(' ')}${taken} -d ${quoted(description)}`;
    }),
    ...(isGroup || !hasAny(operands) ? [] : [`${at()} ${sourcesOf(operands, program)}`]),
  ];
  return lines.map((line) => `complete -c ${program} ${line}\n`).join('');
}

function hasAny({ words, paths }: Values): boolean {
  return words.length > 0 || paths !== 'none';
}

/** Where the values of an option or an operand come from. */
function sourcesOf({ words, isList, paths }: Values, program: string): string {
  const files = paths === 'files' ? '-F' : '-f';
  if (paths === 'folders') return `${files} -a '(__fish_complete_directories)'`;
  if (words.length === 0) return files;
  return `${files} -a '${isList ? `(__${program}_list ${words.join(' ')})` : words.join(' ')}'`;
}

function quoted(text: string): string {
  return `'${text.replaceAll(/[\\']/g, '\\$&')}'`;
}
