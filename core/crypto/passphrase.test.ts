import { randomBytes, scryptSync } from 'node:crypto'
import * as fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { decode, encode } from '#core/proof/index.ts'
import type { Cbor } from '#core/proof/index.ts'
import { openWith, redact, reveal, SCRYPT_COST, unwrapSecret, wrapSecret } from './index.ts'

const random = (length: number) => new Uint8Array(randomBytes(length))
const secret = redact(new Uint8Array([1, 2, 3, 4, 5]))
const phrase = redact('두레는 함께 일하는 이웃')
/** A thousandth of the real cost: the same code, in a millisecond. */
const cheap = { logN: 7, r: 8, p: 1 }

/** The fields of a wrapped secret, to be spoilt. */
async function wrapped(): Promise<Cbor[]> {
  const decoded = decode(await wrapSecret(secret, phrase, random, cheap))
  return decoded.ok ? [...(decoded.value as readonly Cbor[])] : []
}

describe('a secret under a passphrase (I2)', () => {
  test('opens with it, and costs what is written down', async () => {
    const file = await wrapSecret(secret, phrase, random)
    const opened = await unwrapSecret(file, phrase)
    expect(opened.ok && reveal(opened.value)).toStrictEqual(reveal(secret))
    const decoded = decode(file)
    expect(decoded.ok && (decoded.value as readonly Cbor[]).slice(0, 4)).toStrictEqual(['dure/passphrase/v1', 17, 8, 1])
    expect(SCRYPT_COST).toStrictEqual({ logN: 17, r: 8, p: 1 })
  })

  test('is scrypt and a secretbox, so any tool can open it', async () => {
    const [, , , , salt, nonce, box] = (await wrapped()) as [string, number, number, number, ...Uint8Array[]]
    if (!salt || !nonce || !box) throw new Error('not wrapped as described')
    const key = new Uint8Array(scryptSync(reveal(phrase).normalize('NFKC'), salt, 32, { N: 128, r: 8, p: 1 }))
    expect(openWith(redact(key), nonce, box)).toStrictEqual(reveal(secret))
  })

  test('opens however the keyboard composed the letters', async () => {
    const file = await wrapSecret(secret, redact('한글 é'.normalize('NFC')), random, cheap)
    expect((await unwrapSecret(file, redact('한글 é'.normalize('NFD')))).ok).toBe(true)
  })

  test('does not open with another', async () => {
    const file = await wrapSecret(secret, phrase, random, cheap)
    for (const other of ['', '두레', ` ${reveal(phrase)}`, '\ud800'])
      expect(await unwrapSecret(file, redact(other))).toStrictEqual({ ok: false, error: { type: 'PassphraseWrong' } })
  })

  test('is another file each time', async () => {
    const [a, b] = [await wrapped(), await wrapped()]
    for (const field of [4, 5, 6]) expect(a[field]).not.toStrictEqual(b[field])
  })
})

describe('a file that is not one says so before any work', () => {
  const huge = 2 ** 30
  test.each<[string, number, Cbor, string]>([
    ['another kind of file', 0, 'something else', 'WrappedSecretInvalid'],
    ['a newer version', 0, 'dure/passphrase/v2', 'WrappedSecretVersionUnknown'],
    ['no cost', 1, 0, 'WrappedSecretInvalid'],
    ['a cost beyond counting', 1, 60, 'WrappedSecretInvalid'],
    ['a cost beyond this memory', 1, 24, 'WrappedSecretTooCostly'],
    ['a block size beyond reason', 2, huge, 'WrappedSecretInvalid'],
    ['no block size', 2, 0, 'WrappedSecretInvalid'],
    ['a parallelism beyond reason', 3, huge, 'WrappedSecretInvalid'],
    ['a negative parallelism', 3, -1, 'WrappedSecretInvalid'],
    ['a cost that is no number', 1, 'cheap', 'WrappedSecretInvalid'],
    ['a short salt', 4, new Uint8Array(15), 'WrappedSecretInvalid'],
    ['a long nonce', 5, new Uint8Array(25), 'WrappedSecretInvalid'],
    ['a box that is text', 6, 'box', 'WrappedSecretInvalid'],
    ['one thing more', 7, 0, 'WrappedSecretInvalid'],
  ])('%s', async (_, field, value, type) => {
    const fields = await wrapped()
    fields[field] = value
    const result = await unwrapSecret(encode(fields), phrase)
    expect(result.ok ? 'opened' : result.error.type).toBe(type)
  })

  test('too costly says how much it would take', async () => {
    const fields = (await wrapped()).with(1, 20)
    expect(await unwrapSecret(encode(fields), phrase)).toStrictEqual({
      ok: false,
      error: { type: 'WrappedSecretTooCostly', memory: 2 ** 30, limit: 2 ** 29 },
    })
  })

  test('whatever bytes are given, and however a file was changed, nothing throws and nothing opens', async () => {
    const file = await wrapSecret(secret, phrase, random, cheap)
    const changed = fc
      // Bytes 20 to 23 are the cost: changed ones may be allowed, and take as long as they say.
      .tuple(fc.integer({ min: 24, max: file.length - 1 }), fc.integer({ min: 1, max: 255 }))
      .map(([at, change]) => file.with(at, (file[at] ?? 0) ^ change))
    const cut = fc.nat(file.length - 1).map((length) => file.slice(0, length))
    await fc.assert(
      fc.asyncProperty(fc.oneof(fc.uint8Array({ maxLength: 200 }), changed, cut), async (bytes) => {
        expect((await unwrapSecret(bytes, phrase)).ok).toBe(false)
      }),
    )
  })
})
