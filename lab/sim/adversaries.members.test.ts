import { describe, expect, test } from 'vitest'
import { derive, redact, signingKeyFromSeed, signStatement } from '#core/crypto/index.ts'
import { ADMISSION, chainIds, feedIdOf, NO_PREV } from '#core/envelope/index.ts'
import type { FeedId, RunItem } from '#core/envelope/index.ts'
import { openEntry } from '#core/entry/index.ts'
import type { EntryBody } from '#core/entry/index.ts'
import { examine } from '#core/node/index.ts'
import { idToBytes } from '#core/proof/index.ts'
import type { At } from '#core/proof/index.ts'
import { forgeFeed, forgeMessage, forgeNext, message, plainEntry } from './hostile/forge.ts'
import type { Forgery } from './hostile/forge.ts'
import { runLiar } from './hostile/liar.ts'
import { lootOf } from './hostile/loot.ts'
import { addressesOf } from './hostile/prober.ts'
import { A_WHILE_MS, createBetrayal, createVillage, expectUnharmed, stopsSeenBy } from './hostile/story.ts'
import type { Loot } from './hostile/loot.ts'
import { createDice } from './index.ts'
import { documentReader } from './laws.ts'

const dice = createDice('adversaries')

/** She shows him her feed with one forgery in it and an honest message above; the feed stops below it, for this reason. */
const expectStopped = async (seed: string, reason: string, forge: (loot: Loot) => Forgery): Promise<void> => {
  const story = await createBetrayal(seed)
  const { world, jun, loot, liar } = story
  const forged = forgeMessage(loot, 'forged', dice, forge(loot))
  liar.show(loot.feed, forgeNext(loot, loot.feed, forged, message('above it'), dice))
  await world.run(A_WHILE_MS)
  expectUnharmed(story)
  expect(stopsSeenBy(jun)).toEqual([reason])
  expect(jun.events.filter(({ topic }) => topic === 'notice')).toMatchObject([
    { notice: { type: 'FeedStopped', reason } },
  ])
}

const itemsOf = (loot: Loot, feed: FeedId): readonly RunItem[] => loot.feeds.get(feed) ?? []
const feedsOfOthers = (loot: Loot): FeedId[] => [...loot.feeds.keys()].filter((feed) => feed !== loot.feed)
/** The `open` that another's feed begins with. */
const openOf = (loot: Loot, feed: FeedId): Extract<EntryBody, { kind: 'open' }> => {
  const [item] = itemsOf(loot, feed)
  const opened = item && openEntry(item.box, loot.content, item.nonce)
  if (!opened?.ok || opened.value.body.kind !== 'open') throw new Error('a feed begins with an open')
  return opened.value.body
}
const bindBy = (loot: Loot, feed: FeedId) =>
  signStatement(loot.device.signing, 'dure/open/v1', [idToBytes(feed), idToBytes(loot.log)])
const otherKey = (label: string) => signingKeyFromSeed(redact(createDice(label).bytes(32)))

describe('a member with forged envelopes', () => {
  test('is believed what is honest: the tools of this suite work', async () => {
    const story = await createBetrayal('honest')
    story.liar.show(story.loot.feed, forgeMessage(story.loot, 'truth', dice))
    await story.world.run(A_WHILE_MS)
    expectUnharmed(story, ['hello', 'hi', 'truth'])
    expect(stopsSeenBy(story.jun)).toEqual([])
  })

  test('cannot open a feed in another’s name (forged author, E6)', async () => {
    const story = await createBetrayal('forged author')
    const { world, jun, loot, liar } = story
    const [his] = feedsOfOthers(loot)
    if (his === undefined) throw new Error('he has a feed')
    const key = otherKey('forged author')
    const feed = feedIdOf(key.publicKey)
    // His certificate stands in his own open, and the write key admits any feed; but his device has not signed this one.
    const open = { ...openOf(loot, his), bind: bindBy(loot, feed), generation: 7, ends: [] }
    liar.show(...forgeFeed(loot, key, open, 'I am Jun', dice))
    await world.run(A_WHILE_MS)
    expectUnharmed(story)
    expect(stopsSeenBy(jun)).toEqual(['OpenForged'])
  })

  test('cannot end another’s feed with an open of her own', async () => {
    const story = await createBetrayal('ending others')
    const { world, jun, loot, liar } = story
    const [his] = feedsOfOthers(loot)
    if (his === undefined) throw new Error('he has a feed')
    const key = otherKey('ending others')
    const feed = feedIdOf(key.publicKey)
    const ends = [{ feed: his, seq: 0, head: chainIds(his, 0, NO_PREV, itemsOf(loot, his))[0] ?? NO_PREV }]
    const open = { ...openOf(loot, loot.feed), bind: bindBy(loot, feed), generation: 1, ends }
    liar.show(...forgeFeed(loot, key, open, 'second feed', dice))
    await world.run(A_WHILE_MS)
    expect(jun.read(story.chat)).toContain('hi')
    expect(jun.say(story.chat, 'not ended').answer.type).toBe('acknowledged')
    expect(jun.read(story.chat)).toContain('not ended')
    expect(examine(jun.node.state, null).findings).toEqual([])
  })

  test('cannot write a fact under another’s key: the reader adds the tag of the feed (D4)', async () => {
    const story = await createBetrayal('another’s key')
    const { world, jun, loot, liar, chat } = story
    const [, first] = jun.messages(chat)
    const facts = [
      { container: 0, key: idToBytes(jun.node.state.me?.account.account ?? loot.account), value: { text: 'not his' } },
    ]
    const body: EntryBody = { kind: 'facts', document: 'chat', facts }
    liar.show(loot.feed, forgeNext(loot, loot.feed, itemsOf(loot, loot.feed), body, dice))
    await world.run(A_WHILE_MS)
    const found = jun.messages(chat).find(({ text }) => text === 'not his')
    expect(found === undefined || found.author === loot.account).toBe(true)
    expect(jun.messages(chat)).toContainEqual(first)
  })

  test('whose clock goes back is not read on (backdated, E3)', () =>
    expectStopped('backdated', 'ClockWentBack', ({ at }) => ({ entry: { at: (at - 3_600_000_000) as At } })))

  test('who seals under another key is not read on (wrong epoch, E6)', () =>
    expectStopped('wrong key', 'DoesNotOpen', ({ content }) => ({ content: derive(content, 'dure/test/v1') })))

  test('who names a control log without this epoch is not read on (wrong epoch, S3)', () =>
    expectStopped('wrong epoch', 'CtrlWentBack', ({ ctrl, rotate }) => {
      expect(ctrl).toContain(rotate)
      return { entry: { ctrl: [] } }
    }))

  test('who changes a byte inside what she signs is not read on (E6)', () =>
    expectStopped('spoilt box', 'DoesNotOpen', () => ({
      box: (box) => box.with(40, (box[40] ?? 0) ^ 1),
    })))

  test('who writes an entry that is none is not read on', () =>
    expectStopped('malformed', 'EntryMalformed', () => ({ entry: dice.bytes(200) })))

  test('who cuts an entry short is not read on (truncated)', () =>
    expectStopped('truncated', 'EntryMalformed', (loot) => ({ entry: plainEntry(loot, message('cut')).slice(0, -3) })))

  test('who writes a fact into a container that is none breaks the write policy (D4)', () =>
    expectStopped('policy', 'PolicyBroken', () => ({
      entry: { body: { kind: 'facts', document: 'chat', facts: [{ container: 99, key: null, value: { text: 'x' } }] } },
    })))

  test('who writes a value that is not flat breaks the write policy (D4)', () =>
    expectStopped('nested', 'EntryMalformed', (loot) => ({
      // Only a forger's own encoder makes such a thing: a map within the value, in place of a text of the same length.
      entry: nested(plainEntry(loot, message('aa'))),
    })))

  test('who writes a value over 64 KiB breaks the write policy (oversize, E4)', () =>
    expectStopped('large value', 'PolicyBroken', () => ({
      entry: { body: message('x'.repeat(66 * 1024)) },
    })))

  test('who opens her feed twice is not read on', () =>
    expectStopped('second open', 'EntryMalformed', (loot) => ({ entry: { body: openOf(loot, loot.feed) } })))

  test('cannot make a box over the limit count (oversize, E4)', async () => {
    const story = await createBetrayal('oversize')
    const { world, jun, loot, liar } = story
    const huge = forgeMessage(loot, 'huge', dice, { box: () => dice.bytes(130 * 1024) })
    liar.show(loot.feed, forgeNext(loot, loot.feed, huge, message('above it'), dice))
    await world.run(A_WHILE_MS)
    expectUnharmed(story)
    expect(jun.isRunning()).toBe(true)
  })

  test('cannot add to a feed of another: nothing of it counts, and his feed goes on (forged signature, E5)', async () => {
    const story = await createBetrayal('into his feed')
    const { world, jun, loot, liar } = story
    const [his] = feedsOfOthers(loot)
    if (his === undefined) throw new Error('he has a feed')
    liar.show(his, forgeNext(loot, his, itemsOf(loot, his), message('as Jun'), dice))
    await world.run(A_WHILE_MS)
    expectUnharmed(story)
    expect(stopsSeenBy(jun)).toEqual([])
  })

  test('cannot carry another’s words from one chat into another (replayed, E2, E4)', async () => {
    const { world, bora, jun, chat } = await createVillage('carried over')
    const dal = world.person('Dal', { isReachable: true }).create()
    const other = await world.introduce(bora, dal)
    jun.say(chat, 'between us')
    await world.run(A_WHILE_MS)
    const [secret, loot] = [lootOf(bora, chat), lootOf(bora, other)]
    const { peer } = dal.node.identity()
    const liar = runLiar(bora.host, { loot, wants: [{ peer, addresses: addressesOf(world, peer) }] })
    const [his] = feedsOfOthers(secret)
    if (his === undefined) throw new Error('he has a feed')
    // She admits his feed to the other log: that is within her power, but nothing in it opens there.
    const admit = signStatement(loot.write, ADMISSION, [idToBytes(his)])
    const items = itemsOf(secret, his).map((item, seq) => (seq === 0 ? { ...item, admit } : item))
    await world.run(A_WHILE_MS)
    liar.show(his, items)
    liar.reconnect()
    await world.run(A_WHILE_MS)
    expect(dal.read(other)).toEqual([])
    expect(examine(dal.node.state, null).findings).toEqual([])
    expect(dal.say(other, 'still here').answer.type).toBe('acknowledged')
  })

  test('two who use one feed key in two chats make no difference in either (E2)', async () => {
    const { world, bora, jun, chat } = await createVillage('one key in two logs')
    const dal = world.person('Dal', { isReachable: true }).create()
    const other = await world.introduce(dal, jun)
    await world.run(A_WHILE_MS)
    const [hers, loot] = [lootOf(bora, chat), lootOf(dal, other)]
    const { peer } = jun.node.identity()
    const liar = runLiar(dal.host, { loot, wants: [{ peer, addresses: addressesOf(world, peer) }] })
    await world.run(A_WHILE_MS)
    const open = { ...openOf(loot, loot.feed), bind: bindBy(loot, hers.feed), generation: 7, ends: [] }
    liar.show(...forgeFeed(loot, hers.feedKey, open, 'under her key', dice))
    await world.run(A_WHILE_MS)
    bora.say(jun, 'under my own')
    await world.run(A_WHILE_MS)
    expect(jun.read(other)).toEqual(['under her key'])
    expect(jun.read(chat)).toEqual(['hello', 'hi', 'under my own'])
    expect(stopsSeenBy(jun)).toEqual([])
    jun.node.finishQuietWork()
    expect(examine(jun.node.state, await documentReader()).findings).toEqual([])
  })

  test('whose feed stopped harms no other feed: what others say is still taken (E6)', async () => {
    const story = await createBetrayal('one feed alone')
    const { world, jun, loot, liar, chat } = story
    const dal = world.person('Dal', { isReachable: true }).create()
    const other = await world.introduce(jun, dal)
    liar.show(loot.feed, forgeMessage(loot, 'forged', dice, { entry: dice.bytes(64) }))
    dal.say(jun, 'from Dal')
    await world.run(A_WHILE_MS)
    expect(jun.read(chat)).toEqual(['hello', 'hi'])
    expect(jun.read(other)).toEqual(['from Dal'])
  })

  test('is unstopped by nothing that is honest above a forgery, also after a restart', async () => {
    const story = await createBetrayal('restart')
    const { world, jun, loot, liar } = story
    const forged = forgeMessage(loot, 'forged', dice, { entry: dice.bytes(64) })
    liar.show(loot.feed, forged)
    await world.run(A_WHILE_MS)
    world.crash(jun)
    expect(world.restart(jun)).toBe(null)
    liar.show(loot.feed, forgeNext(loot, loot.feed, forged, message('above it'), dice))
    await world.run(10 * A_WHILE_MS)
    expectUnharmed(story)
    expect(stopsSeenBy(jun)).toEqual(['EntryMalformed'])
  })
})

/** An entry whose text became an empty map and a text of one letter less: a value within a value. */
const nested = (plain: Uint8Array): Uint8Array => {
  const bytes = plain.slice()
  // The last three bytes are the text `aa`: 0x62 0x61 0x61. An empty array within an array within an array is as long.
  bytes.set([0x81, 0x81, 0x80], bytes.length - 3)
  return bytes
}
