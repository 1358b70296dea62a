import fc from 'fast-check'
import { add, afterWords, at, atDevice, groupOf, leave, person, remove, setRole, streamOf } from './fixture.ts'
import type { Person } from './fixture.ts'
import { DEFAULT_POLICY } from './computed.ts'
import { boxEpochKey, epochKeyHash, newEpochKey } from './epoch.ts'
import { extend, resolve, signOperation } from './index.ts'
import type { KeyBox, Operation, OperationBody, OpId, Policy, Role, SpaceState } from './index.ts'
import type { FeedId, LogId, EnvelopeId } from '#core/envelope/types.ts'
import type { Id } from '#core/proof/index.ts'

/** The people of all histories; the first one makes the group. The second and third have a second device each. */
export const people: readonly Person[] = ['bora', 'jun', 'mina', 'seo', 'dan', 'eun'].map(person)
const devices: readonly Person[] = [
  ...people,
  ...people.slice(0, 3).map((it) => atDevice(it, 'phone', 5)),
  ...people.slice(0, 2).map((it) => atDevice(it, 'tablet', 7)),
  ...people.slice(0, 2).map((it) => afterWords(it, [it])),
]
const reach = (who: Person) => ({
  letterKey: who.account.letter.publicKey,
  inboxKey: who.account.inbox.publicKey,
  relays: [],
  ticket: new Uint8Array(16),
})
const policies: readonly Policy[] = [
  DEFAULT_POLICY,
  { ...DEFAULT_POLICY, invite: 'members' },
  { ...DEFAULT_POLICY, history: 'fromNow' },
]
const roles = ['owner', 'admin', 'member'] as const
/** What the others are when a history begins: with a second owner, with none who could follow but by seniority, plain. */
const beginnings: readonly (readonly Role[])[] = [
  ['admin', 'admin', 'owner', 'member'],
  ['admin', 'member', 'admin', 'member'],
  ['member', 'member', 'member'],
]
// Two invites and two feeds, so that operations meet.
const inviteNames = ['a', 'b'].map((it) => groupOf(person(it)).create.id as Id)
const feeds = inviteNames as readonly string[] as readonly FeedId[]

/** One thing that happens: somebody says something, at a place that knows what it has heard, or places meet. */
export interface Step {
  readonly kind: number
  readonly place: number
  readonly other: number
  readonly device: number
  readonly target: number
  readonly pick: number
  /** Whether the author quotes old heads instead of all she has heard. */
  readonly old: boolean
}

const step = fc.record({
  kind: fc.nat(15),
  place: fc.nat(2),
  other: fc.nat(2),
  device: fc.nat(devices.length - 1),
  target: fc.nat(people.length - 1),
  pick: fc.nat(1000),
  old: fc.boolean(),
})

/** What happens in a group among three places that hear of each other now and then. */
export const histories = (length: number): fc.Arbitrary<readonly Step[]> =>
  fc.array(step, { minLength: 1, maxLength: length, size: 'max' })

/** The same operations in an order that `keys` choose. */
export const inSomeOrder = (ops: readonly Operation[], keys: readonly number[]): readonly Operation[] =>
  ops
    .map((op, i) => ({ op, key: ((keys[i % keys.length] ?? 0) * (i + 1)) % 997 }))
    .toSorted((a, b) => a.key - b.key)
    .map(({ op }) => op)

/** Every operation that somebody signs in such a history, each after those it names. */
export function play(steps: readonly Step[]): readonly Operation[] {
  const [founder] = people
  if (founder === undefined) throw new TypeError('there are people')
  const group = groupOf(founder, { ...DEFAULT_POLICY, invite: 'members' })
  const all: Operation[] = [group.create]
  const say = (who: Person, body: OperationBody, ctrl: readonly OpId[], isEndorsed = false): Operation => {
    const certifier = isEndorsed ? who.account.certifier.key : null
    const op = signOperation({ space: group.space, device: who.device, ctrl, at: at(all.length), body, certifier })
    all.push(op)
    return op
  }
  // Everybody but one begins as something, so that steps have whom to quarrel with.
  const start = at0(beginnings, steps[0]?.pick ?? 0).reduce<Operation>(
    (last, role, i) => say(founder, add(at0(people, i + 1), role), [last.id]),
    group.create,
  )
  const first = resolve(all)
  const places = [first, first, first]
  for (const it of steps) {
    const here = at0(places, it.place)
    if (it.kind >= 13) {
      const there = operationsHeld(at0(places, it.other), all)
      places[it.place] = extend(here, there)
      continue
    }
    const who = at0(devices, it.device)
    const ctrl = it.old ? oldHeads(here, all, it.pick) : here.heads
    const op = say(who, bodyOf(it, who, here, all, start), ctrl, it.pick % 5 === 0)
    places[it.place] = extend(here, [op])
  }
  return all
}

function bodyOf(it: Step, who: Person, here: SpaceState, all: readonly Operation[], start: Operation): OperationBody {
  const target = at0(people, it.target)
  const role = at0(roles, it.pick)
  switch (it.kind) {
    case 0:
    case 1: {
      const invite = it.pick % 3 === 0 ? at0(inviteNames, it.pick) : null
      const body = add(target, it.kind === 0 ? 'member' : role)
      return body.kind === 'add-member' ? { ...body, invite } : body
    }
    case 2:
    case 3:
    case 4:
      return remove(target)
    case 5:
    case 6:
      return setRole(target, role)
    case 7:
      return leave
    case 8: {
      const own = devices.filter((device) => device.id === who.id)
      const gone = at0(own, it.pick).device.device
      return { kind: 'remove-device', account: who.id, device: gone, cuts: [], reach: reach(who), endorsement: null }
    }
    case 9:
      return { kind: 'set-policy', policy: at0(policies, it.pick) }
    case 10: {
      const removals = all.filter(({ body }) => body.kind === 'remove-member' || body.kind === 'set-role')
      const about = it.pick % 4 === 0 ? null : (removals.at(it.pick % (removals.length || 1)) ?? start).id
      const feed = at0(feeds, it.pick)
      const head = new Uint8Array(32) as EnvelopeId // any head will do
      return { kind: 'keep', about, log: feed as string as LogId, feed, seq: it.pick % 5, head }
    }
    default: {
      const random = streamOf(String(it.pick))
      const key = newEpochKey(random)
      const members = it.kind === 11 ? people.filter((one) => here.members.has(one.id)) : people.slice(0, it.pick % 4)
      const boxes = members.flatMap((one): KeyBox[] => {
        const box = boxEpochKey(key, { to: one.id, letterKey: one.account.letter.publicKey }, random)
        return box ? [box] : []
      })
      return { kind: 'rotate', keyHash: epochKeyHash(key), boxes, policy: here.policy }
    }
  }
}

const at0 = <T>(list: readonly T[], i: number): T => {
  const item = list[i % list.length]
  if (item === undefined) throw new RangeError('an empty list')
  return item
}

const operationsHeld = (state: SpaceState, all: readonly Operation[]): readonly Operation[] =>
  all.filter(({ id }) => state.counts.has(id) || state.voided.has(id))

/** Heads as somebody may quote who pretends not to have heard of what came since. */
function oldHeads(state: SpaceState, all: readonly Operation[], pick: number): readonly OpId[] {
  const held = operationsHeld(state, all)
  const one = at0(held, pick * 7 + 3)
  const other = at0(held, pick * 5 + 1)
  return pick % 3 === 0 ? [one.id] : [one.id, other.id]
}

/** All that a state says, in plain and in one order, for comparing. */
export function tell(state: SpaceState): unknown {
  return {
    ...state,
    members: [...state.members],
    counts: [...state.counts].toSorted(),
    voided: [...state.voided].toSorted(([a], [b]) => (a < b ? -1 : 1)),
    removed: state.removed.map((it) => ({ ...it, cuts: [...it.cuts].toSorted(([a], [b]) => (a < b ? -1 : 1)) })),
    keeps: [...state.keeps].toSorted(([a], [b]) => (a < b ? -1 : 1)),
  }
}
