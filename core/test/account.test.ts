import { describe, expect, test } from 'vitest'
import { reveal } from '#core/crypto/index.ts'
import { openNode } from '#core/node/index.ts'
import type { Database } from '#core/store/index.ts'
import { breakableDatabase } from './breakable.ts'
import { memoryVault, testNode, testPorts } from './node.ts'
import { acquainted, exchange, restart, somebody, viewsOf } from './people.ts'

const invalid = (reason: string) => ({ ok: false, error: { type: 'NameInvalid', reason } })

describe('a new account (I1)', () => {
  test('is there after a restart, under the name its person gave', () => {
    const bora = somebody('  Bora 김 ')
    const before = viewsOf(bora)
    expect(bora.node.account.get()).toMatchObject({ name: 'Bora 김', stopped: null })
    expect(restart(bora)).toBeNull()
    expect(viewsOf(bora)).toEqual(before)
  })

  test('is the only one of its folder', () => {
    const { node } = somebody('Bora')
    expect(node.account.create({ name: 'Eve' })).toEqual({ ok: false, error: { type: 'AccountExists' } })
    expect(node.account.get()?.name).toBe('Bora')
  })

  test('is known to peers by the key that was there before it', () => {
    const node = testNode(null)
    const { peer } = node.identity()
    const made = node.account.create({ name: 'Bora' })
    expect(made).toMatchObject({ ok: true, value: { device: peer } })
    expect(node.identity().peer).toBe(peer)
  })

  test('has a name to see, on one line, of at most 64 characters', () => {
    const node = testNode(null)
    const create = (name: string) => node.account.create({ name })
    for (const name of ['', '   ', '\u200d', '\u3164']) expect(create(name)).toEqual(invalid('empty'))
    for (const name of ['a\nb', 'a\u202eb', '\ud800']) expect(create(name)).toEqual(invalid('controlCharacters'))
    expect(create('x'.repeat(65))).toEqual(invalid('tooLong'))
    expect(node.account.get()).toBeNull()
    expect(create('👍'.repeat(64)).ok).toBe(true)
  })

  test('before it nothing is said and nothing is shown, and every question has an answer', () => {
    const node = testNode(null)
    const none = { ok: false, error: { type: 'NoAccount' } }
    expect(node.contact.card({ once: true })).toEqual(none)
    expect(node.contact.add({ link: 'dure:contact#x' })).toEqual(none)
    expect(node.account.setProfile({ name: 'Bora' })).toEqual(none)
    expect(node.network.setRelays({ relays: [] })).toEqual(none)
    expect(node.chat.send({ space: 'x', text: 'hello' })).toEqual(none)
    expect([node.contact.list(), node.contact.requests(), node.space.list()]).toEqual([[], [], []])
    expect(node.chat.page({ space: 'x', limit: 1 })).toEqual({ ok: false, error: { type: 'SpaceUnknown' } })
    expect(node.search.query({ text: 'x', limit: 1 })).toEqual({ ok: true, value: { hits: [] } })
  })

  test('that finds no room is not there, and can be made when there is some', () => {
    const db = breakableDatabase()
    const ports = testPorts({ db })
    const node = testNode(null, ports)
    const { peer } = node.identity()
    db.isFull = true
    expect(node.account.create({ name: 'Bora' })).toEqual({ ok: false, error: { type: 'DiskFull' } })
    expect(node.account.get()).toBeNull()
    node.stop()
    // Nobody was told of it: not after a restart either.
    const again = testNode(null, ports)
    expect([again.account.get(), again.identity().peer]).toEqual([null, peer])
    db.isFull = false
    expect(again.account.create({ name: 'Bora' })).toMatchObject({ ok: true, value: { device: peer } })
  })

  test('whose secrets cannot be kept is not there: nothing is said that is not durable (I4)', () => {
    const shut = { ok: false, error: { type: 'VaultNotKept', detail: 'EIO' } } as const
    const vault = memoryVault()
    expect(openNode(testPorts({ vault: { ...vault, save: () => shut } }))).toEqual(shut)
    let isShut = false
    const node = testNode(null, testPorts({ vault: { ...vault, save: (it) => (isShut ? shut : vault.save(it)) } }))
    isShut = true
    expect(node.account.create({ name: 'Bora' })).toEqual({ ok: false, error: { type: 'DiskFailed' } })
    expect(node.account.get()).toBeNull()
  })

  test('leaves no secret in its database but sealed (I2)', () => {
    const { bora } = acquainted()
    const { me, logs } = bora.node.state
    if (me === null) throw new Error('there is an account')
    const { account, device, storage } = me
    const { root, recovery, anchor, letter, inbox, certifier } = account
    const ofAccount = [root, recovery, anchor, letter.seed, inbox.seed, certifier.key?.seed ?? null]
    const ofLogs = [...logs.values()].map((log) => log.content)
    const secrets = [...ofAccount, device.seed, storage, ...ofLogs].flatMap((it) =>
      it ? [Buffer.from(reveal(it))] : [],
    )
    expect(secrets).toHaveLength(10)
    const kept = Buffer.concat(everyValue(bora.ports.db))
    expect(kept.length).toBeGreaterThan(5000)
    expect(secrets.filter((secret) => kept.includes(secret))).toEqual([])
  })
})

describe('a name', () => {
  test('that its person changes is known to her contacts, and lasts', () => {
    const { bora, jun } = acquainted()
    expect(bora.node.account.setProfile({ name: 'Bora Kim' })).toEqual({ ok: true, value: undefined })
    exchange(bora, jun)
    expect(jun.node.contact.list()).toMatchObject([{ name: 'Bora Kim', ownName: 'Bora Kim' }])
    for (const person of [bora, jun]) restart(person)
    expect(bora.node.account.get()?.name).toBe('Bora Kim')
    expect(jun.node.space.list()).toMatchObject([{ title: 'Bora Kim' }])
  })

  test('that a contact is given here stays, whatever she calls herself, until it is taken back', () => {
    const { bora, jun } = acquainted()
    const account = bora.node.account.get()?.account ?? ''
    expect(jun.node.contact.rename({ account, name: ' 언니 ' }).ok).toBe(true)
    bora.node.account.setProfile({ name: 'Bora Kim' })
    exchange(bora, jun)
    restart(jun)
    expect(jun.node.contact.list()).toMatchObject([{ name: '언니', ownName: 'Bora Kim' }])
    expect(jun.node.contact.rename({ account, name: null }).ok).toBe(true)
    expect(jun.node.contact.list()).toMatchObject([{ name: 'Bora Kim' }])
    expect(jun.node.contact.rename({ account, name: '\n' })).toEqual(invalid('empty'))
    expect(jun.node.contact.rename({ account: 'nobody', name: 'x' })).toEqual({
      ok: false,
      error: { type: 'AccountUnknown' },
    })
  })
})

function everyValue(db: Database): Uint8Array[] {
  const tables = db
    .query<{ name: string }>("SELECT name FROM sqlite_schema WHERE type = 'table' AND name <> 'message_words'")
    .all()
  return tables.flatMap(({ name }) =>
    db
      .query<Record<string, unknown>>(`SELECT * FROM "${name}"`)
      .all()
      .flatMap((row) => Object.values(row).filter((value) => value instanceof Uint8Array)),
  )
}
