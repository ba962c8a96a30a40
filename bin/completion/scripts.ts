/** Completion scripts for the three shells, from the same words. */

import type { CommandWords, OptionWords } from './words.ts';

export type Shell = 'bash' | 'zsh' | 'fish';

export function completionScript(shell: Shell, commands: readonly CommandWords[]): string {
  switch (shell) {
    case 'bash':
      return bash(commands);
    case 'zsh':
      return zsh(commands);
    case 'fish':
      return fish(commands);
  }
}

/** In single quotes, for any of the shells' POSIX kin. */
function quoted(text: string): string {
  return `'${text.replaceAll("'", `'\\''`)}'`;
}

function namesOf({ long, short }: OptionWords): string[] {
  return short === null ? [long] : [short, long];
}

/** What isn't known here is left to readline, which completes the names of files. */
function bash(commands: readonly CommandWords[]): string {
  const values = commands.flatMap(({ name, options }) =>
    options
      .filter(({ value }) => value !== null)
      .map((option) => {
        const cases = namesOf(option).map((flag) => quoted(`${name} ${flag}`));
        return `    ${cases.join(' | ')}) words=${quoted(option.choices.join(' '))} ;;`;
      }),
  );
  const rest = commands.map(({ name, options, choices }) => {
    const flags = options.flatMap(namesOf);
    return `        ${name}) words=${quoted([...choices, ...flags].join(' '))} ;;`;
  });
  return `# Completion of roost for bash.
_roost() {
  local word=\${COMP_WORDS[COMP_CWORD]} before=\${COMP_WORDS[COMP_CWORD - 1]}
  local command='' words='' i
  for ((i = 1; i < COMP_CWORD; i++)); do
    if [[ \${COMP_WORDS[i]} != -* ]]; then
      command=\${COMP_WORDS[i]}
      break
    fi
  done
  case "$command $before" in
${values.join('\n')}
    *)
      case $command in
        '') words=${quoted([...commands.map(({ name }) => name), '--help', '--version'].join(' '))} ;;
${rest.join('\n')}
      esac
      ;;
  esac
  COMPREPLY=($(compgen -W "$words" -- "$word"))
}
complete -o default -F _roost roost
`;
}

function zsh(commands: readonly CommandWords[]): string {
  const described = commands.map(
    ({ name, description }) => `      ${quoted(`${name}:${description.replaceAll(':', '\\:')}`)}`,
  );
  const cases = commands.map(({ name, options, choices, takesArgument }) => {
    const specs = options.flatMap((option) => namesOf(option).map((flag) => spec(flag, option)));
    if (takesArgument) specs.push(`1:argument:${actionOf(choices)}`);
    const lines = ['_arguments', ...specs.map(quoted)];
    return `    ${name}) ${lines.join(' \\\n        ')} ;;`;
  });
  return `#compdef roost
# Completion of roost for zsh.
_roost() {
  if ((CURRENT == 2)); then
    local -a commands=(
${described.join('\n')}
    )
    _describe command commands
    return
  fi
  local command=$words[2]
  shift words
  ((CURRENT--))
  case $command in
${cases.join('\n')}
  esac
}
if [[ $funcstack[1] == _roost ]]; then _roost "$@"; else compdef _roost roost; fi
`;
}

function spec(flag: string, { description, value, choices }: OptionWords): string {
  const text = description.replaceAll(/[[\]:\\]/g, '\\$&');
  return `${flag}[${text}]${value === null ? '' : `:${value}:${actionOf(choices)}`}`;
}

function actionOf(choices: readonly string[]): string {
  return choices.length === 0 ? '_files' : `(${choices.join(' ')})`;
}

function fish(commands: readonly CommandWords[]): string {
  const lines = ['# Completion of roost for fish.'];
  for (const { name, description, options, choices } of commands) {
    lines.push(
      `complete -c roost -f -n __fish_use_subcommand -a ${name} -d ${fishQuoted(description)}`,
    );
    const here = `complete -c roost -n '__fish_seen_subcommand_from ${name}'`;
    if (choices.length > 0) lines.push(`${here} -f -a ${fishQuoted(choices.join(' '))}`);
    for (const option of options) {
      const short = option.short === null ? '' : ` -s ${option.short.slice(1)}`;
      const flag = `${here}${short} -l ${option.long.slice(2)}`;
      let value = '';
      if (option.choices.length > 0) value = ` -x -a ${fishQuoted(option.choices.join(' '))}`;
      else if (option.value !== null) value = ' -r';
      lines.push(`${flag}${value} -d ${fishQuoted(option.description)}`);
    }
  }
  return `${lines.join('\n')}\n`;
}

function fishQuoted(text: string): string {
  return `'${text.replaceAll(/[\\']/g, '\\$&')}'`;
}
