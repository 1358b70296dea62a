import { describe, expect, onTestFinished, test } from 'vitest'
import {
  createWorld,
  dumpDigest,
  dumpSpace,
  LARGE,
  planScenario,
  playMany,
  playScenario,
  shrinkPlan,
  TRAIN,
  WaitedInVain,
} from './index.ts'
import type { Plan, World } from './index.ts'

const worldOf = (seed: string): World => {
  const world = createWorld({ seed })
  onTestFinished(() => world.end())
  return world
}

describe('a simulated world', () => {
  test('runs the real messenger: two people talk over a relay, and hear that it arrived', async () => {
    const world = worldOf('talk')
    world.relay()
    const bora = world.person('Bora').create()
    const jun = world.person('Jun').create()
    await world.introduce(bora, jun)
    const said = bora.say(jun, '안녕')
    expect(said.answer.type).toBe('acknowledged')
    await world.until(() => world.read(jun, bora).length === 1, 'the message')
    jun.say(bora, 'hello')
    await world.settle()
    expect(world.read(bora, jun)).toEqual(['안녕', 'hello'])
    expect(bora.messages(jun)[0]).toMatchObject({ text: '안녕', delivery: 'delivered' })
    expect(dumpDigest(dumpSpace(bora.db, said.space))).toBe(dumpDigest(dumpSpace(jun.db, said.space)))
  })

  test('is the same for the same seed, to the byte and the microsecond', async () => {
    const plan = planScenario('same')
    const first = await playScenario(plan)
    expect(await playScenario(plan)).toEqual(first)
    expect(first.steps).toBeGreaterThan(100)
    expect((await playScenario({ ...plan, seed: 'other' })).digest).not.toBe(first.digest)
  })

  test('lets two talk who are never there together, by a mailbox', async () => {
    const world = worldOf('never together')
    world.relay()
    const bora = world.person('Bora').create()
    const jun = world.person('Jun').create()
    const chat = await world.introduce(bora, jun)
    await world.settle()
    world.crash(jun)
    bora.say(chat, 'are you there?')
    await world.run(30_000)
    expect(bora.messages(chat)[0]?.delivery).toBe('relayed')
    world.crash(bora)
    await world.run(86_400_000)
    expect(jun.start()).toBe(null)
    await world.run(30_000)
    expect(world.read(jun, chat)).toEqual(['are you there?'])
    jun.say(chat, 'now I am')
    await world.run(30_000)
    world.crash(jun)
    expect(bora.start()).toBe(null)
    await world.run(30_000)
    expect(bora.messages(chat).map(({ text, delivery }) => [text, delivery])).toEqual([
      ['are you there?', 'delivered'],
      ['now I am', 'delivered'],
    ])
  })

  test('a partition parts, a heal joins, and nothing is said twice', async () => {
    const world = worldOf('partition')
    world.relay()
    const [bora, jun, dal] = ['Bora', 'Jun', 'Dal'].map((name) => world.person(name, { quality: TRAIN }).create())
    if (!bora || !jun || !dal) throw new Error('three people')
    const chats = [await world.introduce(bora, jun), await world.introduce(jun, dal)]
    world.partition([bora, dal])
    for (const [at, chat] of chats.entries()) {
      jun.say(chat, `from Jun ${at}`)
      const other = at === 0 ? bora : dal
      other.say(chat, `from ${other.name}`)
    }
    await world.run(600_000)
    expect(world.read(bora, jun)).toEqual(['from Bora'])
    world.heal()
    await world.run(600_000)
    expect(world.read(bora, jun).toSorted()).toEqual(['from Bora', 'from Jun 0'])
    expect(world.read(jun, dal).toSorted()).toEqual(['from Dal', 'from Jun 1'])
  })

  test('a full disk refuses clearly, keeps what it had, and works again when there is room', async () => {
    const world = worldOf('full')
    const bora = world.person('Bora', { isReachable: true }).create()
    const jun = world.person('Jun', { isReachable: true }).create()
    const chat = await world.introduce(bora, jun)
    bora.say(chat, 'before')
    bora.host.disk.isFull = true
    expect(bora.say(chat, 'no room').answer).toEqual({ type: 'refused', reason: 'DiskFull' })
    bora.host.disk.isFull = false
    expect(bora.say(chat, 'after').answer.type).toBe('acknowledged')
    await world.settle()
    expect(world.read(jun, chat)).toEqual(['before', 'after'])
  })

  test('says which seed it was when somebody waits in vain', async () => {
    const world = worldOf('in vain')
    await expect(world.until(() => false, 'a miracle', 1_000)).rejects.toThrow(WaitedInVain)
    await expect(world.until(() => false, 'a miracle', 1_000)).rejects.toThrow('a miracle (seed in vain)')
  })
})

describe('many scenarios', () => {
  test('are played one after the other for whoever has the time, with up to eight people', async () => {
    const told: number[] = []
    const report = await playMany({ from: 0, to: 2, scale: LARGE, onPlayed: (seed) => told.push(seed) })
    expect(told).toEqual([0, 1])
    expect(report).toMatchObject({ scenarios: 2, failed: [] })
    expect(report.messages).toBeGreaterThan(5)
    expect(report.virtualMs).toBeGreaterThan(3_600_000)
  })
})

describe('shrinking', () => {
  test('leaves the deeds without which it does not fail', async () => {
    const more = [
      ...planScenario('shrink').deeds,
      ...[0, 1, 2].map((chat) => ({ type: 'say', who: 0, chat, replies: false }) as const),
    ]
    const plan = { ...planScenario('shrink'), deeds: more }
    const isFailing = async ({ deeds }: Plan): Promise<boolean> =>
      deeds.filter(({ type }) => type === 'say').length >= 2
    expect(await isFailing(plan)).toBe(true)
    expect((await shrinkPlan(plan, isFailing)).deeds.map(({ type }) => type)).toEqual(['say', 'say'])
  })
})
