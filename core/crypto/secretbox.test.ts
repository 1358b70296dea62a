import * as fc from 'fast-check'
import { expect, test } from 'vitest'
import { toHex } from '#core/proof/index.ts'
import { openWith, redact, SECRETBOX_OVERHEAD, sealWith } from './index.ts'

const bytes = (hex: string) => new Uint8Array(Buffer.from(hex, 'hex'))
const anyKey = fc.uint8Array({ minLength: 32, maxLength: 32 }).map((key) => redact(new Uint8Array(key)))
const anyNonce = fc.uint8Array({ minLength: 24, maxLength: 24 })

test('the vector of the NaCl paper', () => {
  const key = redact(bytes('1b27556473e985d462cd51197a9a46c76009549eac6474f206c4ee0844f68389'))
  const nonce = bytes('69696ee955b62b73cd62bda875fc73d68219e0036b7a0b37')
  const plain =
    'be075fc53c81f2d5cf141316ebeb0c7b5228c52a4c62cbd44b66849b64244ffce5ecbaaf33bd751a1ac728d45e6c61296cdc3c01233561f4' +
    '1db66cce314adb310e3be8250c46f06dceea3a7fa1348057e2f6556ad6b1318a024a838f21af1fde048977eb48f59ffd4924ca1c60902e52' +
    'f0a089bc76897040e082f937763848645e0705'
  const box =
    'f3ffc7703f9400e52a7dfb4b3d3305d98e993b9f48681273c29650ba32fc76ce48332ea7164d96a4476fb8c531a1186ac0dfc17c98dce87b' +
    '4da7f011ec48c97271d2c20f9b928fe2270d6fb863d51738b48eeee314a7cc8ab932164548e526ae90224368517acfeabd6bb3732bc0e9da' +
    '99832b61ca01b6de56244a9e88d5f9b37973f622a43d14a6599b1f654cb45a74e355a5'
  expect(toHex(sealWith(key, nonce, bytes(plain)))).toBe(box)
  expect(toHex(openWith(key, nonce, bytes(box)) ?? new Uint8Array())).toBe(plain)
})

test('what was sealed opens under its key and nonce', () => {
  fc.assert(
    fc.property(anyKey, anyNonce, fc.uint8Array({ maxLength: 600 }), (key, nonce, plain) => {
      const box = sealWith(key, nonce, plain)
      expect(box).toHaveLength(plain.length + SECRETBOX_OVERHEAD)
      expect(openWith(key, nonce, box)).toStrictEqual(new Uint8Array(plain))
    }),
  )
})

test('another key or nonce, a changed, cut or lengthened box opens to nothing', () => {
  fc.assert(
    fc.property(
      anyKey,
      anyKey,
      anyNonce,
      fc.nat(),
      fc.integer({ min: 1, max: 255 }),
      (key, other, nonce, at, change) => {
        const box = sealWith(key, nonce, new Uint8Array([1, 2, 3]))
        const where = at % box.length
        expect(openWith(other, nonce, box)).toBeUndefined()
        expect(openWith(key, nonce.with(at % 24, (nonce[at % 24] ?? 0) ^ change), box)).toBeUndefined()
        expect(openWith(key, nonce, box.with(where, (box[where] ?? 0) ^ change))).toBeUndefined()
        expect(openWith(key, nonce, box.slice(0, where))).toBeUndefined()
        expect(openWith(key, nonce, Uint8Array.from([...box, 0]))).toBeUndefined()
      },
    ),
  )
})

test('a stranger’s nonce of the wrong length opens nothing and throws nothing', () => {
  const key = redact(new Uint8Array(32))
  for (const length of [0, 23, 25]) expect(openWith(key, new Uint8Array(length), new Uint8Array(40))).toBeUndefined()
})
