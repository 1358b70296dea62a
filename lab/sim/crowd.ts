import { createDice } from './dice.ts'
import type { Dice } from './dice.ts'
import { brokenLaws } from './laws.ts'
import type { Broken } from './laws.ts'
import type { Person } from './person.ts'
import { createWorld } from './world.ts'
import type { World } from './world.ts'

/** How large a crowd is, and how long it lives. */
export interface CrowdScale {
  readonly people: number
  readonly deeds: number
}

/** What came of one. */
export interface CrowdOutcome {
  readonly seed: string
  readonly broken: readonly Broken[]
  /** Who belongs at the end. */
  readonly members: number
  /** Bytes sent by everybody together. */
  readonly bytes: number
}

/** Of everybody so many are away at any time. */
const CHURN = 0.3
const MINUTE = 60_000

/**
 * A group of many, joined by a link through two relays: people come and go, are added, removed and made admins, the network
 * falls in two and heals. At the end everybody is there, and must see the same. The same for the same seed and scale.
 */
export async function playCrowd(seed: string | number, scale: CrowdScale): Promise<CrowdOutcome> {
  const dice = createDice(`crowd ${seed}`)
  const world = createWorld({ seed: `crowd ${seed}` })
  let bytes = 0
  world.fabric.onSent((sent) => (bytes += sent.bytes))
  try {
    const { people, space } = await gather(world, scale.people)
    for (let n = 0; n < scale.deeds; n++) {
      await deed(world, dice, people, space)
      await world.run(dice.int(1_000, 3 * MINUTE))
    }
    world.heal()
    for (const person of people) if (!person.isRunning()) person.start()
    await world.settle()
    const [first] = people
    const members = first?.node.space.list().find((it) => it.space === space)?.members.length ?? 0
    return { seed: String(seed), broken: await brokenLaws(world), members, bytes }
  } finally {
    world.end()
  }
}

/** Everybody in one group, which the first made. */
async function gather(world: World, count: number): Promise<{ readonly people: Person[]; readonly space: string }> {
  for (let n = 0; n < 2; n++) world.relay(`relay ${n}`)
  const people = Array.from({ length: count }, (_, n) => world.person(`person ${n}`).create())
  const [first, ...others] = people
  if (!first) throw new Error('a crowd has somebody')
  const { space } = first.must('make a group', (node) => node.space.create({ title: 'Crowd', members: [] }))
  const { link } = first.must('make a link', (node) => node.space.inviteLink({ space }))
  for (const other of others) other.must('join', (node) => node.space.join({ link }))
  await world.until(
    () => others.every((other) => other.node.space.list().some((it) => it.space === space && it.state === 'open')),
    'everybody to be in',
  )
  return { people, space }
}

async function deed(world: World, dice: Dice, people: readonly Person[], space: string): Promise<void> {
  const who = dice.pick(people)
  const whom = dice.pick(people)
  const [owner] = people
  const away = people.filter((person) => !person.isRunning()).length
  const kind = dice.int(0, 11)
  if (kind <= 4) {
    if (who.isRunning()) who.say(space)
  } else if (kind === 5) world.partition(...halves(dice, world, people))
  else if (kind === 6) world.heal()
  else if (kind === 7 && who !== owner) {
    if (who.isRunning() && away < people.length * CHURN) world.crash(who)
    else if (!who.isRunning()) who.start()
  } else if (kind === 8 && whom !== owner)
    who.attempt((node) => node.space.removeMember({ space, account: whom.account }))
  else if (kind === 9 && whom !== owner) {
    const role = dice.pick(['admin', 'member'] as const)
    who.attempt((node) => node.space.setRole({ space, account: whom.account, role }))
  } else if (kind === 10 && who !== owner) who.attempt((node) => node.space.leave({ space }))
  else if (owner?.isRunning())
    owner.attempt((node) => node.space.setProfile({ space, title: `Crowd ${dice.int(0, 99)}` }))
  await world.run(0)
}

function halves(dice: Dice, world: World, people: readonly Person[]): [Person[], Person[]] {
  const left: Person[] = []
  const right: Person[] = []
  for (const person of people) (dice.chance(0.5) ? left : right).push(person)
  const [one, other] = world.relays
  // Each half keeps a relay; with neither nobody would hear anybody.
  return [
    [...left, ...(one ? [one as never] : [])],
    [...right, ...(other ? [other as never] : [])],
  ]
}
