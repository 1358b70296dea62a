import { nodeSchema, openNode } from '#core/node/index.ts'
import type { MessageView, MessengerEvent, Node } from '#core/node/index.ts'
import type { Result } from '#core/proof/index.ts'
import type { Database } from '#core/store/index.ts'
import type { Host, Run } from './host.ts'
import type { SimNet } from './net/index.ts'
import type { Said, SaidBook } from './said.ts'

/** What a world gives to whoever lives in it. */
export interface PersonInit {
  readonly name: string
  readonly host: Host
  readonly said: SaidBook
  /** The relays she uses, by address, asked when her account is made. */
  readonly relays: () => readonly string[]
}

/** Somebody, or the id of a space. */
export type Chat = Person | string

/**
 * Somebody with the messenger on one computer. Each method does what she would do at its screen, and throws where that
 * is refused, because a test that goes on would mean something else; `say` and `attempt` tell instead.
 */
export interface Person {
  readonly name: string
  readonly host: Host
  /** The running messenger. Throws if none is running. */
  readonly node: Node
  /** Her database as of the last commit, also while her program is not running. */
  readonly db: Database
  /** Her account's id; the empty text before there is one. */
  readonly account: string
  isRunning(): boolean
  /** Everything that her messenger told, oldest first, since the world began. */
  readonly events: readonly MessengerEvent[]
  /** Starts the program, and goes online where there is an account. Gives why it does not start. */
  start(): { readonly type: string } | null
  /** Ends the program in good order. */
  stop(): void
  /** Makes her account and goes online. */
  create(): Person
  /** A link that somebody else can add. `once`: it serves one person, who is accepted without asking. Default: true. */
  card(options?: { readonly once?: boolean }): string
  add(link: string): string
  accept(other: Person): string
  /** The direct chat with somebody; throws where there is none. */
  chatWith(other: Person): string
  /** Says something nobody said before, or this; gives what she was told. */
  say(to: Chat, text?: string, replyTo?: string): Said
  /** The texts of a chat, oldest first. */
  read(chat: Chat): readonly string[]
  /** All messages of a chat, oldest first. */
  messages(chat: Chat): readonly MessageView[]
  /** Does something that must succeed; `what` it is, as in “could not make a group”. */
  must<T>(what: string, work: (node: Node) => Result<T, { readonly type: string }>): T
  /** Does something with her messenger; undefined if it is not running, or ended meanwhile. */
  attempt<T>(work: (node: Node) => T): T | undefined
}

/** How many messages are read at once. */
const PAGE = 200

/** Somebody whose program has not been started. */
export function createPerson({ name, host, said, relays }: PersonInit): Person {
  let running: { readonly run: Run; readonly node: Node; readonly net: SimNet | null } | null = null
  let database: Database | null = null
  let account = ''
  let spoken = 0
  const events: MessengerEvent[] = []

  const now = (): NonNullable<typeof running> => {
    if (running === null || !running.run.life.isAlive()) throw new Error(`${name}’s messenger is not running`)
    return running
  }
  const isRunning = (): boolean => running !== null && running.run.life.isAlive()

  /** A net by the device's key, which is another one when the device was made anew (I4). */
  const goOnline = (): void => {
    if (running === null) return
    const { run, node, net } = running
    const view = node.account.get()
    const { peer } = node.identity()
    if (view === null || net?.self === peer) return
    account = view.account
    if (net !== null) {
      node.disconnect()
      net.stop()
    }
    const fresh = run.net(peer)
    running = { run, node, net: fresh }
    node.connect(fresh)
    fresh.start()
  }

  const start: Person['start'] = () => {
    const run = host.boot()
    const failure = run.life.run(() => {
      const opened = host.disk.open(nodeSchema, run.life, host.faults)
      if (!opened.ok) return opened.error
      database = opened.value
      const { clock, random } = run
      const ports = { ...host.keeping.forProgram(run.life, host.faults), db: opened.value, clock, random }
      const node = openNode({ ...ports, deviceName: host.name })
      if (!node.ok) return node.error
      running = { run, node: node.value, net: null }
      node.value.onEvent((event) => {
        events.push(event)
        // Never within the call that made it so.
        if (event.topic === 'account.changed') run.life.after(0, goOnline)
      })
      goOnline()
      return null
    })
    if (failure) run.life.end()
    return failure ?? null
  }

  const attempt: Person['attempt'] = (work) => (isRunning() ? now().run.life.run(() => work(now().node)) : undefined)

  /** Does what must succeed. */
  const must = <T>(what: string, work: (node: Node) => Result<T, { readonly type: string }>): T => {
    const { node, run } = now()
    const result = run.life.run(() => work(node))
    if (result === undefined) throw new Error(`${name}’s program ended while she wanted to ${what}`)
    if (!result.ok) throw new Error(`${name} could not ${what}: ${JSON.stringify(result.error)}`)
    return result.value
  }

  const person: Person = {
    name,
    host,
    events,
    get node() {
      return now().node
    },
    get db() {
      if (database === null) throw new Error(`${name} has no database yet`)
      return database
    },
    get account() {
      return account
    },
    isRunning,
    must,
    attempt,
    start,
    stop: () => {
      const { run, node, net } = now()
      run.life.run(() => {
        node.stop()
        net?.stop()
      })
      run.life.end()
    },
    create: () => {
      if (!isRunning() && start() !== null) throw new Error(`${name}’s messenger does not start`)
      const made = must('create an account', (node) => node.account.create({ name }))
      account = made.account
      const used = relays()
      if (used.length > 0) must('use relays', (node) => node.network.setRelays({ relays: used }))
      goOnline()
      return person
    },
    card: ({ once = true } = {}) => must('make a card', (node) => node.contact.card({ once })).link,
    add: (link) => must('add a contact', (node) => node.contact.add({ link })).space,
    accept: (other) => must('accept', (node) => node.contact.accept({ account: other.account })).space,
    chatWith: (other) => {
      const chat = now()
        .node.space.list()
        .find(({ kind, members }) => kind === 'direct' && members.includes(other.account))
      if (chat === undefined) throw new Error(`${name} has no chat with ${other.name}`)
      return chat.space
    },
    say: (to, given, replyTo) => {
      const space = typeof to === 'string' ? to : person.chatWith(to)
      const text = given ?? `${name} ${++spoken}`
      const sent = attempt((node) => node.chat.send({ space, text, ...(replyTo === undefined ? {} : { replyTo }) }))
      const one: Said = { by: name, space, text, replyTo: replyTo ?? null, answer: answerOf(sent) }
      said.note(one)
      return one
    },
    read: (chat) => person.messages(chat).map(({ text }) => text),
    messages: (chat) => {
      const space = typeof chat === 'string' ? chat : person.chatWith(chat)
      const all: MessageView[] = []
      for (;;) {
        const before = all[0]?.message
        const ask = { space, limit: PAGE, ...(before === undefined ? {} : { before }) }
        const page = must('read a chat', (node) => node.chat.page(ask))
        all.unshift(...page.messages)
        if (!page.older) return all
      }
    },
  }
  return person
}

function answerOf(
  sent: Result<{ readonly message: string; readonly at: number }, { readonly type: string }> | undefined,
): Said['answer'] {
  if (sent === undefined) return { type: 'unanswered' }
  return sent.ok ? { type: 'acknowledged', ...sent.value } : { type: 'refused', reason: sent.error.type }
}
