import { afterEach, describe, expect, test } from 'vitest'
import { brokenLaws } from './laws.ts'
import { createWorld } from './world.ts'
import type { World } from './world.ts'
import type { Person } from './person.ts'

let world: World
afterEach(() => world.end())

const MINUTE = 60_000

/** People of these names who are up; the first is a contact of all others. */
type PeopleOf<Names extends readonly string[]> = { [Name in keyof Names]: Person }

async function village<const Names extends readonly string[]>(
  seed: string,
  names: Names,
  relays = 1,
): Promise<PeopleOf<Names>> {
  world = createWorld({ seed })
  for (let n = 0; n < relays; n++) world.relay(`relay ${n}`)
  const people = names.map((name) => world.person(name, { isReachable: relays === 0 }).create()) as PeopleOf<Names> // one for each
  const [first, ...others] = people
  if (first) for (const other of others) await world.introduce(first, other)
  return people
}

function group(first: Person, others: readonly Person[], title = 'Hikers'): string {
  const members = others.map(({ account }) => account)
  return first.must('make a group', (node) => node.space.create({ title, members })).space
}

const stateOf = (person: Person, space: string): string | undefined =>
  person.node.space.list().find((it) => it.space === space)?.state
const has = (person: Person, space: string, text: string): boolean =>
  stateOf(person, space) !== undefined && person.read(space).includes(text)

/** As long as a busy machine takes. Milliseconds. */
const PATIENT = 600_000

describe('a group over a network', { timeout: PATIENT }, () => {
  test('is with everybody in a moment, and what one says comes to all, and is delivered', async () => {
    const [bora, jun, haru, mina] = await village('all', ['Bora', 'Jun', 'Haru', 'Mina'])
    const space = group(bora, [jun, haru, mina])
    await world.until(() => [jun, haru, mina].every((one) => stateOf(one, space) === 'open'), 'all to have it')
    jun.say(space, 'hello')
    await world.until(() => [bora, haru, mina].every((one) => has(one, space, 'hello')), 'all to hear Jun')
    await world.until(() => jun.messages(space).at(-1)?.delivery === 'delivered', 'it to be delivered', 20 * MINUTE)
    await world.settle()
    expect(await brokenLaws(world)).toEqual([])
  })

  test('is joined by a link through the relay, though both are never there together', async () => {
    const [bora, jun] = await village('link', ['Bora', 'Jun'])
    const space = group(bora, [jun])
    await world.until(() => stateOf(jun, space) === 'open', 'Jun to have it')
    bora.say(space, 'before')
    const { link } = bora.must('make a link', (node) => node.space.inviteLink({ space }))
    await world.settle()
    bora.stop()
    const mina = world.person('Mina').create()
    mina.must('do so', (node) => node.space.join({ link }))
    await world.run(5 * MINUTE)
    mina.stop()
    bora.start()
    await world.run(5 * MINUTE)
    bora.stop()
    mina.start()
    await world.until(() => has(mina, space, 'before'), 'Mina to be in')
    await world.until(() => jun.node.space.get({ space }).ok && stateOf(mina, space) === 'open', 'Mina to be known')
    mina.say(space, 'hello, I am Mina')
    await world.until(() => has(jun, space, 'hello, I am Mina'), 'Jun to hear Mina')
    expect(jun.read(space)).toEqual(['before', 'hello, I am Mina'])
  })

  test('removes somebody who is away; what is said then he never has, and he learns that he is out', async () => {
    const [bora, jun, haru] = await village('removed', ['Bora', 'Jun', 'Haru'])
    const space = group(bora, [jun, haru])
    await world.until(() => [jun, haru].every((one) => stateOf(one, space) === 'open'), 'all to have it')
    await world.settle()
    jun.stop()
    bora.must('do so', (node) => node.space.removeMember({ space, account: jun.account }))
    bora.say(space, 'without Jun')
    await world.until(() => has(haru, space, 'without Jun'), 'Haru to hear it')
    jun.start()
    await world.until(() => stateOf(jun, space) === 'removed', 'Jun to know')
    await world.settle()
    expect(jun.read(space)).toEqual([])
    expect(await brokenLaws(world)).toEqual([])
  })

  test('comes together after a partition in which two admins removed each other', async () => {
    const [bora, jun, haru, mina] = await village('quarrel', ['Bora', 'Jun', 'Haru', 'Mina'], 2)
    const space = group(bora, [jun, haru, mina])
    await world.until(() => [jun, haru, mina].every((one) => stateOf(one, space) === 'open'), 'all to have it')
    for (const one of [jun, haru])
      bora.must('do so', (node) => node.space.setRole({ space, account: one.account, role: 'admin' }))
    await world.settle()
    const [left, right] = world.relays
    if (!left || !right) throw new Error('there are two relays')
    world.partition([bora, jun, left], [haru, mina, right])
    jun.must('do so', (node) => node.space.removeMember({ space, account: haru.account }))
    haru.must('do so', (node) => node.space.removeMember({ space, account: jun.account }))
    jun.say(space, 'Haru is out')
    haru.say(space, 'Jun is out')
    mina.say(space, 'what is going on?')
    await world.run(10 * MINUTE)
    world.heal()
    await world.settle()
    // What Haru said then counts for nobody: that is what being removed means.
    expect(await brokenLaws(world)).toEqual([])
    // Of two admins the one who was made so first stays.
    expect([jun, haru].map((one) => stateOf(one, space))).toEqual(['open', 'removed'])
    for (const one of [bora, jun, mina]) expect(one.read(space)).toContain('what is going on?')
  })
})
