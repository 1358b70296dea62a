import { join } from 'node:path'
import { realClock } from '#core/adapters/system/index.ts'
import type { Clock } from '#core/net/index.ts'
import type { Messenger } from '#app/service/index.ts'
import type { NodeOptions, NodePart, RunningNode } from '../parts.ts'
import { portraitOf } from './portrait.ts'
import {
  BEGAN_DAYS_AGO,
  boraAndHaru,
  boraAndJun,
  boraMeanwhile,
  HARU_FOR_BORA,
  haruAtSea,
  names,
  timeOf,
  type Line,
  type Role,
} from './story.ts'
import { given, until } from './until.ts'

/** Where each person's data is, below the demo's folder. */
export const folderOf = (place: string, who: Role): string => join(place, who)

/** Opens the node of one of them; the start counters stay in the demo's folder, too. */
export const openPerson = async (
  part: NodePart,
  place: string,
  who: Role,
  options: Pick<NodeOptions, 'network' | 'log'> & { readonly clock?: Clock },
): Promise<RunningNode> =>
  given(
    await part.openNode({ folder: folderOf(place, who), mayMake: true, counters: join(place, 'starts'), ...options }),
  )

/** Where nodes of the demo are reached: on this computer alone. */
export const LOOPBACK = '/ip4/127.0.0.1/tcp/0'

/** A clock whose hands are set; its timers run as they always do. */
interface SetClock extends Clock {
  set(now: number): void
}

const setClock = (): SetClock => {
  const real = realClock()
  let now = real.now()
  return { ...real, now: () => now, set: (to) => (now = to) }
}

/**
 * Makes weeks of history: real nodes that speak to each other over loopback, at the times at which they are to have spoken.
 * The clock is a parameter of core, so nothing else is told otherwise.
 */
export const makeHistory = async (
  part: NodePart,
  place: string,
  now: number,
  log: (line: string) => void,
): Promise<void> => {
  const clock = setClock()
  const setTo = (when: Line['when']): void => clock.set(timeOf(when, now))
  const network = { listen: [LOOPBACK], relays: [], mdns: false }
  const open = (who: Role, isConnected = true): Promise<RunningNode> =>
    openPerson(part, place, who, { network: isConnected ? network : null, log, clock })
  setTo([BEGAN_DAYS_AGO, '18:30'])
  const [bora, jun, haru] = [await open('bora'), await open('jun'), await open('haru')]
  const cast = { bora, jun, haru }
  for (const [who, running] of entriesOf(cast)) {
    const { messenger } = running
    given(messenger.account.create({ name: names[who] }))
    given(messenger.account.setProfile({ picture: portraitOf(who) }))
    await running.startNetwork()
    await until(messenger, `${who} listens`, () => messenger.network.status().listen.length > 0)
  }
  const withJun = await meet(jun.messenger, bora.messenger)
  const withHaru = await meet(haru.messenger, bora.messenger)
  const inTurn = [
    ...boraAndJun.map((line) => ({ ...line, space: withJun, hear: ['bora', 'jun'] as const })),
    ...boraAndHaru.map((line) => ({ ...line, space: withHaru, hear: ['bora', 'haru'] as const })),
    ...boraMeanwhile.map((line) => ({ ...line, space: withHaru, hear: ['bora'] as const })),
    // A hybrid time never goes back: whoever speaks in two chats speaks in them in turn (E3).
  ].toSorted((one, other) => timeOf(one.when, now) - timeOf(other.when, now))
  const left = timeOf(boraAndHaru.at(-1)?.when ?? { minutes: 0 }, now)
  const keys = new Map<string, string>()
  await talk(
    clock,
    now,
    inTurn.filter(({ when }) => timeOf(when, now) <= left),
    cast,
    keys,
  )
  await haru.close()
  await talk(
    clock,
    now,
    inTurn.filter(({ when }) => timeOf(when, now) > left),
    cast,
    keys,
  )
  const known = bora.messenger.contact.list()
  const accountOf = (who: Role): string => known.find(({ ownName }) => ownName === names[who])?.account ?? ''
  given(bora.messenger.contact.rename({ account: accountOf('haru'), name: HARU_FOR_BORA }))
  given(bora.messenger.contact.verify({ account: accountOf('jun'), verified: true }))
  await Promise.all([bora.close(), jun.close()])

  setTo(haruAtSea[0]?.when ?? [2, '14:20'])
  const atSea = await open('haru', false)
  for (const { when, text } of haruAtSea) {
    setTo(when)
    given(atSea.messenger.chat.send({ space: withHaru, text }))
  }
  await atSea.close()
}

const entriesOf = <T>(cast: Readonly<Record<Role, T>>): readonly (readonly [Role, T])[] =>
  (['bora', 'jun', 'haru'] as const).map((who) => [who, cast[who]])

/** One adds the other by a link for one person; gives their chat. */
const meet = async (one: Messenger, other: Messenger): Promise<string> => {
  const { link } = given(other.contact.card({ once: true }))
  const { account, space } = given(one.contact.add({ link }))
  const isOpen = (messenger: Messenger): boolean =>
    messenger.space.list().some((each) => each.space === space && each.state === 'open')
  await until(one, `${account} answers`, () => isOpen(one) && isOpen(other))
  return space
}

/** A line in its chat, and whose programs run while it is said. */
interface Turn extends Line {
  readonly space: string
  readonly hear: readonly Role[]
}

/** Says all lines in order, each heard and read by the others before the next. */
const talk = async (
  clock: SetClock,
  now: number,
  turns: readonly Turn[],
  cast: Readonly<Record<Role, RunningNode>>,
  keys: Map<string, string>,
): Promise<void> => {
  const marks = new Map<string, () => Promise<void>>()
  for (const { when, who, text, key, replyTo, isUnread, space, hear } of turns) {
    clock.set(timeOf(when, now))
    const speaker = cast[who].messenger
    const answered = replyTo === undefined ? undefined : keys.get(replyTo)
    const said = given(speaker.chat.send({ space, text, ...(answered !== undefined && { replyTo: answered }) }))
    const { message } = said
    if (key !== undefined) keys.set(key, message)
    // Whoever writes has read what is above it.
    given(speaker.chat.markRead({ space, message }))
    for (const listener of hear.filter((other) => other !== who).map((other) => cast[other].messenger)) {
      const has = ({ chat }: Messenger): readonly { readonly delivery: string }[] =>
        given(chat.get({ space, messages: [message] })).messages
      await until(listener, `“${text}” arrives`, () => has(listener).length > 0)
      if (isUnread === true) continue
      given(listener.chat.markRead({ space, message }))
      const isRead = (): boolean => has(speaker).some(({ delivery }) => delivery === 'read')
      marks.set(space, () => until(speaker, `“${text}” is known to be read`, isRead))
    }
  }
  // The last marks have arrived before anybody's program ends.
  for (const arrive of marks.values()) await arrive()
}
