import { cp, mkdir, readFile, rm, stat, writeFile } from 'node:fs/promises'
import { createServer, type AddressInfo } from 'node:net'
import { join } from 'node:path'
import { getuid } from 'node:process'
import { DatabaseSync } from 'node:sqlite'
import { asNobody, smallDisk } from './support/machine.ts'
import { given, refused } from './support/line.ts'
import type { Person } from './support/person.ts'
import { expect, test } from './support/test.ts'

/** A port of 127.0.0.1 in somebody’s hands. */
const takePort = async (): Promise<{ readonly port: number; readonly letGo: () => Promise<void> }> => {
  const taken = createServer()
  await new Promise<void>((resolve) => {
    taken.listen(0, '127.0.0.1', resolve)
  })
  const { port } = taken.address() as AddressInfo // a TCP server’s
  return {
    port,
    letGo: () =>
      new Promise((resolve) => {
        taken.close(() => resolve())
      }),
  }
}

/** How a start ended that was not to be. */
const startOf = async (who: Person, port = 0): Promise<readonly [number | null, string]> => {
  const { code, printed, said } = await who.run('serve', '--no-mdns', '--port', String(port))
  expect(printed).toBe('')
  return [code, said]
}

const database = (who: Person): string => join(who.folder, 'dure.sqlite')

/** Bora with a chat on her disk, and her node stopped. */
const withChat = async (bora: Person, jun: Person): Promise<string> => {
  await Promise.all([bora.join(), jun.join({ listens: true })])
  const space = await bora.add(await jun.card(true))
  await bora.say(space, 'hello')
  await jun.hears(space, 'hello')
  await bora.knows(space, 'hello', 'delivered')
  await bora.stop()
  return space
}

test('a port that is taken is named, and nothing is changed', async ({ town }) => {
  const { port, letGo } = await takePort()
  const bora = town.person('Bora')
  const [code, said] = await startOf(bora, port)
  expect([code, said]).toEqual([
    1,
    `dure: Port ${port} on 127.0.0.1 is in use by another program. Name another with --port, or leave it out.\n`,
  ])
  await letGo()
  await bora.join({ port })
  expect(new URL(bora.ready.url).port).toBe(String(port))
})

test('a node whose port for others is taken answers its own page, and listens as soon as the port is free', async ({
  town,
}) => {
  const { port, letGo } = await takePort()
  const listen = `/ip4/127.0.0.1/tcp/${port}`
  const bora = town.person('Bora')
  await bora.join({ args: ['--listen', listen] })
  await bora.logs('the network did not start, and is tried again')
  expect(await given(bora.client.network.status())).toMatchObject({ state: 'starting', listen: [] })
  await letGo()
  await bora.until('it listens', async () => (await given(bora.client.network.status())).listen.length > 0)
  expect((await given(bora.client.network.status())).listen[0]).toContain(listen)
})

test('a second Dure on a data folder that is in use is refused, and the first goes on', async ({ town }) => {
  const bora = town.person('Bora')
  await bora.join()
  const seconds = await Promise.all([startOf(bora), bora.run('doctor'), bora.run('export', join(town.place, 'x'))])
  expect(seconds[0][0]).toBe(1)
  for (const said of [seconds[0][1], seconds[1].said, seconds[2].said])
    expect(said).toContain(`The data folder ${bora.folder} is in use by another Dure`)
  expect(await given(bora.client.account.get())).toMatchObject({ name: 'Bora', stopped: null })
  await bora.kill()
  await bora.start()
})

test('a data folder that cannot be written to, or is none, is named', async ({ town }) => {
  const isRoot = getuid?.() === 0
  const through = isRoot ? asNobody() : []
  test.skip(through === null, 'root writes everywhere, and this machine lacks setpriv to be somebody else')
  const bora = town.person('Bora', { through: through ?? [] })
  await mkdir(bora.folder, { mode: 0o555, recursive: true })
  const [code, said] = await startOf(bora)
  expect([code, said]).toEqual([
    1,
    `dure: The data folder ${bora.folder} cannot be written to. Change its permissions, or name another with --data.\n`,
  ])
  const jun = town.person('Jun')
  await writeFile(jun.folder, 'a file')
  expect(await startOf(jun)).toEqual([
    1,
    `dure: ${jun.folder} is no folder and cannot be made one. Name another with --data.\n`,
  ])
  expect((await jun.run('doctor')).said).toContain('is no folder')
  const nobody = town.person('Nobody')
  expect((await nobody.run('doctor')).said).toContain('There is no data folder at')
})

test('a database that is foreign, newer or damaged is named and left as it is; put back, all is there', async ({
  town,
}) => {
  const [bora, jun] = [town.person('Bora'), town.person('Jun')]
  const space = await withChat(bora, jun)
  const whole = await readFile(database(bora))
  const keys = await readFile(join(bora.folder, 'keys'))
  const changed = (change: (bytes: Buffer) => void): Buffer => {
    const bytes = Buffer.from(whole)
    change(bytes)
    return bytes
  }
  // In SQLite's header the version of the schema is at 60, whose file it is at 68.
  const wrong: readonly (readonly [string, Buffer])[] = [
    ['is not a database of Dure. Nothing was changed.', changed((bytes) => bytes.writeUInt32BE(1234, 68))],
    ['was written by a newer Dure. Nothing was changed.', changed((bytes) => bytes.writeUInt32BE(9999, 60))],
    ['is damaged', changed((bytes) => bytes.write('not a database'))],
    ['is damaged', whole.subarray(0, 4096 * 3)],
  ]
  for (const [sentence, bytes] of wrong) {
    await writeFile(database(bora), bytes)
    const [code, said] = await startOf(bora)
    expect([code, said]).toEqual([1, expect.stringContaining(`dure: ${database(bora)} ${sentence}`)])
    expect((await bora.run('doctor')).code).toBe(1)
    expect((await readFile(database(bora))).equals(bytes)).toBe(true)
  }
  await writeFile(database(bora), whole)
  await rm(join(bora.folder, 'keys'))
  expect(await startOf(bora)).toEqual([1, expect.stringContaining('The keys at')])
  await writeFile(join(bora.folder, 'keys'), 'nonsense')
  expect(await startOf(bora)).toEqual([1, expect.stringContaining('are damaged. Nothing was changed.')])
  await writeFile(join(bora.folder, 'keys'), await readFile(join(jun.folder, 'keys')))
  expect(await startOf(bora)).toEqual([1, expect.stringContaining('belong to another account than the database')])
  await writeFile(join(bora.folder, 'keys'), keys)
  await bora.start()
  expect((await bora.chat(space)).map(({ text, delivery }) => [text, delivery])).toEqual([['hello', 'delivered']])
  await bora.say(space, 'still here')
  await jun.hears(space, 'still here')
})

test('the doctor finds what was changed behind Dure’s back, makes anew what is a cache, and the chat is as it was', async ({
  town,
}) => {
  const [bora, jun] = [town.person('Bora'), town.person('Jun')]
  const space = await withChat(bora, jun)
  const well = await bora.run('doctor')
  expect([well.code, well.said]).toEqual([0, ''])
  expect(well.printed).toMatch(/^checked \d+ logs\nchecked \d+ feeds\nchecked \d+ envelopes\nchecked 1 messages\n/)
  expect(well.printed).toContain('Everything is well.')

  const db = new DatabaseSync(database(bora))
  db.exec("UPDATE message SET text = 'forged'")
  db.close()
  const ill = await bora.run('doctor', '--json')
  expect(ill.code).toBe(1)
  expect(JSON.parse(ill.printed)).toMatchObject({ well: false, findings: [{ type: 'ProjectionDiffers', space }] })
  const healed = await bora.run('doctor', '--rebuild')
  expect([healed.code, healed.said]).toEqual([0, ''])
  expect(healed.printed).toContain('made anew: projections')
  expect((await bora.run('doctor')).code).toBe(0)
  await bora.start()
  expect((await bora.chat(space)).map(({ text, delivery }) => [text, delivery])).toEqual([['hello', 'delivered']])
  expect((await given(bora.client.search.query({ text: 'hello', limit: 5 }))).hits).toHaveLength(1)
  await bora.stop()
})

test('an envelope that was changed on the disk is found by the doctor, goes with --rebuild, and comes again from the other side', async ({
  town,
}) => {
  const [bora, jun] = [town.person('Bora'), town.person('Jun')]
  const space = await withChat(bora, jun)
  await jun.stop()
  const db = new DatabaseSync(database(jun))
  const { changes } = db
    .prepare(
      `UPDATE envelope SET body = zeroblob(length(body))
       WHERE (feed_no, seq) IN (SELECT feed_no, seq FROM message)`,
    )
    .run()
  db.close()
  expect(changes).toBe(1)
  const ill = await jun.run('doctor', '--json')
  expect(ill.code).toBe(1)
  expect(ill.printed).toMatch(/ChainBroken|SignatureWrong|EnvelopeDoesNotOpen/)
  await jun.run('doctor', '--rebuild')
  expect((await jun.run('doctor')).code).toBe(0)
  await Promise.all([jun.start(), bora.start()])
  await jun.hears(space, 'hello')
  await bora.say(space, 'and on')
  await jun.hears(space, 'and on')
  await jun.stop()
  expect((await jun.run('doctor')).code).toBe(0)
})

test('what is kept is this user’s alone to read', async ({ town }) => {
  test.skip(process.platform === 'win32', 'Windows keeps others out of a home folder by itself')
  const bora = town.person('Bora')
  // A folder that others may look into.
  await mkdir(bora.folder, { mode: 0o755, recursive: true })
  await bora.join()
  for (const name of ['dure.sqlite', 'dure.sqlite-wal', 'keys'])
    expect([name, (await stat(join(bora.folder, name))).mode & 0o077]).toEqual([name, 0])
})

test('on a full disk nothing acknowledged is lost, the node says so and stays up, and goes on when there is room', async ({
  town,
}) => {
  const disk = await smallDisk(join(town.place, 'disk'), '4m')
  test.skip(disk === null, 'this machine gives a test no disk of its own')
  if (disk === null) return
  const [bora, jun] = [
    town.person('Bora', { through: disk.through, folder: join(disk.folder, 'data') }),
    town.person('Jun'),
  ]
  try {
    await Promise.all([bora.join(), jun.join({ listens: true })])
    const space = await bora.add(await jun.card(true))
    await bora.say(space, 'hello')
    await jun.hears(space, 'hello')
    await disk.fill()
    const acknowledged = ['hello']
    for (let n = 0; ; n++) {
      const text = `${n} ${'long '.repeat(200)}`
      const outcome = await bora.client.chat.send({ space, text })
      if (!outcome.ok) {
        expect(outcome.error).toEqual({ type: 'DiskFull' })
        break
      }
      acknowledged.push(text)
    }
    const texts = async (who: Person) => (await who.chat(space)).map(({ text }) => text)
    expect(await texts(bora)).toEqual(acknowledged)
    await bora.until('the notice', () =>
      bora.watch.events.some((event) => event.topic === 'notice' && event.notice.type === 'DiskFull'),
    )
    expect(await refused(bora.client.account.setProfile({ name: 'Bora 2' }))).toEqual({ type: 'DiskFull' })
    // What comes has no place here, and waits where it is.
    await jun.say(space, 'can you hear me?')
    expect(await given(bora.client.account.get())).toMatchObject({ name: 'Bora', stopped: null })

    await disk.empty()
    await bora.say(space, 'there is room again')
    await bora.hears(space, 'can you hear me?')
    await jun.hears(space, 'there is room again')
    expect((await texts(jun)).toSorted()).toEqual((await texts(bora)).toSorted())
    expect((await texts(bora)).filter((text) => acknowledged.includes(text))).toEqual(acknowledged)
    expect((await bora.stop()).code).toBe(0)
    await disk.fill()
    expect(await startOf(bora)).toEqual([1, expect.stringContaining('is full')])
    await disk.empty()
    expect((await bora.run('doctor')).printed).toContain('Everything is well.')
  } finally {
    await disk.end()
  }
})

const deviceOf = async (who: Person): Promise<string> => (await given(who.client.account.get()))?.device ?? ''

/** One’s own message is there, nobody’s feed was stopped, and nothing is disputed. */
const expectOneHistory = async (people: readonly Person[], space: string, texts: readonly string[]): Promise<void> => {
  for (const who of people) {
    for (const text of texts) await who.hears(space, text)
    const { messages } = await given(who.client.chat.page({ space, limit: 50 }))
    expect(messages.map(({ text }) => text).toSorted()).toEqual(texts.toSorted())
    expect(messages.every(({ disputed }) => !disputed)).toBe(true)
    expect((await given(who.client.sync.status())).spaces[0]?.stopped).toEqual([])
  }
  await Promise.all(people.map((who) => who.stop()))
  for (const who of people) expect((await who.run('doctor')).printed).toContain('Everything is well.')
}

test('a copied data folder, started on another computer and on the same one, becomes a new device each, and nobody’s history forks (I4)', async ({
  town,
}) => {
  const [bora, jun] = [town.person('Bora'), town.person('Jun')]
  const space = await withChat(bora, jun)
  const twin = town.person('Twin', { at: bora })
  const elsewhere = town.person('Elsewhere')
  for (const each of [twin, elsewhere]) await cp(bora.folder, each.folder, { recursive: true })

  const sayings: string[] = ['hello']
  for (const who of [bora, twin, elsewhere]) {
    await who.start()
    expect(await given(who.client.account.get())).toMatchObject({ account: await bora.account(), stopped: null })
    await who.say(space, `from ${who.name}`)
    sayings.push(`from ${who.name}`)
    await jun.hears(space, `from ${who.name}`)
  }
  const devices = await Promise.all([bora, twin, elsewhere].map(deviceOf))
  expect(new Set(devices).size).toBe(3)
  const { members } = await given(jun.client.space.get({ space }))
  const hers = members.find(({ name }) => name === 'Bora')?.devices.map(({ device }) => device)
  expect(hers?.toSorted()).toEqual(devices.toSorted())
  await expectOneHistory([bora, twin, elsewhere, jun], space, sayings)
})

test('a data folder that is put back to what it was goes on as a new device, and gets back from others what it had said (I4)', async ({
  town,
}) => {
  const [bora, jun] = [town.person('Bora'), town.person('Jun')]
  const space = await withChat(bora, jun)
  const backup = join(town.place, 'backup')
  await cp(bora.folder, backup, { recursive: true })
  await bora.start()
  const first = await deviceOf(bora)
  await bora.say(space, 'after the backup')
  await jun.hears(space, 'after the backup')
  await bora.stop()
  await rm(bora.folder, { recursive: true })
  await cp(backup, bora.folder, { recursive: true })
  await bora.start()
  expect(await deviceOf(bora)).not.toBe(first)
  await bora.hears(space, 'after the backup')
  await bora.say(space, 'and on')
  await expectOneHistory([bora, jun], space, ['hello', 'after the backup', 'and on'])
})
