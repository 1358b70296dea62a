/** Writes docs/api.md from the contract: `npm run docs`. The same contract gives the same bytes. */

import { readFileSync, writeFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import type * as z from 'zod/mini'
import { commands, usageOf, type Command } from './commands.ts'
import type { Method } from './define.ts'
import { events, subscribe } from './events.ts'
import { rooms } from './methods.ts'
import { refusals, type RefusalType } from './refusals.ts'
import { faults } from './rpc.ts'
import { write, type Written } from './shapes.ts'

const file = fileURLToPath(new URL('../../docs/api.md', import.meta.url))

/** What docs/api.md has to say now. */
export const apiDocument = (): string => {
  const names = new Map<string, Written['names'] extends ReadonlyMap<string, infer Named> ? Named : never>()
  const written = (schema: z.ZodMiniType): Written => {
    const is = write(schema)
    for (const [name, of] of is.names) names.set(name, of)
    return is
  }
  const sections = [
    ...Object.entries(rooms).flatMap(([room, verbs]) => [
      `### ${room}`,
      ...Object.entries<Method>(verbs).map(([verb, of]) => methodText(`${room}.${verb}`, of, written)),
    ]),
    '### subscribe',
    methodText('subscribe', subscribe, written),
  ]
  const eventLines = Object.values(events).map(({ does, event }) => `- \`${written(event).text}\` ${does}`)
  const nameLines = [...names]
    .toSorted(([left], [right]) => compare(left, right))
    .map(([name, of]) => namedText(name, of))
  return [
    intro,
    '## Commands',
    commandIntro,
    ...Object.entries<Command>(commands).map(([name, command]) => commandText(name, command)),
    '## The line',
    lineText,
    '## Methods',
    ...sections,
    '## Events',
    '`subscribe` turns them on. Each is a notification `event` with these params. They come after the answer of the call ' +
      'that caused them, and each is said once however often it happened in between.',
    eventLines.join('\n'),
    '## Types',
    nameLines.join('\n'),
    '## Refusals',
    'Error `1`. `data.type` is one of these; what else stands in `data` is named here.',
    Object.entries(refusals)
      .map(([type, { does, facts }]) => refusalText(type, does, facts))
      .join('\n'),
    '## Faults',
    'Errors of JSON-RPC itself. `data.type` is one of these; those that begin with `Param` have code `-32602` and a ' +
      '`data.path`, the keys and indexes that lead to what is wrong.',
    Object.entries(faults)
      .map(([type, does]) => `- \`${type}\` ${does}`)
      .join('\n'),
    '',
  ]
    .join('\n\n')
    .trimEnd()
    .concat('\n')
}

const intro = `# The contract

<!-- Written by \`npm run docs\` from app/contract. Change that, not this. -->

What the window can do, a script can do: both speak JSON-RPC 2.0 with the node of one's own. Methods and commands keep
their names; more are added in the same manner. Times are milliseconds since 1970, ids are texts.`

const commandIntro = `\`npx dure …\`, or \`npm run -s dure -- …\` (without \`-s\`, npm prints a banner on stdout). \`dure\` alone is the app: it serves
the data folder of this user with the local network on, and opens the page. A command that goes on running prints one line
of JSON to stdout when it is ready, logs to stderr, and ends well on SIGINT and SIGTERM. What it cannot understand it
answers with a sentence and exit code 2; what it cannot do, with a sentence and exit code 1.`

const lineText = `A WebSocket at \`rpc\` with \`?token=…\` from the ready line; the token is made anew at every start. A missing or wrong token, a
foreign \`Origin\` or a foreign \`Host\` is refused before the upgrade. One request a message, at most 1 MiB, no batches;
requests without an id are ignored.

\`\`\`
→ {"jsonrpc":"2.0","id":1,"method":"chat.send","params":{"space":"…","text":"안녕"}}
← {"jsonrpc":"2.0","id":1,"result":{"message":"…","at":1795219200000}}
\`\`\`

Bundles travel over HTTP on the same origin, with \`Authorization: Bearer TOKEN\`: \`GET /bundles/{bundle}\` fetches what
\`sync.exportBundle\` prepared, \`POST /bundles\` uploads a file for \`sync.importBundle\` and answers \`{"bundle":"…"}\`. People's pictures are there too:
\`GET /pictures/{picture}\`, with \`?token=TOKEN\` where an \`<img>\` can send no header.`

const commandText = (name: string, command: Command): string => {
  const options = Object.entries(command.options).map(([option, { value, does }]) => {
    const written = value === undefined ? `--${option}` : `--${option} ${value}`
    return `- \`${written}\` ${does}`
  })
  const ready = command.ready === undefined ? [] : [`Ready line:\n\n\`\`\`json\n${command.ready}\n\`\`\``]
  return [`### dure ${name}`, `\`${usageOf(name, command)}\``, command.does, options.join('\n'), ...ready].join('\n\n')
}

const methodText = (name: string, of: Method, written: (schema: z.ZodMiniType) => Written): string => {
  const params = written(of.params)
  const result = written(of.result)
  const asked = params.text === '{}' ? '' : ` ${params.text}`
  const lines = [
    `**\`${name}${asked}\`** → \`${result.text}\``,
    of.does,
    ...notes([...params.notes, ...result.notes]),
    ...(of.refusals.length === 0 ? [] : [`Refuses: ${of.refusals.map((type) => `\`${type}\``).join(', ')}.`]),
  ]
  return lines.join('\n\n')
}

const notes = (all: Written['notes']): string[] =>
  all.length === 0 ? [] : [all.map(([path, does]) => `- \`${path}\`: ${does}`).join('\n')]

const namedText = (
  name: string,
  { text, notes: fields, does }: { text: string; notes: Written['notes']; does: string },
): string =>
  [
    `- **${name}** = \`${text}\`${does === '' ? '' : ` ${does}`}`,
    ...fields.map(([path, sentence]) => `  - \`${path}\`: ${sentence}`),
  ].join('\n')

const refusalText = (type: string, does: string, facts: (typeof refusals)[RefusalType]['facts']): string => {
  const named = Object.entries<z.ZodMiniType>(facts).map(([fact, schema]) => `\`${fact}: ${write(schema).text}\``)
  return `- \`${type}\` ${does}${named.length === 0 ? '' : ` With ${named.join(', ')}.`}`
}

/** By code unit, whatever the machine's language. */
const compare = (left: string, right: string): number => (left < right ? -1 : left > right ? 1 : 0)

/** What docs/api.md says, or null where it is missing. */
export const apiDocumentOnDisk = (): string | null => {
  try {
    return readFileSync(file, 'utf8')
  } catch {
    return null
  }
}

if (import.meta.main) writeFileSync(file, apiDocument())
