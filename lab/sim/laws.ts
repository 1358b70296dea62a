import { loadAutomerge } from '#core/document/automerge/index.ts'
import * as stored from '#core/document/automerge/index.ts'
import { examine, rebuild } from '#core/node/index.ts'
import type { DocumentReader, MessageView, SpaceView } from '#core/node/index.ts'
import { dumpSpace } from './dump.ts'
import type { Person } from './person.ts'
import type { World } from './world.ts'

/** A law that does not hold, and what shows it. */
export interface Broken {
  readonly law:
    | 'SameProjection'
    | 'SameDocuments'
    | 'Sound'
    | 'Kept'
    | 'Once'
    | 'NothingInvented'
    | 'Delivered'
    | 'Rebuilt'
    | 'FeedStopped'
  readonly who: string
  readonly detail: string
}

/**
 * The laws of a world at rest, in which everybody runs and is reachable and nobody is hostile:
 * - `SameProjection`: who is in a space sees what the others see, to the byte (S2, D9).
 * - `SameDocuments`: and stores documents with the same heads (D3).
 * - `Sound`: chains, signatures, rows and stored documents agree on every replica (D8).
 * - `Kept`, `Once`: what was acknowledged is with everybody, and nothing is there twice.
 * - `NothingInvented`: nobody sees what nobody said, or what was refused.
 * - `Delivered`: its author is told that it arrived (Y6).
 * - `Rebuilt`: made anew from the envelopes, everything is as it was (D9).
 * - `FeedStopped`: nobody refuses an honest device (E6).
 */
export async function brokenLaws(world: World): Promise<readonly Broken[]> {
  const reader = await documentReader()
  const people = world.people.filter((person) => person.isRunning())
  return [
    ...people.flatMap((person) => soundness(person, reader)),
    ...people.flatMap((person) => refusals(person)),
    ...spacesOf(people).flatMap((shared) => [...sameness(shared), ...completeness(world, shared)]),
    ...people.slice(0, 1).flatMap(rebuilding),
  ]
}

let reader: Promise<DocumentReader> | null = null
/** What opens stored documents; loaded once. */
export const documentReader = (): Promise<DocumentReader> => {
  reader ??= loadAutomerge().then((automerge) => ({ ...stored, automerge }))
  return reader
}

/** A space, and those of its members who accepted it and run. */
interface Shared {
  readonly space: string
  readonly members: readonly Person[]
}

function spacesOf(people: readonly Person[]): Shared[] {
  const found = new Map<string, Person[]>()
  const view = new Map<string, SpaceView>()
  for (const person of people)
    for (const space of person.node.space.list()) {
      if (space.state !== 'open') continue
      view.set(space.space, space)
      found.set(space.space, [...(found.get(space.space) ?? []), person])
    }
  return [...found].map(([space, members]) => ({ space, members }))
}

function sameness({ space, members }: Shared): Broken[] {
  const [first, ...others] = members
  if (first === undefined) return []
  const expected = dumpSpace(first.db, space)
  return others.flatMap((other): Broken[] => {
    const found = dumpSpace(other.db, space)
    const who = `${first.name}, ${other.name}`
    const rows = difference(expected.projection, found.projection)
    const branches = difference(linesOf(expected.branches), linesOf(found.branches))
    return [
      ...(rows === null ? [] : [{ law: 'SameProjection', who, detail: rows } as const]),
      ...(branches === null ? [] : [{ law: 'SameDocuments', who, detail: branches } as const]),
    ]
  })
}

const linesOf = (map: ReadonlyMap<string, string>): string[] => [...map].map((pair) => pair.join(' ')).toSorted()

/** The first few lines that only one side has; null where both are the same. */
function difference(left: readonly string[], right: readonly string[]): string | null {
  if (left.length === right.length && left.every((line, at) => line === right[at])) return null
  const only = (these: readonly string[], those: readonly string[]): string[] => {
    const known = new Set(those)
    return these.filter((line) => !known.has(line)).slice(0, 3)
  }
  const here = only(left, right).map((line) => `- ${line}`)
  const there = only(right, left).map((line) => `+ ${line}`)
  return [...here, ...there].join('\n') || 'the same lines in another order'
}

/** Compares what somebody has of all her chats with what it is after a rebuild. */
function rebuilding(person: Person): Broken[] {
  const dumps = (): readonly (readonly string[])[] =>
    person.node.space
      .list()
      .toSorted((a, b) => (a.space < b.space ? -1 : 1))
      .map(({ space }) => {
        const { projection, branches } = dumpSpace(person.db, space)
        return [...projection, ...linesOf(branches)]
      })
  const before = dumps().flat()
  rebuild(person.node.state)
  person.node.finishQuietWork()
  const detail = difference(before, dumps().flat())
  return detail === null ? [] : [{ law: 'Rebuilt', who: person.name, detail }]
}

function soundness(person: Person, documents: DocumentReader): Broken[] {
  person.node.finishQuietWork()
  return examine(person.node.state, documents).findings.map((finding) => ({
    law: 'Sound',
    who: person.name,
    detail: JSON.stringify(finding),
  }))
}

function refusals(person: Person): Broken[] {
  return person.node.sync
    .status()
    .spaces.flatMap(({ stopped }) => stopped)
    .map((stop) => ({ law: 'FeedStopped', who: person.name, detail: JSON.stringify(stop) }))
}

/** Whoever was ever removed from a group, or left it: what she said above the cut counts for nobody (S5). */
function everOut(person: Person, space: string): ReadonlySet<string> {
  const page = person.node.chat.page({ space, limit: 1 })
  const state = page.ok ? spaceStateOf(person, space) : undefined
  const out = state?.removed.flatMap(({ account, role }) => (role === null ? [account] : [])) ?? []
  return new Set<string>(out)
}

const spaceStateOf = (person: Person, space: string) =>
  [...person.node.state.spaces.values()].find(({ id }) => id === space)?.state

function completeness(world: World, { space, members }: Shared): Broken[] {
  const [one] = members
  const out = one ? everOut(one, space) : new Set<string>()
  const gone = new Set(world.people.flatMap(({ name, account }) => (out.has(account) ? [name] : [])))
  const isGroup = one?.node.space.list().find((it) => it.space === space)?.kind === 'group'
  const said = world.said.all.filter(({ space: where, by }) => where === space && !gone.has(by))
  return members.flatMap((person): Broken[] => {
    const messages = person.messages(space)
    const broken: Broken[] = []
    const tell = (law: Broken['law'], detail: string): void => void broken.push({ law, who: person.name, detail })
    const counts = new Map<string, MessageView[]>()
    for (const message of messages) counts.set(message.text, [...(counts.get(message.text) ?? []), message])
    for (const { by, text, answer } of said) {
      const found = counts.get(text) ?? []
      if (found.length > 1) tell('Once', `${found.length} times: ${text}`)
      if (answer.type === 'refused' && found.length > 0) tell('NothingInvented', `refused: ${text}`)
      if (answer.type !== 'acknowledged') continue
      const [message] = found
      if (message === undefined) tell('Kept', text)
      else if (message.message !== answer.message) tell('Kept', `under another id: ${text}`)
      else if (by === person.name && members.length > 1 && !isGroup && message.delivery === 'saved')
        tell('Delivered', text)
    }
    const authors = new Map(world.people.map(({ name, account }) => [account, name]))
    for (const message of messages) {
      const isSaid = world.said.all.some(({ by, text }) => text === message.text && by === authors.get(message.author))
      if (!isSaid) tell('NothingInvented', message.text)
    }
    return broken
  })
}
