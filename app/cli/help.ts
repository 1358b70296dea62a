import { commands, usageOf, type Command, type CommandName } from '#app/contract/commands.ts'

/** Columns before an explanation. */
const MARGIN = 26

/** What `dure --help` or `dure COMMAND --help` prints. */
export const helpText = (name: CommandName | null): string => {
  if (name !== null) return `${commandHelp(name, commands[name])}\n`
  const lines = Object.entries<Command>(commands).map(([other, { does }]) => row(other, does))
  return [
    'Dure: a messenger whose chats live on your own computer.',
    '',
    row('dure', 'Opens the messenger.').trimStart(),
    row('dure COMMAND …', 'One of these; `dure COMMAND --help` says more.').trimStart(),
    '',
    ...lines,
    '',
  ].join('\n')
}

const commandHelp = (name: CommandName, command: Command): string =>
  [
    usageOf(name, command),
    '',
    command.does,
    '',
    ...Object.entries(command.options).map(([option, { value, does }]) =>
      row(value === undefined ? `--${option}` : `--${option} ${value}`, does),
    ),
    ...(command.ready === undefined ? [] : ['', 'When ready it prints one line to stdout:', command.ready]),
  ].join('\n')

const row = (left: string, right: string): string => `  ${left.padEnd(MARGIN - 2)}${right}`
