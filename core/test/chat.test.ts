import * as fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { PageView } from '#core/node/index.ts'
import { giveAll, value } from '#core/node/testing.ts'
import { acquainted, cardOf, exchange, givePart, messagesOf, restart, say, somebody, textsOf } from './people.ts'
import type { Somebody } from './people.ts'

const refused = (type: string) => ({ ok: false, error: { type } })
const MINUTE = 60_000

describe('a message', () => {
  test('is with both, the same, in the same order, and names what it answers (D5)', () => {
    const { bora, jun, space } = acquainted()
    const question = say(bora, space, '어디야?')
    exchange(bora, jun)
    say(jun, space, '서울역 3번 출구', question)
    exchange(bora, jun)
    const plain = (person: Somebody) => messagesOf(person, space).map((message) => ({ ...message, delivery: null }))
    expect(plain(bora)).toEqual(plain(jun))
    expect(plain(jun)[1]).toMatchObject({
      author: jun.node.account.get()?.account,
      replyTo: { message: question, author: bora.node.account.get()?.account, text: '어디야?' },
      disputed: false,
    })
  })

  test('that answers one which is not here yet says so, and says more once it is (E9)', () => {
    const { bora, jun, space } = acquainted()
    const question = say(bora, space, 'the question')
    for (let i = 0; i < 130; i++) say(bora, space, `${i}`)
    say(bora, space, 'the answer', question)
    for (const part of [
      [0, 0],
      [128, 191],
    ] as const)
      givePart(bora, jun, space, part)
    expect(messagesOf(jun, space).at(-1)).toMatchObject({
      text: 'the answer',
      replyTo: { message: question, author: null, text: null },
    })
    givePart(bora, jun, space, [1, 127])
    expect(messagesOf(jun, space).at(-1)).toMatchObject({ replyTo: { message: question, text: 'the question' } })
    expect(textsOf(jun, space)).toHaveLength(132)
  })

  test('that cannot be one is refused with the reason, and nothing is said', () => {
    const { bora, space } = acquainted()
    const send = (text: string, replyTo?: string) =>
      bora.node.chat.send({ space, text, ...(replyTo === undefined ? {} : { replyTo }) })
    expect(send(' \n')).toEqual(refused('TextEmpty'))
    expect(send('\ud800')).toEqual(refused('TextMalformed'))
    expect(send('x'.repeat(63 * 1024 + 1))).toMatchObject({
      ok: false,
      error: { type: 'TextTooLong', limit: 63 * 1024 },
    })
    for (const key of ['', 'nothing', 'a'.repeat(47), 'a'.repeat(200)])
      expect(send('hi', key)).toEqual(refused('MessageUnknown'))
    expect(bora.node.chat.send({ space: 'a'.repeat(52), text: 'hi' })).toEqual(refused('SpaceUnknown'))
    expect(textsOf(bora, space)).toEqual([])
  })

  test('of the longest text arrives whole (E4)', () => {
    const { bora, jun, space } = acquainted()
    const text = '가'.repeat(21 * 1024)
    say(bora, space, text)
    exchange(bora, jun)
    expect(textsOf(jun, space)).toEqual([text])
  })

  test('holds whatever characters there are, and does nothing with them', () => {
    const { bora, jun, space } = acquainted()
    const texts = ["'); DROP TABLE message; --", '__proto__', '\u0000 a', '\u202eabc', '{"v":1}', '👩‍👩‍👧‍👦', '\ufeffx']
    for (const text of texts) say(bora, space, text)
    exchange(bora, jun)
    expect(textsOf(jun, space)).toEqual(texts)
  })

  test('in one’s own space, where secrets are, cannot be said or read', () => {
    const { bora } = acquainted()
    const self = bora.node.state.me?.self ?? ''
    expect(bora.node.chat.send({ space: self, text: 'hi' })).toEqual(refused('SpaceUnknown'))
    expect(bora.node.chat.page({ space: self, limit: 1 })).toEqual(refused('SpaceUnknown'))
    expect(bora.node.chat.get({ space: self, messages: [] })).toEqual(refused('SpaceUnknown'))
    expect(bora.node.search.query({ text: 'x', space: self, limit: 1 })).toEqual(refused('SpaceUnknown'))
  })
})

describe('delivery (Y6)', () => {
  const deliveries = (person: Somebody, space: string) => messagesOf(person, space).map(({ delivery }) => delivery)

  test('goes from saved to delivered to read as the other hears and reads, and never back', () => {
    const { bora, jun, space } = acquainted()
    say(bora, space, 'one')
    const two = say(bora, space, 'two')
    expect(deliveries(bora, space)).toEqual(['saved', 'saved'])
    exchange(bora, jun)
    expect(deliveries(bora, space)).toEqual(['saved', 'saved'])
    jun.clock.advance(MINUTE)
    exchange(bora, jun)
    expect(deliveries(bora, space)).toEqual(['delivered', 'delivered'])
    const [first] = messagesOf(jun, space)
    value(jun.node.chat.markRead({ space, message: first?.message ?? '' }))
    exchange(bora, jun)
    expect(deliveries(bora, space)).toEqual(['read', 'delivered'])
    value(jun.node.chat.markRead({ space, message: two }))
    value(jun.node.chat.markRead({ space, message: first?.message ?? '' }))
    exchange(bora, jun)
    restart(bora)
    expect(deliveries(bora, space)).toEqual(['read', 'read'])
    say(bora, space, 'three')
    expect(deliveries(bora, space)).toEqual(['read', 'read', 'saved'])
  })

  test('is not believed of what was never said: a claim beyond is cut to what there is', () => {
    const { bora, jun, space } = acquainted()
    say(bora, space, 'one')
    exchange(bora, jun)
    jun.clock.advance(MINUTE)
    exchange(bora, jun)
    say(bora, space, 'two')
    exchange(jun, bora)
    expect(deliveries(bora, space)).toEqual(['delivered', 'saved'])
  })

  test('of others’ messages is delivered, or read by oneself', () => {
    const { bora, jun, space } = acquainted()
    const one = say(bora, space, 'one')
    say(bora, space, 'two')
    exchange(bora, jun)
    expect(deliveries(jun, space)).toEqual(['delivered', 'delivered'])
    expect(jun.node.space.list()).toMatchObject([{ unread: 2, last: { text: 'two' } }])
    value(jun.node.chat.markRead({ space, message: one }))
    expect(deliveries(jun, space)).toEqual(['read', 'delivered'])
    expect(jun.node.space.list()).toMatchObject([{ unread: 1 }])
    expect(jun.node.chat.markRead({ space, message: 'nothing' })).toEqual(refused('MessageUnknown'))
  })
})

describe('messages that come late', () => {
  test('are put where they belong and announced, with how many', () => {
    const { bora, jun, space } = acquainted()
    for (const text of ['one', 'two', 'three']) {
      bora.clock.advance(1000)
      say(bora, space, text)
    }
    jun.clock.advance(MINUTE)
    const mine = say(jun, space, 'later')
    value(jun.node.chat.markRead({ space, message: mine }))
    jun.events.length = 0
    giveAll(bora.node, jun.node, space)
    expect(textsOf(jun, space)).toEqual(['one', 'two', 'three', 'later'])
    const notices = jun.events.flatMap((event) => (event.topic === 'notice' ? [event.notice] : []))
    const first = messagesOf(jun, space)[0]?.message
    expect(notices).toEqual([{ type: 'LateMessages', space, count: 3, first }])
    jun.events.length = 0
    bora.clock.advance(2 * MINUTE)
    say(bora, space, 'last')
    giveAll(bora.node, jun.node, space)
    expect(jun.events.filter((event) => event.topic === 'notice')).toEqual([])
  })

  test('that nobody has read past yet are not late', () => {
    const { bora, jun, space } = acquainted()
    say(bora, space, 'one')
    jun.clock.advance(MINUTE)
    say(jun, space, 'later')
    jun.events.length = 0
    giveAll(bora.node, jun.node, space)
    expect(jun.events.filter((event) => event.topic === 'notice')).toEqual([])
  })
})

describe('what is told', () => {
  test('names each message that is new once, after it is durable', () => {
    const { bora, jun, space } = acquainted()
    const one = say(bora, space, 'one')
    const two = say(bora, space, 'two')
    jun.events.length = 0
    let wasThere = true
    jun.node.onEvent((event) => {
      if (event.topic === 'chat.changed') wasThere &&= textsOf(jun, space).length === 2
    })
    giveAll(bora.node, jun.node, space)
    const told = jun.events.flatMap((event) => (event.topic === 'chat.changed' ? [event.messages] : []))
    expect(new Set(told.flat())).toEqual(new Set([one, two]))
    expect(told.flat()).toHaveLength(2)
    expect(wasThere).toBe(true)
  })

  test('of more than a hundred says only that there is more', () => {
    const { bora, jun, space } = acquainted()
    for (let i = 0; i < 101; i++) say(bora, space, `${i}`)
    jun.events.length = 0
    giveAll(bora.node, jun.node, space)
    expect(jun.events.flatMap((event) => (event.topic === 'chat.changed' ? [event.messages] : []))).toContain(null)
  })

  test('stops with the listener’s leave', () => {
    const { bora, space } = acquainted()
    let count = 0
    const leave = bora.node.onEvent(() => count++)
    say(bora, space, 'one')
    const heard = count
    leave()
    say(bora, space, 'two')
    expect([heard > 0, count]).toEqual([true, heard])
  })
})

describe('pages', () => {
  /** A talk in which clocks stand still or jump, so that moments meet. */
  const talk = fc.array(fc.record({ isBora: fc.boolean(), after: fc.constantFrom(0, 0, 1, 1000) }), {
    minLength: 1,
    maxLength: 25,
  })

  const told = (steps: readonly { readonly isBora: boolean; readonly after: number }[]) => {
    const { bora, jun, space } = acquainted()
    for (const [i, { isBora, after }] of steps.entries()) {
      const [person] = isBora ? [bora] : [jun]
      for (const { clock } of [bora, jun]) clock.advance(after)
      say(person ?? bora, space, `${i}`)
    }
    exchange(bora, jun)
    return { bora, space, all: messagesOf(bora, space).map(({ message }) => message) }
  }
  const idsOf = (page: PageView): string[] => page.messages.map(({ message }) => message)

  test('cover every message exactly once, from the end, from the beginning and around any, whatever the moments', () => {
    fc.assert(
      fc.property(talk, fc.integer({ min: 1, max: 7 }), (steps, limit) => {
        const { bora, space, all } = told(steps)
        const page = (ask: object) => value(bora.node.chat.page({ space, limit, ...ask }))
        const back: string[] = []
        for (let it = page({}); ; it = page({ before: back[0] })) {
          back.unshift(...idsOf(it))
          expect(it.older).toBe(back.length < all.length)
          if (!it.older) break
        }
        expect(back).toEqual(all)
        const forth: string[] = [all[0] ?? '']
        for (let it = page({ after: forth.at(-1) }); ; it = page({ after: forth.at(-1) })) {
          forth.push(...idsOf(it))
          expect(it.newer).toBe(forth.length < all.length)
          if (!it.newer) break
        }
        expect(forth).toEqual(all)
        for (const [i, message] of all.entries()) {
          const it = page({ around: message })
          const from = all.indexOf(idsOf(it)[0] ?? '')
          expect(idsOf(it)).toEqual(all.slice(from, from + it.messages.length))
          expect(from <= i && i < from + it.messages.length).toBe(true)
          expect(it.messages.length).toBeLessThanOrEqual(limit)
          expect([it.older, it.newer]).toEqual([from > 0, from + it.messages.length < all.length])
          expect([it.before, it.total]).toEqual([from, all.length])
          const nth = page({ index: i })
          expect(idsOf(nth)).toEqual(all.slice(i, i + limit))
          expect(nth.before).toBe(i)
        }
        expect(page({ index: all.length })).toMatchObject({ messages: [], before: all.length, newer: false })
      }),
      { numRuns: 25 },
    )
  })

  test('around what is unread say where it begins, and are the newest once all is read', () => {
    const { bora, jun, space } = acquainted()
    for (const text of ['one', 'two', 'three', 'four']) {
      bora.clock.advance(1000)
      jun.clock.advance(1000)
      say(bora, space, text)
    }
    exchange(bora, jun)
    const all = messagesOf(jun, space).map(({ message }) => message)
    const unread = () => value(jun.node.chat.page({ space, unread: true, limit: 2 }))
    expect(unread()).toMatchObject({ firstUnread: all[0], before: 0 })
    value(jun.node.chat.markRead({ space, message: all[1] ?? '' }))
    expect(unread()).toMatchObject({ firstUnread: all[2], before: 2, total: 4 })
    value(jun.node.chat.markRead({ space, message: all[3] ?? '' }))
    expect(unread()).toMatchObject({ firstUnread: null, before: 2, newer: false })
  })

  test('by name come in the order of the chat, without what is not here', () => {
    const { bora, space, all } = told(Array.from({ length: 9 }, (_, i) => ({ isBora: i % 2 === 0, after: 0 })))
    const asked = [...all.toReversed(), 'nothing', 'a'.repeat(47)]
    expect(value(bora.node.chat.get({ space, messages: asked })).messages.map(({ message }) => message)).toEqual(all)
    expect(bora.node.chat.get({ space: 'nowhere', messages: [] })).toEqual(refused('SpaceUnknown'))
    expect(bora.node.chat.page({ space, before: 'nothing', limit: 5 })).toEqual(refused('MessageUnknown'))
  })
})

describe('a draft', () => {
  test('is kept on this computer over a restart, is said to nobody, and is forgotten when it is empty', () => {
    const { bora, jun, space } = acquainted()
    const long = '가'.repeat(100_000)
    value(bora.node.chat.keepDraft({ space, text: long }))
    exchange(bora, jun)
    expect(jun.node.space.list()).toMatchObject([{ draft: '' }])
    restart(bora)
    expect(bora.node.space.list()).toMatchObject([{ draft: long }])
    value(bora.node.chat.keepDraft({ space, text: '' }))
    expect(bora.node.space.list()).toMatchObject([{ draft: '' }])
    expect(bora.node.chat.keepDraft({ space: 'nowhere', text: 'x' })).toEqual(refused('SpaceUnknown'))
  })
})

describe('search', () => {
  const found = ({ node }: Somebody, text: string, space?: string, limit = 20) =>
    value(node.search.query({ text, limit, ...(space === undefined ? {} : { space }) })).hits

  test('finds what was said in every script, newest first, in this chat or in all', () => {
    const { bora, jun, space } = acquainted()
    const eve = somebody('Eve')
    const other = value(bora.node.contact.add({ link: cardOf(eve) })).space
    exchange(bora, eve)
    for (const text of ['서울역 3번출구에서 만나', 'Meet me there', 'नमस्ते दुनिया', '人々', '또 서울']) {
      bora.clock.advance(1000)
      say(bora, space, text)
    }
    bora.clock.advance(1000)
    say(bora, other, '서울 저녁')
    exchange(bora, jun)
    const texts = (person: Somebody, query: string, chat?: string) =>
      found(person, query, chat).map(({ snippet }) => snippet)
    expect(texts(bora, '서울')).toEqual(['서울 저녁', '또 서울', '서울역 3번출구에서 만나'])
    expect(texts(jun, '서울')).toEqual(['또 서울', '서울역 3번출구에서 만나'])
    expect(texts(bora, '서울', other)).toEqual(['서울 저녁'])
    expect(texts(jun, '번출 MEE')).toEqual([])
    expect(texts(jun, 'mee')).toEqual(['Meet me there'])
    expect(texts(jun, 'दुनि')).toEqual(['नमस्ते दुनिया'])
    expect(texts(jun, '人')).toEqual(['人々'])
    expect(found(jun, '서울', space, 1)).toMatchObject([{ space, snippet: '또 서울' }])
    expect([texts(jun, '!?'), texts(jun, '')]).toEqual([[], []])
    expect(jun.node.search.query({ text: 'x', space: other, limit: 9 })).toEqual(refused('SpaceUnknown'))
  })

  test('looks on where many messages hold every pair of a word, and not the word', () => {
    const { bora, space } = acquainted()
    say(bora, space, '가나다')
    for (let i = 0; i < 300; i++) say(bora, space, '가나 나다')
    expect(found(bora, '가나다', space, 5).map(({ snippet }) => snippet)).toEqual(['가나다'])
  })

  test('finds a message at once, also one that came while nobody was quiet, and after a restart', () => {
    const { bora, jun, space } = acquainted()
    say(bora, space, 'needle')
    expect(found(bora, 'needle')).toHaveLength(1)
    giveAll(bora.node, jun.node, space)
    restart(jun)
    expect(found(jun, 'needle')).toHaveLength(1)
  })
})

describe('a feed of several blocks (E9)', () => {
  test('comes whole in whatever order its blocks come, and what is there meanwhile is in its order', () => {
    const blocks = Array.from({ length: 5 }, (_, n) => [n * 64 || 1, Math.min(n * 64 + 63, 400)] as const)
    fc.assert(
      fc.property(fc.shuffledSubarray(blocks, { minLength: 5 }), fc.boolean(), (order, isRestarted) => {
        const { bora, jun, space } = acquainted()
        for (let i = 0; i < 300; i++) say(bora, space, `${i}`)
        const texts = textsOf(bora, space)
        givePart(bora, jun, space, [0, 0])
        for (const block of order) {
          givePart(bora, jun, space, block)
          if (isRestarted) restart(jun)
          const here = textsOf(jun, space)
          expect(here).toEqual(texts.filter((text) => here.includes(text)))
        }
        expect(textsOf(jun, space)).toEqual(texts)
        expect(jun.node.sync.status().spaces[0]?.stopped).toEqual([])
      }),
      { numRuns: 12 },
    )
  })

  test('whose part begins in the middle of a block shows the blocks after it at once, and the rest when it can', () => {
    const { bora, jun, space } = acquainted()
    for (let i = 0; i < 300; i++) say(bora, space, `${i}`)
    givePart(bora, jun, space, [0, 0])
    givePart(bora, jun, space, [100, 400])
    const some = textsOf(jun, space)
    expect(some.at(-1)).toBe('299')
    expect(some.length).toBeGreaterThan(150)
    givePart(bora, jun, space, [1, 99])
    expect(textsOf(jun, space)).toHaveLength(300)
  })
})
