import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import type { Client } from '#app/contract/client.ts'
import { given, watch, type Watch } from './line.ts'
import type { Ended, Launch, Running } from './process.ts'
import type { Relay } from './relay.ts'

/** What `dure serve` says when it is ready. */
export interface Ready {
  readonly pid: number
  readonly url: string
  readonly rpc: string
  readonly token: string
  readonly peer: string
}

export interface Life {
  /** Whether others can connect to this node: on loopback, at the same port in every life. */
  readonly listens?: boolean
  readonly relays?: readonly Relay[]
  /** The port of page and contract; any that is free, if it is left out. */
  readonly port?: number
  readonly args?: readonly string[]
}

/** A person with one computer: a data folder, a configuration folder, and, while it runs, a `dure serve`. */
export interface Person {
  readonly name: string
  readonly folder: string
  /** The variables that make this computer another one than the others. */
  readonly env: Readonly<Record<string, string>>
  /** Starts the node. What is not said is as in its last life. */
  start(life?: Life): Promise<Ready>
  /** Starts it and makes the account. */
  join(life?: Life): Promise<void>
  readonly ready: Ready
  readonly watch: Watch
  readonly client: Client
  until: Watch['until']
  /** Waits until the node has said this on stderr. */
  logs(words: string): Promise<void>
  /** Ends it as Ctrl-C does. */
  stop(): Promise<Ended>
  /** Ends it as a power cut does. */
  kill(): Promise<Ended>
  /** Runs another command on the data folder, to its end. */
  run(command: string, ...words: readonly string[]): Promise<Ended>
  account(): Promise<string>
  card(once?: boolean): Promise<string>
  /** Adds whoever a link leads to; gives the chat. */
  add(link: string): Promise<string>
  /** Says something; gives the message's id. */
  say(space: string, text: string): Promise<string>
  /** The newest messages of a chat, oldest first: text and how far it came. */
  chat(space: string): Promise<readonly { readonly text: string; readonly delivery: string; readonly id: string }[]>
  /** Waits until a text is there; gives its id. */
  hears(space: string, text: string): Promise<string>
  /** Waits until one's own text has come so far. */
  knows(space: string, text: string, delivery: string): Promise<void>
  /** Marks everything up to a message as read. */
  read(space: string, message: string): Promise<void>
}

/** Most messages that one page gives. */
const PAGE = 500

export interface PersonOptions {
  /** What runs her programs, for example `setpriv …`. */
  readonly through?: readonly string[]
  /** Where her data is, if not with all else of her computer. */
  readonly folder?: string
  /** Whose computer it is, if not one of her own: the configuration folder is the same. */
  readonly at?: Person
}

/** A person whose computer lives below `place`. */
export const person = (name: string, place: string, launch: Launch, options: PersonOptions = {}): Person => {
  const { folder = join(place, 'data'), through = [] } = options
  const tmp = join(place, 'tmp')
  mkdirSync(tmp, { recursive: true })
  const env = { HOME: place, XDG_CONFIG_HOME: join(place, 'config'), TMPDIR: tmp, ...options.at?.env }
  let life: Life = {}
  let running: Running | null = null
  let ready: Ready | null = null
  let watching: Watch | null = null
  let listen = '/ip4/127.0.0.1/tcp/0'

  const there = <T>(what: T | null): T => {
    if (what === null) throw new Error(`${name}’s node does not run`)
    return what
  }
  const end = async (signal: NodeJS.Signals): Promise<Ended> => {
    const ended = await there(running).end(signal)
    running = null
    return ended
  }
  const start = async (next: Life = {}): Promise<Ready> => {
    life = { ...life, ...next }
    const { listens = false, relays = [], port = 0, args = [] } = life
    const words = [
      'serve',
      '--data',
      folder,
      '--port',
      String(port),
      '--no-mdns',
      ...(listens ? ['--listen', listen] : []),
      ...relays.flatMap((relay) => ['--relay', relay.address]),
      ...args,
    ]
    running = launch(words, { env, through })
    ready = JSON.parse(await running.ready) as Ready // the ready line, as docs/api.md says
    watching = await watch(ready.rpc, ready.token)
    return ready
  }
  const client = (): Client => there(watching).client
  const chat: Person['chat'] = async (space) => {
    const page = await client().chat.page({ space, limit: PAGE })
    // A chat that somebody else began appears here when she arrives.
    if (!page.ok && page.error.type === 'SpaceUnknown') return []
    return (await given(Promise.resolve(page))).messages.map(({ text, delivery, message }) => ({
      text,
      delivery,
      id: message,
    }))
  }
  const until: Watch['until'] = (what, check) =>
    there(watching)
      .until(`${name}: ${what}`, check)
      .catch((error: unknown) => {
        throw new Error(`${String(error)}\n${running?.said() ?? 'it does not run'}`)
      })

  return {
    name,
    folder,
    env,
    start,
    join: async (next) => {
      await start(next)
      await given(client().account.create({ name }))
      if (life.listens !== true) return
      const listening = async (): Promise<string | undefined> =>
        (await given(client().network.status())).listen.find((address) => !address.includes('p2p-circuit'))
      await until('it listens', async () => (await listening()) !== undefined)
      listen = (await listening())?.replace(/\/p2p\/.*/, '') ?? listen
    },
    get ready() {
      return there(ready)
    },
    get watch() {
      return there(watching)
    },
    get client() {
      return client()
    },
    until,
    logs: (words) => there(running).says(words),
    stop: () => end('SIGTERM'),
    kill: () => end('SIGKILL'),
    run: (command, ...words) => launch([command, '--data', folder, ...words], { env, through }).ended,
    account: async () => (await given(client().account.get()))?.account ?? '',
    card: async (once = false) => (await given(client().contact.card({ once }))).link,
    add: async (link) => (await given(client().contact.add({ link }))).space,
    say: async (space, text) => (await given(client().chat.send({ space, text }))).message,
    chat,
    hears: async (space, text) => {
      const find = async () => (await chat(space)).find((message) => message.text === text)
      await until(`“${text}” arrives`, async () => (await find()) !== undefined)
      return (await find())?.id ?? ''
    },
    knows: (space, text, delivery) =>
      until(`“${text}” is ${delivery}`, async () =>
        (await chat(space)).some((message) => message.text === text && message.delivery === delivery),
      ),
    read: async (space, message) => void (await given(client().chat.markRead({ space, message }))),
  }
}
