import { join } from 'node:path'
import { fail, ok, type Result } from '#core/proof/result.ts'
import {
  readAddresses,
  readArguments,
  readPort,
  readTime,
  type Asked,
  type Given,
  type Misunderstood,
} from './arguments.ts'
import { defaultFolder, type Surroundings } from '#app/service/folders.ts'
import { helpText } from './help.ts'
import type { Parts, StartRefusal } from './parts.ts'
import { startSentence } from './start.ts'
import type { Terminal } from './terminal.ts'

/** Where the app lets others on the local network reach it. */
const LOCAL_LISTEN = ['/ip4/0.0.0.0/tcp/0']

const codes = { well: 0, cannot: 1, misunderstood: 2 } as const
export type ExitCode = (typeof codes)[keyof typeof codes]

/** What a command runs with. Everything of the machine comes in here. */
export interface World {
  readonly parts: Parts
  readonly terminal: Terminal
  readonly around: Surroundings
  readonly version: string
  /** The built pages. */
  readonly pages: string
}

/** Runs `dure` with these words after it; gives the exit code. */
export const run = async (words: readonly string[], world: World): Promise<ExitCode> => {
  const asked = readArguments(words)
  if (!asked.ok) return complain(world, asked.error)
  const job = jobOf(asked.value, world)
  return job.ok ? job.value() : complain(world, job.error)
}

type Job = () => Promise<ExitCode>

const complain = ({ terminal }: World, sentence: string): ExitCode => {
  terminal.complain(sentence)
  return codes.misunderstood
}

const jobOf = (asked: Asked, world: World): Result<Job, Misunderstood> => {
  const { terminal, version } = world
  const print = (text: string): Result<Job, Misunderstood> =>
    ok(() => {
      terminal.print(text)
      return Promise.resolve(codes.well)
    })
  if (asked.type === 'version') return print(version)
  if (asked.type === 'help') return print(helpText(asked.command).trimEnd())
  if (asked.type === 'app') return ok(() => runApp(world))
  const { given } = asked
  const folder = given.text('data') ?? ''
  switch (asked.command) {
    case 'serve':
      return serveJob(given, folder, world)
    case 'relay':
      return ok(() => runRelay(given, folder, world))
    case 'demo':
      return ok(() => runDemo(given, world))
    case 'doctor':
      return ok(() => runDoctor(given, folder, world))
    case 'export':
      return exportJob(given, folder, world)
    case 'import':
      return ok(() => runImport(given, folder, world))
  }
}

const outcome = ({ terminal }: World, result: Result<unknown, { readonly type: string }>): ExitCode => {
  if (result.ok) return codes.well
  terminal.complain(sentenceOf(result.error))
  return isAboutWords(result.error.type) ? codes.misunderstood : codes.cannot
}

/** Reasons that lie in what was asked for, not in this computer. */
const isAboutWords = (type: string): boolean => ['AddressInvalid', 'ConfigInvalid'].includes(type)

/** Reasons that only `export` and `import` meet, besides those of starting. */
const carrySentences: Readonly<Record<string, string>> = {
  NoAccount: 'There is no account in this data folder yet, so there is nothing to carry.',
  AccountExists: 'There is an account in this data folder already. A backup goes into one that has none.',
  PassphraseWrong: 'The passphrase is not the one the backup was sealed under. Nothing was changed.',
  BackupMalformed: 'The file is no backup of Dure.',
  BackupDamaged: 'The backup is damaged. Nothing was taken from it; try another copy.',
  BackupTruncated: 'The backup ends too early. Nothing was taken from it; copy it once more.',
  BackupVersionUnknown: 'The backup was made by a newer Dure.',
  BackupTooCostly: 'The backup asks for more memory than any backup needs. Nothing was taken from it.',
  SpaceUnknown: 'There is no such space in this data folder. Check --space.',
  BundleMalformed: 'The file is no bundle of Dure, or is damaged. What came before the damage is kept.',
  BundleTruncated: 'The file ends too early. What it holds is kept.',
  BundleVersionUnknown: 'The file was written by a newer Dure.',
}

const sentenceOf = (refusal: { readonly type: string }): string =>
  // What is not in the table is a `StartRefusal`: the commands' types say so.
  carrySentences[refusal.type] ?? startSentence(refusal as StartRefusal)

const runApp = async (world: World): Promise<ExitCode> => {
  const [{ serve }, node] = await Promise.all([import('./serve.ts'), world.parts.node()])
  const network = { listen: LOCAL_LISTEN, relays: [], mdns: true }
  const app = { folder: defaultFolder(world.around), port: 0, network, open: true, announce: 'words' } as const
  return outcome(
    world,
    await serve({ ...app, pages: world.pages, version: world.version }, node, world.terminal, world.around),
  )
}

const serveJob = (given: Given, folder: string, world: World): Result<Job, Misunderstood> => {
  const port = readPort(given.text('port') ?? '0')
  if (!port.ok) return port
  const listen = readAddresses('listen', given.texts('listen'))
  if (!listen.ok) return listen
  const relays = readAddresses('relay', given.texts('relay'))
  if (!relays.ok) return relays
  const network = { listen: listen.value, relays: relays.value, mdns: !given.has('no-mdns') }
  return ok(async () => {
    const [{ serve }, node] = await Promise.all([import('./serve.ts'), world.parts.node()])
    const { pages, version } = world
    const options = {
      folder,
      port: port.value,
      network,
      open: given.has('open'),
      announce: 'line',
      pages,
      version,
    } as const
    return outcome(world, await serve(options, node, world.terminal, world.around))
  })
}

const runRelay = async (given: Given, folder: string, world: World): Promise<ExitCode> => {
  const [{ relay }, part] = await Promise.all([import('./relay.ts'), world.parts.relay()])
  const options = { folder, listen: given.texts('listen'), configFile: given.text('config') ?? null }
  const ended = await relay(options, part, world.terminal)
  // The only file a relay is told of is the one named by --config.
  if (!ended.ok && ended.error.type === 'FileMissing') return complain(world, sentenceOf(ended.error))
  return outcome(world, ended)
}

const runDemo = async (given: Given, world: World): Promise<ExitCode> => {
  const { demo } = await import('./demo/demo.ts')
  const { pages, version, parts, terminal, around } = world
  const options = { keep: given.text('keep') ?? null, open: !given.has('no-open'), pages, version }
  return outcome(world, await demo(options, parts, terminal, around))
}

const runDoctor = async (given: Given, folder: string, world: World): Promise<ExitCode> => {
  const [{ doctor }, node] = await Promise.all([import('./doctor.ts'), world.parts.node()])
  const examined = await doctor(
    { folder, rebuild: given.has('rebuild'), json: given.has('json') },
    node,
    world.terminal,
  )
  return examined.ok && !examined.value ? codes.cannot : outcome(world, examined)
}

const exportJob = (given: Given, folder: string, world: World): Result<Job, Misunderstood> => {
  const text = given.text('since')
  const since = text === undefined ? ok(undefined) : readTime(text)
  if (!since.ok) return fail(since.error)
  const spaces = given.texts('space')
  const file = join(given.operands[0] ?? '')
  const passphraseFile = given.text('passphrase-file')
  if (given.has('backup'))
    return ok(async () => {
      const [{ exportBackup }, node] = await Promise.all([import('./carry.ts'), world.parts.node()])
      return outcome(world, await exportBackup({ folder, file, passphraseFile }, node, world.terminal))
    })
  return ok(async () => {
    const [{ exportBundle }, node] = await Promise.all([import('./carry.ts'), world.parts.node()])
    const ask = {
      ...(spaces.length > 0 && { spaces }),
      ...(since.value !== undefined && { since: since.value }),
    }
    return outcome(world, await exportBundle({ folder, file, ...ask }, node, world.terminal))
  })
}

const runImport = async (given: Given, folder: string, world: World): Promise<ExitCode> => {
  const [{ importFrom }, node] = await Promise.all([import('./carry.ts'), world.parts.node()])
  const where = { folder, file: join(given.operands[0] ?? ''), passphraseFile: given.text('passphrase-file') }
  return outcome(world, await importFrom(where, node, world.terminal))
}
