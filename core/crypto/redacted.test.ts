import { inspect } from 'node:util'
import { expect, test } from 'vitest'
import { boxKeyFromSeed, derive, redact, reveal, signingKeyFromSeed } from './index.ts'

const secret = new Uint8Array(32).map((_, i) => i + 100)
const word = 'hunter2'
/** Traces of `secret` as bytes are printed: decimal, hexadecimal, base64. */
const traces = [word, '100', '6465', 'ZGVm']

test('a secret shows itself to reveal alone', () => {
  expect(reveal(redact(secret))).toBe(secret)
  const shown = [
    String(redact(word)),
    [redact(word)].join(),
    JSON.stringify({ a: redact(word), b: [redact(secret)] }),
    inspect(redact(word), { showHidden: true, depth: 9 }),
    inspect({ deep: { deeper: { deepest: { secret: redact(secret) } } } }, { depth: 9, showHidden: true }),
    inspect(structuredClone(redact(word))),
    inspect(Object.assign({}, redact(word))),
    JSON.stringify(Object.entries(redact(word))),
    inspect(new Error('failed', { cause: { key: redact(word) } }), { depth: 9 }),
  ]
  for (const text of shown) for (const trace of traces) expect(text).not.toContain(trace)
  expect(shown.slice(0, 4)).toStrictEqual([
    '[redacted]',
    '[redacted]',
    '{"a":"[redacted]","b":["[redacted]"]}',
    '[redacted]',
  ])
})

test('keys and derived secrets print without what is secret in them', () => {
  const seed = redact(secret)
  const derived = derive(seed, 'dure/test/v1')
  // Without their public keys, which may show.
  const { publicKey: _signing, ...signing } = signingKeyFromSeed(seed)
  const { publicKey: _box, ...box } = boxKeyFromSeed(seed)
  for (const rest of [signing, box, derived]) {
    const text = inspect(rest, { depth: 9, showHidden: true }) + JSON.stringify(rest) + inspect(structuredClone(rest))
    for (const trace of [...traces, Buffer.from(reveal(derived)).toString('hex')]) expect(text).not.toContain(trace)
  }
})
