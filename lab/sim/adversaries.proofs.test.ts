import { describe, expect, test } from 'vitest'
import { chainIds, NO_PREV } from '#core/envelope/index.ts'
import type { Fork, Run, RunItem } from '#core/envelope/index.ts'
import { examine } from '#core/node/index.ts'
import type { At } from '#core/proof/index.ts'
import { forgeMessage, forgeNext, message } from './hostile/forge.ts'
import { A_WHILE_MS, createBetrayal, expectUnharmed, stopsSeenBy } from './hostile/story.ts'
import { createDice } from './index.ts'
import { documentReader } from './laws.ts'

const dice = createDice('adversaries')

describe('time', () => {
  test('an hour ahead waits unseen until it is not, is kept meanwhile, and moves no clock (far-future clock, E8)', async () => {
    const story = await createBetrayal('future')
    const { world, jun, loot, liar, chat } = story
    const ahead = jun.host.clock.now() + 3_600_000
    liar.show(loot.feed, forgeMessage(loot, 'from the future', dice, { entry: { at: (ahead * 1000) as At } }))
    await world.run(A_WHILE_MS)
    expect(jun.read(chat)).toEqual(['hello', 'hi'])
    const said = jun.say(chat, 'now').answer
    expect(said.type === 'acknowledged' && said.at < ahead - 3_000_000).toBe(true)
    world.crash(jun)
    world.restart(jun)
    await world.run(49 * A_WHILE_MS)
    expect(jun.read(chat)).toEqual(['hello', 'hi', 'now', 'from the future'])
    expect(stopsSeenBy(jun)).toEqual([])
  })
})

describe('a signature', () => {
  test('that is bad, followed by a good one, stops nobody: the envelope counts once it is proven (E5)', async () => {
    const story = await createBetrayal('bad then good')
    const { world, jun, loot, liar } = story
    const good = forgeMessage(loot, 'proven late', dice)
    const bad = [...good.slice(0, -1), ...good.slice(-1).map((item) => ({ ...item, sig: otherSignature(item) }))]
    liar.show(loot.feed, bad)
    await world.run(A_WHILE_MS)
    expect(jun.read(story.chat)).toEqual(['hello', 'hi'])
    expect(stopsSeenBy(jun)).toEqual([])
    liar.show(loot.feed, good)
    liar.reconnect()
    await world.run(A_WHILE_MS)
    expectUnharmed(story, ['hello', 'hi', 'proven late'])
    expect(stopsSeenBy(jun)).toEqual([])
  })

  test('that is missing waits for a later one on the chain, which proves both (E5)', async () => {
    const story = await createBetrayal('unsigned')
    const { world, jun, loot, liar, chat } = story
    const unsigned = forgeMessage(loot, 'first', dice, { signer: null })
    liar.show(loot.feed, unsigned)
    await world.run(A_WHILE_MS)
    expect(jun.read(chat)).toEqual(['hello', 'hi'])
    liar.show(loot.feed, forgeNext(loot, loot.feed, unsigned, message('second'), dice))
    liar.reconnect()
    await world.run(A_WHILE_MS)
    expectUnharmed(story, ['hello', 'hi', 'first', 'second'])
  })
})

const otherSignature = (item: RunItem): RunItem['sig'] =>
  // A signature of the right length, by nobody.
  item.sig && (item.sig.map((byte, at) => (at === 7 ? byte ^ 1 : byte)) as typeof item.sig)

describe('a fork', () => {
  const forked = async (seed: string) => {
    const story = await createBetrayal(seed)
    const { loot } = story
    const left = forgeMessage(loot, 'left', dice)
    const right = forgeMessage(loot, 'right', dice)
    const seq = left.length - 1
    const prev = chainIds(loot.feed, 0, NO_PREV, left)[seq - 1] ?? NO_PREV
    const half = (items: readonly RunItem[]): Run => ({ feed: loot.feed, low: seq, prev, items: items.slice(seq) })
    const fork: Fork = { feed: loot.feed, seq, left: half(left), right: half(right) }
    return { ...story, left, right, fork }
  }
  const found = (chat: string) => ({
    topic: 'notice',
    notice: { type: 'ForkFound', space: chat, account: expect.any(String) as string },
  })

  test('is found when both sides come: nothing above counts, and the device is shown as compromised (E7)', async () => {
    const story = await forked('fork')
    const { world, jun, loot, liar, left, right, chat } = story
    liar.show(loot.feed, left)
    await world.run(A_WHILE_MS)
    expect(jun.read(chat)).toEqual(['hello', 'hi', 'left'])
    // His stored document holds the left half already.
    jun.node.finishQuietWork()
    liar.show(loot.feed, right)
    // It is sent only to who is known to lack it, so a new session says it.
    liar.reconnect()
    await world.run(A_WHILE_MS)
    liar.show(loot.feed, forgeNext(loot, loot.feed, right, message('above right'), dice))
    await world.run(A_WHILE_MS)
    expect(jun.events).toContainEqual(found(chat))
    expect(jun.messages(chat).find(({ text }) => text === 'left')).toMatchObject({ disputed: true })
    expect(jun.read(chat)).not.toContain('above right')
    expect(stopsSeenBy(jun)).toHaveLength(1)
    expectUnharmed(story, ['hello', 'hi', 'left'])
    // Neither half counts, so no document keeps one (D8).
    expect(examine(jun.node.state, await documentReader()).findings).toEqual([])
  })

  test('proven by a third is believed without having seen either side (E7)', async () => {
    const story = await forked('fork told')
    const { world, jun, liar, fork, chat } = story
    liar.tell(fork)
    await world.run(A_WHILE_MS)
    expect(jun.events).toContainEqual(found(chat))
    expectUnharmed(story)
  })

  test('that is none is not believed, and who tells it breaks the protocol (Y8)', async () => {
    const story = await forked('no fork')
    const { world, jun, liar, fork, chat } = story
    liar.tell({ ...fork, right: fork.left })
    // Refused for ten seconds the first time, so that a session in this moment would be the same one.
    await world.run(5_000)
    expect(jun.events).not.toContainEqual(found(chat))
    expect(jun.node.sync.status().sessions).toEqual([])
    expectUnharmed(story)
  })

  test('of one member’s feed leaves what all others say untouched', async () => {
    const story = await forked('fork alone')
    const { world, jun, liar, fork } = story
    const dal = world.person('Dal', { isReachable: true }).create()
    const other = await world.introduce(jun, dal)
    liar.tell(fork)
    dal.say(jun, 'from Dal')
    await world.run(A_WHILE_MS)
    expect(jun.read(other)).toEqual(['from Dal'])
    expectUnharmed(story)
  })
})
