import { allCommands, type KnownCommand, type Values } from './grammar.js';

/** The script for bash from 3.2 on; it needs no bash-completion. */
export function bashScript(program: KnownCommand): string {
  return `# Completion of ${program.name} in bash.
_${program.name}() {
  local current=\${COMP_WORDS[COMP_CWORD]} before=\${COMP_WORDS[COMP_CWORD-1]}
  # The shell takes --rule=mean apart at the equals sign.
  if [[ $current == '=' ]]; then current=''
  elif [[ $before == '=' ]]; then before=\${COMP_WORDS[COMP_CWORD-2]}; fi

  local path='' word
  for word in "\${COMP_WORDS[@]:1:COMP_CWORD-1}"; do
    case "$path $word" in
${commandLines(program)}
      *) break ;;
    esac
  done

  local commands='' options='' words='' paths=none list=''
  case $path in
${allCommands(program).map(casesOf).join('\n')}
  esac

  if [[ -n $commands ]]; then words=$commands; fi
  # Options where one is begun, or where there is nothing else to type.
  if [[ -n $options && ($current == -* || -z $words && $paths == none) ]]; then words=$options paths=none; fi
  local done=''
  if [[ -n $list && $current == *,* ]]; then done=\${current%,*},; fi
  COMPREPLY=($(compgen -P "$done" -W "$words" -- "\${current#"$done"}"))
  case $paths in
    # Where there are no words, the shell completes files by itself.
    files)
      if (( \${#COMPREPLY[@]} > 0 )); then
        compopt -o filenames
        while IFS= read -r word; do COMPREPLY+=("$word"); done < <(compgen -f -- "$current")
      fi ;;
    folders) compopt +o default -o dirnames ;;
    none) compopt +o default ;;
  esac 2> /dev/null
}
complete -o default -F _${program.name} ${program.name}
`;
}

/** How the words of a line lead to the command that they name: '' to 'data', and that to 'data info'. */
function commandLines(program: KnownCommand): string {
  const paths = allCommands(program).flatMap(({ path }) => path || []);
  return paths.map((path) => `      '${path.includes(' ') ? path : ` ${path}`}') path='${path}' ;;`).join('\n');
}

function casesOf({ path, commands, options, operands }: KnownCommand): string {
  const flags = options.flatMap((option) => option.flags);
  const byValues = new Map<string, string[]>();
  for (const { flags, values } of options) {
    if (values) byValues.set(assign(values), [...(byValues.get(assign(values)) ?? []), ...flags]);
  }
  const cases = [...byValues].map(([values, flags]) => `        ${flags.join('|')}) options='' ${values} ;;\n`);
  return `    '${path}')
      commands='${commands.map(({ name }) => name).join(' ')}' options='${flags.join(' ')}'
      case $before in
${cases.join('')}        *) ${assign(operands)} ;;
      esac ;;`;
}

function assign({ words, paths, isList }: Values): string {
  return `words='${words.join(' ')}' paths=${paths}${isList ? ' list=yes' : ''}`;
}
