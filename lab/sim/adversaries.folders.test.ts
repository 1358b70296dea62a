import { describe, expect, test } from 'vitest'
import { examine } from '#core/node/index.ts'
import { A_WHILE_MS, createVillage } from './hostile/story.ts'
import type { Village } from './hostile/story.ts'
import { brokenLaws } from './index.ts'
import type { Person } from './index.ts'

/** Another computer with what was copied of somebody's: her data folder, and what else is said. */
const copyOf = (
  { world, bora }: Village,
  what: { readonly secrets: boolean; readonly starts: boolean },
  name = 'Copy',
): Person => {
  const copy = world.person(name, { isReachable: true })
  copy.host.disk.remove()
  copy.host.disk = bora.host.disk.copy()
  const { secrets, starts } = bora.host.keeping
  copy.host.keeping.restore({ ...(what.secrets ? { secrets } : {}), ...(what.starts ? { starts } : {}) })
  return copy
}

const deviceOf = (person: Person): string => person.node.identity().peer
/** Every text once, whatever the order. */
const textsOf = (person: Person, chat: string): readonly string[] => person.read(chat).toSorted()

describe('a copied data folder', () => {
  test('without its keys does not start: nobody speaks, nobody reads', async () => {
    const story = await createVillage('folder alone')
    const copy = copyOf(story, { secrets: false, starts: false })
    expect(copy.start()).toEqual({ type: 'SecretsLost' })
  })

  test('with its keys is found out by the counter outside, and goes on as a new device (I4)', async () => {
    const story = await createVillage('folder and keys')
    const { world, bora, jun, chat } = story
    const before = deviceOf(bora)
    const copy = copyOf(story, { secrets: true, starts: false })
    expect(copy.start()).toBe(null)
    expect(deviceOf(copy)).not.toBe(before)
    bora.say(chat, 'from Bora')
    copy.say(chat, 'from the copy')
    await world.run(10 * A_WHILE_MS)
    const all = ['from Bora', 'from the copy', 'hello', 'hi']
    expect(textsOf(jun, chat)).toEqual(all)
    expect(deviceOf(bora)).toBe(before)
    expect(jun.events.filter((event) => event.topic === 'notice' && event.notice.type === 'ForkFound')).toEqual([])
    expect(examine(jun.node.state, null).findings).toEqual([])
  })

  test('with keys and counter, so that nothing here tells, is found out by the peers: nothing said is lost (I4, E7)', async () => {
    const story = await createVillage('everything')
    const { world, bora, jun, chat } = story
    bora.stop()
    const copy = copyOf(story, { secrets: true, starts: true })
    expect(bora.start()).toBe(null)
    expect(copy.start()).toBe(null)
    expect(deviceOf(copy)).toBe(deviceOf(bora))
    const said = [bora.say(chat, 'from Bora'), copy.say(chat, 'from the copy')]
    expect(said.map(({ answer }) => answer.type)).toEqual(['acknowledged', 'acknowledged'])
    await world.run(20 * A_WHILE_MS)
    // What stands above the fork is shown as disputed, and said again by whoever said it.
    const undisputed = jun.messages(chat).filter(({ disputed }) => !disputed)
    expect(undisputed.map(({ text }) => text).toSorted()).toEqual(['from Bora', 'from the copy', 'hello', 'hi'])
    // Both cannot go on as the one device.
    expect(deviceOf(copy)).not.toBe(deviceOf(bora))
    const more = [bora.say(chat, 'Bora goes on'), copy.say(chat, 'so does the copy')]
    expect(more.map(({ answer }) => answer.type)).toEqual(['acknowledged', 'acknowledged'])
    await world.run(10 * A_WHILE_MS)
    expect(jun.read(chat)).toEqual(expect.arrayContaining(['Bora goes on', 'so does the copy']))
    expect(examine(jun.node.state, null).findings).toEqual([])
  })

  test('of last week, put back in its place, is found out by the counter, and says nothing twice (I4)', async () => {
    const story = await createVillage('rolled back')
    const { world, bora, jun, chat } = story
    const before = deviceOf(bora)
    const old = bora.host.disk.copy()
    bora.say(chat, 'after the copy')
    await world.run(A_WHILE_MS)
    world.crash(bora)
    expect(bora.start()).toBe(null)
    await world.run(A_WHILE_MS)
    bora.stop()
    bora.host.disk.remove()
    bora.host.disk = old
    expect(bora.start()).toBe(null)
    expect(deviceOf(bora)).not.toBe(before)
    await world.run(10 * A_WHILE_MS)
    expect(bora.say(chat, 'and on').answer.type).toBe('acknowledged')
    await world.run(10 * A_WHILE_MS)
    for (const person of [bora, jun]) expect(textsOf(person, chat)).toEqual(['after the copy', 'and on', 'hello', 'hi'])
    expect(await brokenLaws(world)).toEqual([])
  })
})

describe('a kill', () => {
  const points = ['beforeCommit', 'afterCommit', 'beforeCounter', 'afterCounter'] as const
  for (const point of points)
    test(`between the two counters of a start (${point}) leaves the device the same, and writing (I4)`, async () => {
      const { world, bora, jun, chat } = await createVillage(`counters ${point}`)
      const before = deviceOf(bora)
      bora.stop()
      bora.host.faults.endAt(point)
      expect(bora.start()).toBe(null)
      expect(bora.isRunning()).toBe(false)
      expect(bora.start()).toBe(null)
      expect(deviceOf(bora)).toBe(before)
      expect(bora.node.account.get()?.stopped).toBe(null)
      expect(bora.say(chat, 'as before').answer.type).toBe('acknowledged')
      await world.run(A_WHILE_MS)
      expect(jun.read(chat)).toEqual(['hello', 'hi', 'as before'])
    })

  test('in the middle of making an account leaves none, or a whole one', async () => {
    for (const [at, point] of (
      ['beforeVault', 'afterVault', 'beforeCounter', 'afterCounter', 'beforeCommit', 'afterCommit'] as const
    ).entries()) {
      const { world, jun } = await createVillage(`birth ${at}`)
      const dal = world.person('Dal', { isReachable: true })
      expect(dal.start()).toBe(null)
      dal.host.faults.endAt(point)
      dal.attempt((node) => node.account.create({ name: 'Dal' }))
      expect(dal.isRunning()).toBe(false)
      expect(dal.start()).toBe(null)
      if (dal.node.account.get() === null) dal.create()
      expect(dal.node.account.get()?.stopped).toBe(null)
      const chat = await world.introduce(dal, jun)
      expect(dal.say(chat, 'born').answer.type).toBe('acknowledged')
      await world.run(A_WHILE_MS)
      expect(jun.read(chat)).toEqual(['born'])
    }
  })

  test('at any event loses nothing acknowledged, and everything heals by itself', async () => {
    for (let step = 3; step < 120; step += 9) {
      const story = await createVillage(`kill at ${step}`, 1)
      const { world, bora, jun, chat } = story
      bora.say(chat)
      jun.say(chat)
      for (let done = 0; done < step; done++) world.timeline.step()
      world.crash(step % 2 === 0 ? bora : jun)
      for (let done = 0; done < 5; done++) world.timeline.step()
      for (const person of [bora, jun].filter((one) => !one.isRunning())) expect(person.start()).toBe(null)
      await world.settle()
      expect(await brokenLaws(world), `killed after ${step} events`).toEqual([])
      world.end()
    }
  })
})
