import { isIPv4, isIPv6 } from 'node:net'
import { parseArgs } from 'node:util'
import { commands, usageOf, type Command, type CommandName } from '#app/contract/commands.ts'
import { fail, ok, type Result } from '#core/proof/result.ts'

/** What somebody asked for on the command line. */
export type Asked =
  | { readonly type: 'app' }
  | { readonly type: 'help'; readonly command: CommandName | null }
  | { readonly type: 'version' }
  | { readonly type: 'command'; readonly command: CommandName; readonly given: Given }

/** Options and operands of a command that its table allows. Those that are needed are there. */
export interface Given {
  text(option: string): string | undefined
  texts(option: string): readonly string[]
  has(option: string): boolean
  readonly operands: readonly string[]
}

/** What is wrong, and how to mend it: one or two sentences. */
export type Misunderstood = string

const isCommand = (word: string): word is CommandName => Object.hasOwn(commands, word)

/** Reads the words after `dure`. */
export const readArguments = (words: readonly string[]): Result<Asked, Misunderstood> => {
  const [first, ...rest] = words
  if (first === undefined) return ok({ type: 'app' })
  if (first === '--version' || first === '-v') return ok({ type: 'version' })
  if (first === '--help' || first === '-h' || first === 'help') return helpFor(rest[0])
  if (!isCommand(first)) return fail(unknownCommand(first))
  if (rest.some((word) => word === '--help' || word === '-h')) return ok({ type: 'help', command: first })
  return readCommand(first, rest)
}

const helpFor = (word: string | undefined): Result<Asked, Misunderstood> => {
  if (word === undefined) return ok({ type: 'help', command: null })
  return isCommand(word) ? ok({ type: 'help', command: word }) : fail(unknownCommand(word))
}

const unknownCommand = (word: string): string => {
  const what = word.startsWith('-') ? `\`${word}\` stands before a command` : `There is no command \`${word}\``
  return `${what}. There are: ${Object.keys(commands).join(', ')}. \`dure --help\` says what they do.`
}

const readCommand = (name: CommandName, words: readonly string[]): Result<Asked, Misunderstood> => {
  const command: Command = commands[name]
  const how = `Usage: ${usageOf(name, command)}`
  const read = parseWords(command, words)
  if (!read.ok) return fail(`${read.error} ${how}`)
  const { values, positionals } = read.value
  const missing = Object.entries(command.options).find(
    ([option, { needed }]) => needed && values.get(option) === undefined,
  )
  if (missing !== undefined) return fail(`\`--${missing[0]} ${missing[1].value ?? ''}\` is missing. ${how}`)
  const operands = command.operands ?? []
  if (positionals.length < operands.length) return fail(`${operands[positionals.length] ?? ''} is missing. ${how}`)
  const surplus = positionals[operands.length]
  if (surplus !== undefined) return fail(`\`${surplus}\` is more than \`dure ${name}\` takes. ${how}`)
  return ok({ type: 'command', command: name, given: givenOf(values, positionals) })
}

type Values = ReadonlyMap<string, readonly string[] | true>

/** Words to values. `parseArgs` throws for what the table does not allow. */
const parseWords = (
  command: Command,
  words: readonly string[],
): Result<{ values: Values; positionals: readonly string[] }, string> => {
  const options = Object.entries(command.options).map(([option, { value }]) => {
    // `multiple` for all, so that a second value is seen and not silently taken for the first.
    return [option, value === undefined ? { type: 'boolean' as const } : { type: 'string' as const, multiple: true }]
  })
  try {
    const parsed = parseArgs({
      args: [...words],
      options: Object.fromEntries(options) as Record<string, { type: 'boolean' | 'string'; multiple?: boolean }>,
      allowPositionals: true,
      strict: true,
    })
    const values = new Map(
      Object.entries(parsed.values).map(
        ([option, value]) => [option, Array.isArray(value) ? value.map(String) : true] as const,
      ),
    )
    const twice = [...values].find(
      ([option, value]) => value !== true && value.length > 1 && !command.options[option]?.many,
    )
    if (twice !== undefined) return fail(`\`--${twice[0]}\` is given twice.`)
    const empty = [...values].find(([, value]) => value !== true && value.includes(''))
    if (empty !== undefined) return fail(`\`--${empty[0]}\` is given an empty value.`)
    return ok({ values, positionals: parsed.positionals })
  } catch (error) {
    return fail(sentenceOf(error))
  }
}

/** What Node says of wrong arguments, as a sentence of our own where it is one that people meet. */
const sentenceOf = (error: unknown): string => {
  const said = error instanceof Error ? error.message : String(error)
  const unknown = /^Unknown option '([^']+)'/.exec(said)?.[1]
  if (unknown !== undefined) return `There is no option \`${unknown}\`.`
  const bare = /^Option '([^' ]+)[^']*' argument (?:missing|is ambiguous)/.exec(said)?.[1]
  if (bare !== undefined) return `\`${bare}\` lacks what it should say.`
  return (said.split('\n')[0] ?? '').replace(/\.?$/, '.')
}

const givenOf = (values: Values, operands: readonly string[]): Given => {
  const texts = (option: string): readonly string[] => {
    const value = values.get(option)
    return value === undefined || value === true ? [] : value
  }
  return { text: (option) => texts(option)[0], texts, has: (option) => values.has(option), operands }
}

/** A port number as people write it. */
export const readPort = (text: string): Result<number, Misunderstood> => {
  const port = Number(text)
  return /^\d{1,5}$/.test(text) && port <= 65_535
    ? ok(port)
    : fail(`\`--port ${text}\` is no port: it is a number from 0 (any that is free) to 65535.`)
}

/**
 * Addresses as people write them, looked at from outside only: whose peer and which transports they name is for the
 * network to say, and loading it takes longer than all else that a start does.
 */
export const readAddresses = (option: string, texts: readonly string[]): Result<readonly string[], Misunderstood> => {
  const wrong = texts.find((text) => !isAddress(text))
  return wrong === undefined
    ? ok(texts)
    : fail(`\`--${option} ${wrong}\` is no address: it should look like /ip4/192.168.0.4/tcp/4001.`)
}

const isAddress = (text: string): boolean => {
  const [before, kind = '', host = '', transport, port = '', ...rest] = text.split('/')
  if (before !== '' || host === '' || rest.includes('')) return false
  if (kind === 'dnsaddr') return transport === undefined || transport === 'p2p'
  const isHost = kind === 'ip4' ? isIPv4(host) : kind === 'ip6' ? isIPv6(host) : ['dns', 'dns4', 'dns6'].includes(kind)
  return isHost && transport === 'tcp' && readPort(port).ok
}

/** A time as people write it, in milliseconds since 1970. A date without a time begins at midnight UTC. */
export const readTime = (text: string): Result<number, Misunderstood> => {
  const time = /^\d{1,16}$/.test(text) ? Number(text) : Date.parse(text)
  return Number.isSafeInteger(time) && time >= 0
    ? ok(time)
    : fail(`\`--since ${text}\` is no time: write milliseconds since 1970, or a date such as 2026-11-21.`)
}
