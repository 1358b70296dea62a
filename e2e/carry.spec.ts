import { readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { given, refused } from './support/line.ts'
import type { Person } from './support/person.ts'
import { expect, test } from './support/test.ts'

const bearer = (who: Person) => ({ authorization: `Bearer ${who.ready.token}` })
const pageOf = (who: Person, path: string): string => new URL(path, who.ready.url).href

/** Downloads a bundle of a running node. */
const download = async (who: Person): Promise<ArrayBuffer> => {
  const { bundle } = await given(who.client.sync.exportBundle({}))
  const answer = await fetch(pageOf(who, `/bundles/${bundle}`), { headers: bearer(who) })
  expect(answer.status).toBe(200)
  return answer.arrayBuffer()
}

/** Uploads bytes to a running node; gives the bundle’s name. */
const upload = async (who: Person, body: BodyInit): Promise<string> => {
  const answer = await fetch(pageOf(who, '/bundles'), { method: 'POST', headers: bearer(who), body })
  expect(answer.status).toBe(200)
  return ((await answer.json()) as { bundle: string }).bundle // docs/api.md
}

test('Bora and Jun have no network at all: a file on a stick carries what they say, both ways', async ({ town }) => {
  const [bora, jun] = [town.person('Bora'), town.person('Jun')]
  await Promise.all([bora.join({ listens: true }), jun.join({ listens: true })])
  const space = await bora.add(await jun.card(true))
  await bora.say(space, 'hello')
  await jun.hears(space, 'hello')
  await Promise.all([bora.stop(), jun.stop()])

  await bora.start({ listens: false })
  for (let n = 0; n < 50; n++) await bora.say(space, `한국어로 쓴 편지 ${n}`)
  await bora.stop()
  const stick = join(town.place, 'stick.bundle')
  const written = await bora.run('export', stick)
  expect([written.code, written.said]).toEqual([0, ''])
  expect(written.printed).toBe(`${(await readFile(stick)).length} bytes written to ${stick}\n`)
  const read = await jun.run('import', stick)
  expect(read.code).toBe(0)
  expect(read.printed).toMatch(/^\d+ envelopes: 5\d new, 0 refused\n$/)
  expect((await jun.run('import', stick)).printed).toMatch(/^\d+ envelopes: 0 new, 0 refused\n$/)

  await jun.start({ listens: false })
  expect((await jun.chat(space)).length).toBe(51)
  const heard = await jun.hears(space, '한국어로 쓴 편지 49')
  await jun.read(space, heard)
  await jun.say(space, '다 읽었어요')
  await bora.start()
  const bundle = await upload(bora, await download(jun))
  const { fresh, refused: bad, spaces } = await given(bora.client.sync.importBundle({ bundle }))
  expect([fresh > 0, bad, spaces]).toEqual([true, 0, [space]])
  await bora.hears(space, '다 읽었어요')
  await bora.knows(space, '한국어로 쓴 편지 49', 'read')
  expect(await refused(bora.client.sync.importBundle({ bundle }))).toEqual({ type: 'BundleUnknown' })
})

test('a bundle that is cut, damaged, foreign or in the way is refused in words, and what was whole is kept', async ({
  town,
}) => {
  const [bora, jun] = [town.person('Bora'), town.person('Jun')]
  await Promise.all([bora.join(), jun.join({ listens: true })])
  const space = await bora.add(await jun.card(true))
  await bora.say(space, 'hello')
  await jun.hears(space, 'hello')
  await jun.stop()
  for (let n = 0; n < 200; n++) await bora.say(space, `letter ${n}`)
  await bora.stop()
  const file = (name: string): string => join(town.place, name)
  await bora.run('export', file('whole'))
  const whole = await readFile(file('whole'))
  const damaged = Buffer.from(whole)
  damaged.writeUInt8((damaged[damaged.length >> 1] ?? 0) ^ 1, damaged.length >> 1)
  await writeFile(file('cut'), whole.subarray(0, whole.length - 10))
  await writeFile(file('damaged'), damaged)
  await writeFile(file('foreign'), 'Dear Jun, this is no bundle.')
  await writeFile(file('empty'), '')

  const attempts = ['foreign', 'empty', 'damaged', 'cut', 'missing'] as const
  const outcomes = []
  for (const name of attempts) outcomes.push(await jun.run('import', file(name)))
  expect(outcomes.map(({ code }) => code)).toEqual([1, 1, 1, 1, 1])
  const said = outcomes.map((each) => each.said)
  expect(said[0]).toContain('no bundle of Dure')
  expect(said[1]).toMatch(/no bundle of Dure|ends too early/)
  expect(said[2]).toMatch(/damaged|ends too early/)
  expect(said[3]).toContain('ends too early. What it holds is kept')
  expect(said[4]).toContain('cannot be read')
  const taken = await bora.run('export', file('whole'))
  expect([taken.code, taken.said]).toEqual([
    1,
    `dure: ${file('whole')} is there already, and is not overwritten. Name another file.\n`,
  ])
  expect((await bora.run('export', '--space', 'aaaa', file('other'))).said).toContain('There is no such space')
  expect((await bora.run('export', '--since', 'yesterday', file('other'))).code).toBe(2)

  expect((await jun.run('import', file('whole'))).code).toBe(0)
  await jun.start()
  expect((await jun.chat(space)).length).toBe(201)
  for (const [bytes, type] of [
    [whole.subarray(0, 1000), 'BundleTruncated'],
    [Buffer.from('nonsense'), 'BundleMalformed'],
  ] as const) {
    const bundle = await upload(jun, bytes)
    expect(await refused(jun.client.sync.importBundle({ bundle }))).toEqual({ type })
  }
  await jun.stop()
  expect((await jun.run('doctor')).code).toBe(0)
})
