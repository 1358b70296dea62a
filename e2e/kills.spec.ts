import { setTimeout } from 'node:timers/promises'
import type { Person } from './support/person.ts'
import { expect, test } from './support/test.ts'

/** Longest time that a node lives between two kills, in milliseconds. */
const LONGEST_LIFE_MS = 400

/** Says one thing after the other until the node is gone. Gives what was acknowledged. */
const talk = async (who: Person, space: string, word: string): Promise<string[]> => {
  const acknowledged: string[] = []
  for (let n = 0; ; n++) {
    const text = `${who.name} ${word} ${n}`
    const outcome = await who.client.chat.send({ space, text })
    if (outcome.ok) acknowledged.push(text)
    else if (outcome.error.type === 'Disconnected') return acknowledged
    else throw new Error(JSON.stringify(outcome.error))
  }
}

/** What is in a chat, all of it. */
const textsOf = async (who: Person, space: string): Promise<readonly string[]> => {
  const texts: string[] = []
  let before: string | undefined
  for (;;) {
    const page = await who.client.chat.page({ space, limit: 500, ...(before !== undefined && { before }) })
    // A chat that somebody else began appears here when she arrives.
    if (!page.ok && page.error.type === 'SpaceUnknown') return []
    if (!page.ok) throw new Error(JSON.stringify(page.error))
    texts.unshift(...page.value.messages.map(({ text }) => text))
    before = page.value.messages[0]?.message
    if (!page.value.more) return texts
  }
}

/** Waits until a person has all of these; then nothing may be there twice. */
const expectWhole = async (who: Person, space: string, texts: readonly string[]): Promise<void> => {
  await who.until(`all ${texts.length} are there`, async () => {
    const there = new Set(await textsOf(who, space))
    return texts.every((text) => there.has(text))
  })
  const there = await textsOf(who, space)
  expect(new Set(there).size).toBe(there.length)
}

const expectWell = async (who: Person): Promise<void> => {
  const report = await who.run('doctor', '--json')
  expect(JSON.parse(report.printed)).toMatchObject({ well: true, findings: [] })
  expect(report.code).toBe(0)
}

test('Bora’s node is killed again and again while she writes: what was acknowledged is kept, once, and reaches Jun', async ({
  town,
}) => {
  const [bora, jun] = [town.person('Bora'), town.person('Jun')]
  await Promise.all([bora.join(), jun.join({ listens: true })])
  const space = await bora.add(await jun.card(true))
  const acknowledged: string[] = []
  for (let round = 0; round < 5; round++) {
    const talking = talk(bora, space, `round ${round}`)
    await setTimeout(Math.random() * LONGEST_LIFE_MS)
    await bora.kill()
    acknowledged.push(...(await talking))
    await bora.start()
  }
  expect(acknowledged.length).toBeGreaterThan(0)
  await expectWhole(bora, space, acknowledged)
  await expectWhole(jun, space, acknowledged)
  expect(await textsOf(jun, space)).toEqual(await textsOf(bora, space))
  await Promise.all([bora.stop(), jun.stop()])
  await Promise.all([expectWell(bora), expectWell(jun)])
})

test('Bora and Jun are both killed while both write, and the relay between them too: afterwards both have all of it, once', async ({
  town,
}) => {
  const relay = await town.relay()
  const people = [town.person('Bora'), town.person('Jun')] as const
  const [bora, jun] = people
  await Promise.all([bora.join({ relays: [relay] }), jun.join({ relays: [relay] })])
  const space = await bora.add(await jun.card(true))
  await bora.say(space, 'hello')
  await jun.hears(space, 'hello')
  const acknowledged: string[] = []
  for (let round = 0; round < 4; round++) {
    const talking = people.map((who) => talk(who, space, `round ${round}`))
    await setTimeout(Math.random() * LONGEST_LIFE_MS)
    await Promise.all([...people.map((who) => who.kill()), ...(round % 2 === 0 ? [relay.kill()] : [])])
    acknowledged.push(...(await Promise.all(talking)).flat())
    if (round % 2 === 0) await relay.start()
    await Promise.all(people.map((who) => who.start()))
  }
  await Promise.all(people.map((who) => expectWhole(who, space, acknowledged)))
  expect(await textsOf(jun, space)).toEqual(await textsOf(bora, space))
  await Promise.all(people.map((who) => who.stop()))
  await Promise.all(people.map(expectWell))
})

test('Jun’s node is killed while much arrives: he goes on where he was, and nothing comes twice', async ({ town }) => {
  const [bora, jun] = [town.person('Bora'), town.person('Jun')]
  await Promise.all([bora.join({ listens: true }), jun.join({ listens: true })])
  const space = await bora.add(await jun.card(true))
  await bora.say(space, 'hello')
  await jun.hears(space, 'hello')
  await jun.stop()
  const texts = Array.from({ length: 1500 }, (_, n) => `message ${n}`)
  await Promise.all(texts.map((text) => bora.say(space, text)))
  let heard = 1
  for (let round = 0; round < 4 && heard <= texts.length; round++) {
    await jun.start()
    const before = heard
    await jun.until('more arrives', async () => {
      heard = (await textsOf(jun, space)).length
      return heard > before
    })
    await jun.kill()
  }
  await jun.start()
  await expectWhole(jun, space, texts)
  await bora.knows(space, 'message 1499', 'delivered')
  expect(await textsOf(jun, space)).toEqual(await textsOf(bora, space))
  await jun.stop()
  await expectWell(jun)
})
