/** What a shell has to know of the commands, taken from the tree that also reads them. */

import type { Command } from 'commander';

export interface OptionWords {
  /** `--config` */
  readonly long: string;
  /** `-c`, or null. */
  readonly short: string | null;
  readonly description: string;
  /** What its value is, for instance `file`; null when it takes none. */
  readonly value: string | null;
  /** All that the value may be; empty when it is free. */
  readonly choices: readonly string[];
}

export interface CommandWords {
  readonly name: string;
  readonly description: string;
  readonly options: readonly OptionWords[];
  /** All that its first argument may be; empty when it is free. */
  readonly choices: readonly string[];
  /** Whether it takes an argument. */
  readonly takesArgument: boolean;
}

export function wordsOf(program: Command): CommandWords[] {
  const commands = program.commands.map((command) => ({
    name: command.name(),
    description: command.description(),
    options: command.createHelp().visibleOptions(command).map(optionWords),
    choices: command.registeredArguments[0]?.argChoices ?? [],
    takesArgument: command.registeredArguments.length > 0,
  }));
  const help = {
    name: 'help',
    description: 'print the help of a command',
    options: [],
    choices: commands.map(({ name }) => name),
    takesArgument: true,
  };
  return [...commands, help];
}

function optionWords(option: {
  readonly long?: string | undefined;
  readonly short?: string | undefined;
  readonly flags: string;
  readonly description: string;
  readonly argChoices?: readonly string[] | undefined;
}): OptionWords {
  return {
    long: option.long ?? option.flags,
    short: option.short ?? null,
    description: option.description,
    value: /<([^>]+)>/.exec(option.flags)?.[1] ?? null,
    choices: option.argChoices ?? [],
  };
}
