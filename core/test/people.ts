import { openNode } from '#core/node/index.ts'
import type { MessageView, MessengerEvent, Node, NodePorts } from '#core/node/index.ts'
import { feedsOf } from '#core/node/feeds.ts'
import { readRun } from '#core/node/replica.ts'
import { everyLog } from '#core/node/spaces.ts'
import { giveAll, giveLetters, giveRun, value } from '#core/node/testing.ts'
import { createTestClock, testNode, testPorts } from './node.ts'
import type { TestClock } from './node.ts'

// People who carry what they say to each other by hand, for stories that need no network.

/** Somebody with the messenger on one computer; her program can end and be started again. */
export interface Somebody {
  readonly ports: NodePorts
  readonly clock: TestClock
  /** The running program. */
  node: Node
  /** Everything that she was told since the last start. */
  readonly events: MessengerEvent[]
}

/** Somebody with an account. */
export function somebody(name: string, given: Partial<NodePorts> = {}): Somebody {
  const clock = createTestClock()
  const ports = testPorts({ clock, ...given })
  const person = { ports, clock, node: testNode(name, ports), events: [] }
  listen(person)
  return person
}

function listen(person: Somebody): void {
  person.events.length = 0
  person.node.onEvent((event) => person.events.push(event))
}

/** Ends her program and starts it again over what it kept. Gives why it does not start. */
export function restart(person: Somebody, ports: NodePorts = person.ports): { readonly type: string } | null {
  person.node.stop()
  const opened = openNode(ports)
  if (!opened.ok) return opened.error
  person.node = opened.value
  listen(person)
  return null
}

/** Her card: `once` for one person, who is accepted without asking. */
export const cardOf = ({ node }: Somebody, once = true): string => value(node.contact.card({ once })).link

/** Gives each what the other has for her: letters, and all that they hold of their chat. */
export function exchange(a: Somebody, b: Somebody): void {
  for (const [from, to] of [
    [a, b],
    [b, a],
    [a, b],
  ] as const) {
    giveLetters(from.node, to.node)
    for (const { space } of from.node.space.list()) giveAll(from.node, to.node, space)
  }
}

/** Two who have each other, and their chat. */
export function acquainted(): { readonly bora: Somebody; readonly jun: Somebody; readonly space: string } {
  const [bora, jun] = [somebody('Bora'), somebody('Jun')]
  const { space } = value(bora.node.contact.add({ link: cardOf(jun) }))
  exchange(bora, jun)
  return { bora, jun, space }
}

/** Gives of the longest feed of a chat what lies in [low..high], as one run. */
export function givePart(from: Somebody, to: Somebody, space: string, [low, high]: readonly [number, number]): void {
  const { state } = from.node
  const logs = everyLog(state, state.db).filter((log) => log.space === space)
  const feeds = logs.flatMap((log) => [...feedsOf(state.db, log).values()])
  const [longest] = feeds.toSorted((a, b) => (b.runs.at(-1)?.high ?? 0) - (a.runs.at(-1)?.high ?? 0))
  const run = longest && readRun(state.db, longest, low, high, Infinity, 'low')
  if (longest && run) giveRun(to.node, longest.log.id, run)
}

/** Says something; gives the message's id. */
export const say = ({ node }: Somebody, space: string, text: string, replyTo?: string): string =>
  value(node.chat.send({ space, text, ...(replyTo === undefined ? {} : { replyTo }) })).message

/** All messages of a chat, oldest first, as its newest 500. */
export const messagesOf = ({ node }: Somebody, space: string): readonly MessageView[] =>
  value(node.chat.page({ space, limit: 500 })).messages
export const textsOf = (person: Somebody, space: string): string[] => messagesOf(person, space).map(({ text }) => text)

/** Everything she sees, as plain data: what must be the same after any restart. */
export const viewsOf = ({ node }: Somebody): unknown => ({
  account: node.account.get(),
  contacts: node.contact.list(),
  requests: node.contact.requests(),
  spaces: node.space.list(),
  chats: node.space.list().map(({ space }) => value(node.chat.page({ space, limit: 500 }))),
  holdings: node.sync.status().spaces,
})
