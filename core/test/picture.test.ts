import { deflateSync } from 'node:zlib'
import { describe, expect, test } from 'vitest'
import { append } from '#core/node/append.ts'
import { commit } from '#core/node/commit.ts'
import { rebuild } from '#core/node/rebuild.ts'
import { currentLog, spaceOf } from '#core/node/spaces.ts'
import { value } from '#core/node/testing.ts'
import { allSpaces } from '#core/store/index.ts'
import { acquainted, cardOf, exchange, messagesOf, restart, say, somebody, textsOf } from './people.ts'
import type { Somebody } from './people.ts'

/** A part of a PNG; its check sum is the decoder's business. */
const part = (name: string, body: Uint8Array): Buffer => {
  const length = Buffer.alloc(4)
  length.writeUInt32BE(body.length)
  return Buffer.concat([length, Buffer.from(name), body, Buffer.alloc(4)])
}
/** A picture of one grey pixel. */
const pixel = (grey: number): Uint8Array =>
  new Uint8Array(
    Buffer.concat([
      Buffer.from('89504e470d0a1a0a', 'hex'),
      part('IHDR', Buffer.from('00000001000000010800000000', 'hex')),
      part('IDAT', deflateSync(Uint8Array.of(0, grey))),
      part('IEND', Buffer.alloc(0)),
    ]),
  )
const DOT = pixel(0)
const OTHER = pixel(255)

const shown = ({ node }: Somebody): string | null | undefined => node.contact.list()[0]?.picture
const own = ({ node }: Somebody): string | null | undefined => node.account.get()?.picture

describe('a picture that somebody chose (I8)', () => {
  test('is what her contacts see from then on, once, and after restarts', () => {
    const { bora, jun } = acquainted()
    value(bora.node.account.setProfile({ picture: DOT }))
    exchange(bora, jun)
    expect(shown(jun)).toBe(own(bora))
    expect(shown(jun)).not.toBeNull()
    expect(jun.events).toContainEqual({ topic: 'contact.changed' })
    expect(bora.events).toContainEqual({ topic: 'account.changed' })
    for (const person of [bora, jun]) restart(person)
    const picture = shown(jun) ?? ''
    expect(jun.node.account.picture({ picture })).toEqual({ ok: true, value: { type: 'image/png', bytes: DOT } })
    expect(own(bora)).toBe(picture)
    expect(bora.node.account.get()?.name).toBe('Bora')
  })

  test('is known to whoever meets her later', () => {
    const [bora, jun] = [somebody('Bora'), somebody('Jun')]
    value(bora.node.account.setProfile({ picture: DOT }))
    value(jun.node.contact.add({ link: cardOf(bora) }))
    exchange(jun, bora)
    expect(shown(jun)).toBe(own(bora))
  })

  test('gives way to the latest, in whatever order they come, and can be taken away', () => {
    const { bora, jun } = acquainted()
    value(bora.node.account.setProfile({ picture: DOT }))
    value(bora.node.account.setProfile({ picture: OTHER, name: 'Bora K.' }))
    exchange(bora, jun)
    expect(shown(jun)).toBe(own(bora))
    expect(jun.node.account.picture({ picture: own(bora) ?? '' })).toMatchObject({ value: { bytes: OTHER } })
    value(bora.node.account.setProfile({ picture: null }))
    exchange(bora, jun)
    expect([own(bora), shown(jun)]).toEqual([null, null])
    expect(jun.node.account.picture({ picture: 'a'.repeat(52) })).toMatchObject({ error: { type: 'PictureUnknown' } })
  })

  test('is made anew from the envelopes', () => {
    const { bora, jun } = acquainted()
    value(bora.node.account.setProfile({ picture: DOT }))
    exchange(bora, jun)
    const [account] = jun.node.contact.list()
    value(jun.node.contact.verify({ account: account?.account ?? '', verified: true }))
    const before = [shown(jun), own(bora), jun.node.contact.list()]
    for (const { node } of [bora, jun]) rebuild(node.state)
    expect([shown(jun), own(bora), jun.node.contact.list()]).toEqual(before)
  })

  test('that is none is refused with the reason, and nothing changes', () => {
    const bora = somebody('Bora')
    const tried = bora.node.account.setProfile({ name: 'Not kept', picture: new Uint8Array(9) })
    expect(tried).toEqual({ ok: false, error: { type: 'PictureInvalid', reason: 'kind' } })
    expect(bora.node.account.get()).toMatchObject({ name: 'Bora', picture: null })
  })

  test('that a changed program sent is dropped, and what else it says still counts', () => {
    const { bora, jun, space } = acquainted()
    value(bora.node.account.setProfile({ picture: DOT }))
    const { state } = bora.node
    commit(state, (db) => {
      for (const row of allSpaces(db)) {
        const handle = row.kind === 'self' ? undefined : spaceOf(state, db, row.id)
        const log = handle && currentLog(handle)
        for (const bytes of [new Uint8Array(60_000), DOT.subarray(0, 40), Buffer.from('<svg/>')])
          if (handle && log && state.me)
            append(state, db, state.me, handle, log, { kind: 'note', note: { name: 'picture', bytes } })
      }
    })
    say(bora, space, 'still here')
    exchange(bora, jun)
    expect(textsOf(jun, space)).toEqual(['still here'])
    expect(messagesOf(jun, space)).toHaveLength(1)
    expect(jun.node.account.picture({ picture: shown(jun) ?? '' })).toMatchObject({ value: { bytes: DOT } })
  })
})

describe('a safety number that was compared (I5)', () => {
  test('is noted here alone, lasts, and can be taken back', () => {
    const { bora, jun } = acquainted()
    const account = bora.node.account.get()?.account ?? ''
    const marks = (person: Somebody) => person.node.contact.list().map(({ verified }) => verified)
    expect(marks(jun)).toEqual([false])
    value(jun.node.contact.verify({ account, verified: true }))
    value(jun.node.contact.rename({ account, name: '언니' }))
    exchange(bora, jun)
    restart(jun)
    expect([marks(jun), marks(bora)]).toEqual([[true], [false]])
    value(jun.node.contact.verify({ account, verified: false }))
    expect(marks(jun)).toEqual([false])
    expect(jun.node.contact.verify({ account: 'a'.repeat(52), verified: true })).toMatchObject({
      error: { type: 'AccountUnknown' },
    })
  })

  test('says nothing of when somebody was last heard: that is known by what she said', () => {
    const { bora, jun, space } = acquainted()
    bora.clock.advance(60_000)
    const at = bora.clock.now()
    say(bora, space, 'a minute later')
    exchange(bora, jun)
    expect(jun.node.contact.list()[0]?.lastHeard).toBeGreaterThanOrEqual(at)
  })
})
