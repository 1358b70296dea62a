import { describe, expect, test } from 'vitest'
import { reveal } from '#core/crypto/index.ts'
import type { Secret } from '#core/crypto/index.ts'
import { decodeSecrets } from '#core/identity/index.ts'
import { rebuild } from '#core/node/index.ts'
import { value } from '#core/node/testing.ts'
import { computer, at } from './folders.ts'
import type { Computer } from './folders.ts'
import { testNode } from './node.ts'
import { acquainted, cardOf, exchange, restart, say, somebody, textsOf, viewsOf } from './people.ts'
import type { Somebody } from './people.ts'

const wordsOf = ({ node }: Somebody, language: 'en' | 'ko' = 'en') =>
  value(node.account.recoveryWords({ language })).words
/** Some of somebody's words, as she would type them. */
const typed = (words: readonly string[], ...places: readonly number[]) =>
  places.map((place) => ({ place, word: words[place - 1] ?? '' }))
const rootKept = ({ secrets }: Computer) => {
  const decoded = secrets && decodeSecrets(secrets)
  return decoded?.ok ? decoded.value.account.root : undefined
}
const stateOf = ({ node }: Somebody) => node.account.get()?.words

describe('recovery words (I1)', () => {
  test('are shown as often as asked, the same ones, until they are confirmed', () => {
    const bora = somebody('Bora')
    const words = wordsOf(bora)
    expect(words).toHaveLength(24)
    expect(restart(bora)).toBeNull()
    expect(wordsOf(bora)).toEqual(words)
    expect(stateOf(bora)).toBe('unconfirmed')
    expect(bora.node.account.confirmWords({ words: typed(words, 3, 11, 20) }).ok).toBe(true)
    expect(stateOf(bora)).toBe('confirmed')
    const gone = { ok: false, error: { type: 'WordsConfirmed' } }
    expect(bora.node.account.recoveryWords({ language: 'ko' })).toEqual(gone)
    expect(bora.node.account.confirmWords({ words: typed(words, 3, 11, 20) })).toEqual(gone)
  })

  test('are confirmed in either language, and not by wrong ones or too few', () => {
    const bora = somebody('Bora')
    const korean = wordsOf(bora, 'ko')
    const wrong = [...typed(korean, 1, 2), { place: 3, word: '두레' }]
    expect(bora.node.account.confirmWords({ words: wrong })).toMatchObject({
      error: { type: 'WordsWrong', places: [3] },
    })
    expect(bora.node.account.confirmWords({ words: typed(korean, 1, 2, 2) })).toMatchObject({
      error: { type: 'WordsWrong' },
    })
    expect(stateOf(bora)).toBe('unconfirmed')
    expect(bora.node.account.confirmWords({ words: typed(korean, 24, 1, 12) }).ok).toBe(true)
  })

  test('once confirmed are nowhere: not where secrets are kept, not in the database, not in memory', () => {
    const on = computer()
    const bora = at(on, 'Bora')
    const { root, recovery } = bora.node.state.me?.account ?? {}
    const held = [root, recovery].flatMap((it) => (it ? [it] : []))
    const copies = held.map((it) => Buffer.from(reveal(it)))
    value(bora.node.account.confirmWords({ words: typed(wordsOf(bora), 1, 2, 3) }))
    expect(rootKept(on)).toBeNull()
    const kept = Buffer.from(reveal(on.secrets as Secret))
    for (const copy of copies) expect(kept.includes(copy)).toBe(false)
    for (const it of held) expect(reveal(it).every((byte) => byte === 0)).toBe(true)
  })

  test('killed while they are confirmed: root is there and they are not confirmed, or it goes at the next start', () => {
    const on = computer()
    const bora = at(on, 'Bora')
    const words = wordsOf(bora)
    const { vault } = bora.ports
    const killed = {
      ...bora.ports,
      vault: {
        ...vault,
        save: () => {
          throw new Error('killed')
        },
      },
    }
    expect(restart(bora, killed)).toBeNull()
    expect(() => bora.node.account.confirmWords({ words: typed(words, 1, 2, 3) })).toThrow('killed')
    expect(rootKept(on)).not.toBeNull()
    expect(restart(bora)).toBeNull()
    expect(stateOf(bora)).toBe('confirmed')
    expect(rootKept(on)).toBeNull()
  })

  test('that could not be erased are not said to be: it can be tried again', () => {
    const on = computer()
    const bora = at(on, 'Bora')
    const words = wordsOf(bora)
    let isShut = true
    const { vault } = bora.ports
    const shut = { ok: false, error: { type: 'VaultNotKept', detail: 'EIO' } } as const
    const ports = { ...bora.ports, vault: { ...vault, save: (it: Secret) => (isShut ? shut : vault.save(it)) } }
    expect(restart(bora, ports)).toBeNull()
    const ask = { words: typed(words, 1, 2, 3) }
    expect(bora.node.account.confirmWords(ask)).toEqual({ ok: false, error: { type: 'DiskFailed' } })
    isShut = false
    expect(bora.node.account.confirmWords(ask).ok).toBe(true)
    expect(rootKept(on)).toBeNull()
  })

  test('confirmed, everything goes on: chats, restarts, and a rebuild from envelopes', () => {
    const { bora, jun, space } = acquainted()
    say(bora, space, 'before')
    value(bora.node.account.confirmWords({ words: typed(wordsOf(bora), 5, 6, 7) }))
    exchange(bora, jun)
    const before = viewsOf(bora)
    expect(restart(bora)).toBeNull()
    expect(viewsOf(bora)).toEqual(before)
    rebuild(bora.node.state)
    say(bora, space, 'after')
    exchange(bora, jun)
    expect(new Set(textsOf(jun, space))).toEqual(new Set(['before', 'after']))
    expect(bora.node.contact.add({ link: cardOf(somebody('Haru')) }).ok).toBe(true)
  })

  test('before there is an account there are none', () => {
    const node = testNode(null)
    const none = { ok: false, error: { type: 'NoAccount' } }
    expect(node.account.recoveryWords({ language: 'en' })).toEqual(none)
    expect(node.account.confirmWords({ words: [] })).toEqual(none)
  })
})
