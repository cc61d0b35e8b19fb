import { allCommands, type KnownCommand, type KnownOption, type Values } from './grammar.js';

/** The script for zsh, to be sourced or to be a file of the folders in fpath. */
export function zshScript(program: KnownCommand): string {
  const { name } = program;
  return `#compdef ${name}
# Completion of ${name} in zsh.
${allCommands(program)
  .map((command) => (command.commands.length > 0 ? groupFunction(command, name) : commandFunction(command, name)))
  .join('\n')}
if [[ $funcstack[1] == _${name} ]]; then _${name} "$@"; else compdef _${name} ${name}; fi
`;
}

function commandFunction(command: KnownCommand, program: string): string {
  const specs = [...command.options.map(optionSpec), quoted(`*:${actionOf(command.operands)}`)];
  return `${functionOf(command, program)}() {
  _arguments -s -S ${specs.map((spec) => `\\\n    ${spec}`).join(' ')}
}
`;
}

function groupFunction(command: KnownCommand, program: string): string {
  const described = command.commands.map(({ name, description }) => quoted(`${name}:${description}`));
  const calls = command.commands.map((child) => `    ${child.name}) ${functionOf(child, program)} ;;`);
  return `${functionOf(command, program)}() {
  local state line
  typeset -A opt_args
  _arguments -C ${command.options.map((option) => `\\\n    ${optionSpec(option)}`).join(' ')} \\
    '1: :->command' '*:: :->rest'
  if [[ $state == command ]]; then
    local -a commands=(${described.map((one) => `\n      ${one}`).join('')}
    )
    _describe command commands
  elif [[ $state == rest ]]; then
    case $line[1] in
${calls.map((call) => `  ${call}`).join('\n')}
    esac
  fi
}
`;
}

function functionOf({ path }: KnownCommand, program: string): string {
  return ['', program, ...path.split(' ').filter(Boolean)].join('_');
}

/** The flags of an option exclude each other; a value may follow a long one after an equals sign. */
function optionSpec({ flags, description, values }: KnownOption): string {
  const takes = (flag: string) => (values ? `${flag}${flag.startsWith('--') ? '=' : '+'}` : flag);
  const forms = flags.length > 1 ? `{${flags.map(takes).join(',')}}` : quoted(takes(flags[0] as string));
  const exclusive = flags.length > 1 ? quoted(`(${flags.join(' ')})`) : '';
  return exclusive + forms + quoted(`[${escaped(description)}]${values ? `:${actionOf(values)}` : ''}`);
}

/** The name of a value, and how it is completed. */
function actionOf({ name, words, isList, paths }: Values): string {
  const files = { files: '_files', folders: '_files -/', none: '' }[paths];
  const title = escaped(name) || ' ';
  if (words.length === 0) return `${title}:${files || ' '}`;
  // Colons separate the parts of a specification, so those inside a part are escaped.
  const either = ` _alternative "names\\:name\\:(${words.join(' ')})" "files\\:file\\:${files}"`;
  if (paths !== 'none') return `${title}:${either}`;
  return `${title}:${isList ? `_sequence compadd - ${words.join(' ')}` : `(${words.join(' ')})`}`;
}

function escaped(text: string): string {
  return text.replaceAll(/[\\[\]:]/g, '\\$&');
}

function quoted(text: string): string {
  return `'${text.replaceAll("'", "'\\''")}'`;
}
