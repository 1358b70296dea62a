import * as fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { redact, sealWith } from '#core/crypto/index.ts'
import { MAX_BOX } from '#core/envelope/index.ts'
import { encode } from '#core/proof/index.ts'
import { MAX_ENTRY_BYTES, openEntry, pad, sealEntry } from './index.ts'
import { at, entry } from './fixture.ts'
import type { Entry } from './index.ts'

const key = redact(new Uint8Array(32).fill(1))
const nonce = new Uint8Array(24).fill(2)
const said: Entry = {
  v: 1,
  at: at(1),
  ctrl: null,
  body: { kind: 'facts', document: 'chat', facts: [{ container: 0, key: null, value: { text: '안녕' } }] },
}

describe('a sealed entry', () => {
  test('opens to what was said, for who has the key (E4)', () => {
    fc.assert(
      fc.property(entry, (it) => {
        expect(openEntry(sealEntry(it, key, nonce), key, nonce)).toEqual({ ok: true, value: it })
      }),
    )
  })

  test('does not open with another key or nonce, or once a byte is changed (E6)', () => {
    const box = sealEntry(said, key, nonce)
    const shut = { ok: false, error: { type: 'DoesNotOpen' } }
    expect(openEntry(box, redact(new Uint8Array(32)), nonce)).toEqual(shut)
    expect(openEntry(box, key, nonce.with(0, 9))).toEqual(shut)
    for (let i = 0; i < box.length; i++) expect(openEntry(box.with(i, (box[i] ?? 0) ^ 1), key, nonce)).toEqual(shut)
    for (const length of [0, 15, 16, box.length - 1]) expect(openEntry(box.slice(0, length), key, nonce)).toEqual(shut)
  })

  test('by a member who pads or encodes in a way of her own is refused, not misread', () => {
    const sealed = (plain: Uint8Array) => openEntry(sealWith(key, nonce, plain), key, nonce)
    expect(sealed(new Uint8Array(64))).toEqual({ ok: false, error: { type: 'EntryMalformed', detail: 'padding' } })
    expect(sealed(encode([1]))).toMatchObject({ ok: false, error: { type: 'EntryMalformed' } })
    expect(sealed(pad(new Uint8Array(0)))).toMatchObject({ ok: false, error: { type: 'EntryMalformed' } })
  })

  test('of the largest size fits the largest box an envelope may have (E4)', () => {
    const fixed = encode([1, 1, null, 2, [1, [0, null, { text: '' }]]]).length + 4
    const text = 'x'.repeat(MAX_ENTRY_BYTES - fixed)
    const box = sealEntry(
      { ...said, body: { kind: 'facts', document: 'chat', facts: [{ container: 0, key: null, value: { text } }] } },
      key,
      nonce,
    )
    expect(box.length).toBe(MAX_BOX)
    expect(openEntry(box, key, nonce).ok).toBe(true)
  })
})
