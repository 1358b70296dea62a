import { describe, expect, test } from 'vitest'
import { cardToLink, CONTACT_LINK, makeCard } from '#core/identity/index.ts'
import { rebuild } from '#core/node/index.ts'
import { takeLetter } from '#core/node/letters.ts'
import { reachOf } from '#core/node/people.ts'
import { giveAll, giveLetters, value } from '#core/node/testing.ts'
import { hashOf, registeredTickets } from '#core/node/tickets.ts'
import { toHex } from '#core/proof/index.ts'
import { findAccount, openOutgoing } from '#core/store/index.ts'
import { acquainted, cardOf, exchange, messagesOf, restart, say, somebody, textsOf, viewsOf } from './people.ts'
import type { Somebody } from './people.ts'

const refused = (type: string) => ({ ok: false, error: { type } })
const accountOf = ({ node }: Somebody): string => node.account.get()?.account ?? ''
const add = ({ node }: Somebody, link: string) => value(node.contact.add({ link })).space
const lettersOf = ({ node }: Somebody): Uint8Array[] => openOutgoing(node.state.db).map(({ letter }) => letter)
const envelopesIn = ({ node }: Somebody): number =>
  node.state.db.query<{ n: number }>('SELECT count(*) AS n FROM envelope').get()?.n ?? 0

describe('a card', () => {
  test('for one person is accepted without asking, by the first account alone; once he has written to her the next one waits (I6)', () => {
    const [bora, jun, eve] = [somebody('Bora'), somebody('Jun'), somebody('Eve')]
    const link = cardOf(jun)
    const space = add(bora, link)
    expect(bora.node.contact.list()).toMatchObject([{ name: 'Jun', state: 'asked', space }])
    exchange(bora, jun)
    expect(jun.node.contact.list()).toMatchObject([{ name: 'Bora', state: 'accepted', space }])
    expect(bora.node.contact.list()).toMatchObject([{ state: 'accepted' }])
    say(jun, space, 'hello')
    add(eve, link)
    exchange(eve, jun)
    expect(jun.node.contact.list()).toHaveLength(1)
    expect(jun.node.contact.requests()).toMatchObject([{ account: accountOf(eve), name: 'Eve' }])
    expect(eve.node.contact.list()).toMatchObject([{ state: 'asked' }])
  })

  test('says whose it is before anybody is added, and nothing is kept of the look', () => {
    const [bora, jun] = [somebody('Bora'), somebody('Jun')]
    const link = cardOf(jun)
    const look = () => bora.node.contact.preview({ link })
    expect(look()).toEqual({ ok: true, value: { account: accountOf(jun), name: 'Jun', once: true, known: 'no' } })
    expect(viewsOf(bora)).toMatchObject({ contacts: [], spaces: [] })
    expect(jun.node.contact.preview({ link })).toEqual(refused('OwnCard'))
    expect(jun.node.contact.preview({ link: 'dure:contact#x' })).toEqual(refused('CardMalformed'))
    add(bora, link)
    expect(look()).toMatchObject({ value: { known: 'asked' } })
    exchange(bora, jun)
    expect(look()).toMatchObject({ value: { known: 'accepted' } })
  })

  test('for everybody makes a request, however many use it', () => {
    const [jun, ...others] = [somebody('Jun'), somebody('Bora'), somebody('Eve')]
    const link = cardOf(jun, false)
    expect(cardOf(jun, false)).toBe(link)
    for (const other of others) {
      add(other, link)
      exchange(other, jun)
    }
    expect(jun.node.contact.requests().map(({ name }) => name)).toEqual(['Bora', 'Eve'])
    expect(jun.node.contact.list()).toEqual([])
  })

  test('of one’s own, forged, of a newer program, or no card at all is refused with the reason (I6)', () => {
    const [bora, jun] = [somebody('Bora'), somebody('Jun')]
    const tryLink = (link: string) => bora.node.contact.add({ link })
    expect(tryLink(cardOf(bora))).toEqual(refused('OwnCard'))
    for (const link of ['', 'hello', CONTACT_LINK, `${CONTACT_LINK}####`, 'https://example.com', 'x'.repeat(100_000)])
      expect(tryLink(link)).toEqual(refused('LinkMalformed'))
    const { me } = jun.node.state
    if (me === null) throw new Error('there is an account')
    const reach = { letterKey: me.account.letter.publicKey, inboxKey: me.account.inbox.publicKey, relays: [] }
    const card = makeCard({
      device: me.device,
      name: 'Jun',
      reach: { ...reach, ticket: new Uint8Array(16) },
      addresses: [],
      once: false,
    })
    expect(tryLink(cardToLink({ ...card, name: 'Not Jun' }))).toEqual(refused('CardForged'))
    const other = { ...card.reach, letterKey: bora.node.state.me?.account.letter.publicKey ?? card.reach.letterKey }
    expect(tryLink(cardToLink({ ...card, reach: other }))).toEqual(refused('CardForged'))
    expect(bora.node.contact.list()).toEqual([])
    expect(bora.node.space.list()).toEqual([])
  })

  test('added again says nothing new of somebody who has accepted', () => {
    const { bora, jun, space } = acquainted()
    expect(add(bora, cardOf(jun))).toBe(space)
    expect(bora.node.contact.list()).toMatchObject([{ state: 'accepted' }])
    expect(lettersOf(bora)).toEqual([])
  })
})

describe('a request', () => {
  const asked = (): { readonly bora: Somebody; readonly jun: Somebody; readonly space: string } => {
    const [bora, jun] = [somebody('Bora'), somebody('Jun')]
    const space = add(bora, cardOf(jun, false))
    say(bora, space, 'let me in')
    exchange(bora, jun)
    return { bora, jun, space }
  }

  test('shows a name and nothing else until it is accepted: no chat, no message, no search, nothing held', () => {
    const { bora, jun, space } = asked()
    expect(jun.node.contact.requests()).toMatchObject([{ account: accountOf(bora), name: 'Bora' }])
    expect([jun.node.contact.list(), jun.node.space.list()]).toEqual([[], []])
    expect(jun.node.space.get({ space })).toEqual(refused('SpaceUnknown'))
    expect(jun.node.chat.page({ space, limit: 9 })).toEqual(refused('SpaceUnknown'))
    expect(jun.node.search.query({ text: 'let', limit: 9 })).toEqual({ ok: true, value: { hits: [] } })
    expect(jun.node.sync.status().spaces).toEqual([])
    expect(jun.node.chat.send({ space, text: 'who are you?' })).toEqual(refused('SpaceUnknown'))
    // Who asks learns nothing of it.
    expect(bora.node.contact.list()).toMatchObject([{ state: 'asked' }])
    expect(bora.node.space.list()).toMatchObject([{ state: 'asked' }])
  })

  test('that is accepted opens the chat with all that was said, also after a restart in between', () => {
    const { bora, jun, space } = asked()
    restart(jun)
    expect(jun.node.contact.accept({ account: accountOf(bora) })).toEqual({ ok: true, value: { space } })
    expect(jun.node.contact.requests()).toEqual([])
    exchange(bora, jun)
    expect(textsOf(jun, space)).toEqual(['let me in'])
    expect(bora.node.space.list()).toMatchObject([{ state: 'open' }])
    expect(jun.node.contact.accept({ account: accountOf(bora) })).toEqual(refused('AccountUnknown'))
  })

  test('that is declined is gone and stays so, whatever its author writes; adding her later is welcome', () => {
    const { bora, jun, space } = asked()
    expect(jun.node.contact.decline({ account: accountOf(bora) }).ok).toBe(true)
    add(bora, cardOf(jun, false))
    exchange(bora, jun)
    expect([jun.node.contact.requests(), jun.node.contact.list(), jun.node.space.list()]).toEqual([[], [], []])
    expect(jun.node.contact.decline({ account: 'nobody' })).toEqual(refused('AccountUnknown'))
    expect(add(jun, cardOf(bora, false))).toBe(space)
    exchange(bora, jun)
    expect(textsOf(jun, space)).toEqual(['let me in'])
    expect(bora.node.contact.list()).toMatchObject([{ state: 'accepted' }])
  })

  test('is one, however often it comes', () => {
    const { bora, jun } = asked()
    for (let i = 0; i < 3; i++) giveLetters(bora.node, jun.node)
    expect(jun.node.contact.requests()).toHaveLength(1)
  })
})

describe('a card for one person that two show (I6)', () => {
  const stolen = () => {
    const [bora, jun, eve] = [somebody('Bora'), somebody('Jun'), somebody('Eve')]
    const link = cardOf(bora)
    return { bora, jun, eve, link }
  }
  const asking = ({ node }: Somebody): string[] => node.contact.requests().map(({ name }) => name)

  test('makes neither a contact: both ask, and she is told', () => {
    const { bora, jun, eve, link } = stolen()
    const space = add(eve, link)
    giveLetters(eve.node, bora.node)
    expect(bora.node.contact.list().map(({ name }) => name)).toEqual(['Eve'])
    say(eve, space, 'it is me, Jun')
    exchange(eve, bora)
    add(jun, link)
    giveLetters(jun.node, bora.node)
    expect(bora.node.contact.list()).toEqual([])
    expect(asking(bora)).toEqual(['Eve', 'Jun'])
    // Of who only asks nothing is shown.
    expect(bora.node.space.list()).toEqual([])
    expect(value(bora.node.search.query({ text: 'it is me', limit: 9 })).hits).toEqual([])
    expect(bora.events).toContainEqual({
      topic: 'notice',
      notice: { type: 'OnceCardShownTwice', account: accountOf(eve) },
    })
    // It stays so over a restart and a rebuild from what she said to herself.
    restart(bora)
    rebuild(bora.node.state)
    expect(asking(bora)).toEqual(['Eve', 'Jun'])
  })

  test('keeps the one she accepts, with all that was said meanwhile', () => {
    const { bora, jun, eve, link } = stolen()
    add(jun, link)
    giveLetters(jun.node, bora.node)
    add(eve, link)
    giveLetters(eve.node, bora.node)
    const { space } = value(bora.node.contact.accept({ account: accountOf(jun) }))
    say(jun, space, 'it really is me')
    exchange(jun, bora)
    expect(textsOf(bora, space)).toEqual(['it really is me'])
    expect(bora.node.contact.list().map(({ name, state }) => [name, state])).toEqual([['Jun', 'accepted']])
    expect(asking(bora)).toEqual(['Eve'])
  })

  test('does not take away whom she has written to: the second asks, and she is told', () => {
    const { bora, jun, eve, link } = stolen()
    const space = add(jun, link)
    giveLetters(jun.node, bora.node)
    say(bora, space, 'hello Jun')
    add(eve, link)
    giveLetters(eve.node, bora.node)
    expect(bora.node.contact.list().map(({ name }) => name)).toEqual(['Jun'])
    expect(asking(bora)).toEqual(['Eve'])
    expect(bora.events).toContainEqual({
      topic: 'notice',
      notice: { type: 'OnceCardShownTwice', account: accountOf(jun) },
    })
  })
})

test('what is stated in two chats has a ticket of its own in each, and both admit letters (I6)', () => {
  const [bora, jun, dal] = [somebody('Bora'), somebody('Jun'), somebody('Dal')]
  for (const friend of [jun, dal]) {
    add(bora, cardOf(friend))
    exchange(bora, friend)
  }
  const { me } = bora.node.state
  if (me === null) throw new Error('there is an account')
  const registered = registeredTickets(bora.node.state.db).map(toHex)
  const stated = [jun, dal].map(({ node }) => {
    const row = findAccount(node.state.db, me.account.account)
    const reach = row && reachOf(row)
    if (!reach) throw new Error('she stated it')
    expect(registered).toContain(toHex(hashOf(me, reach.ticket)))
    return toHex(reach.ticket)
  })
  expect(new Set(stated)).toHaveLength(2)
})

describe('two who add each other at once', () => {
  const each = (): { readonly bora: Somebody; readonly jun: Somebody; readonly space: string } => {
    const [bora, jun] = [somebody('Bora'), somebody('Jun')]
    const [boras, juns] = [cardOf(bora, false), cardOf(jun, false)]
    const space = add(bora, juns)
    expect(add(jun, boras)).toBe(space)
    return { bora, jun, space }
  }

  test('have one chat, and write in the epoch whose rotate has the smallest hash (S7, S9)', () => {
    const { bora, jun, space } = each()
    say(bora, space, 'from Bora')
    say(jun, space, 'from Jun')
    exchange(bora, jun)
    exchange(bora, jun)
    const [boras, juns] = [bora, jun].map(({ node }) => [...node.state.spaces.values()].find((it) => it.id === space))
    const rotates = boras?.state.epochs.map(({ rotate }) => rotate).toSorted()
    expect(rotates).toHaveLength(2)
    expect(boras?.state.current?.rotate).toBe(rotates?.[0])
    expect(juns?.state.current?.rotate).toBe(rotates?.[0])
    for (const person of [bora, jun]) {
      expect(person.node.contact.list()).toMatchObject([{ state: 'accepted', space }])
      expect(textsOf(person, space).toSorted()).toEqual(['from Bora', 'from Jun'])
      say(person, space, 'after')
    }
    exchange(bora, jun)
    expect(textsOf(bora, space)).toEqual(textsOf(jun, space))
    expect(textsOf(bora, space)).toHaveLength(4)
    const holdings = (person: Somebody) =>
      person.node.sync.status().spaces.map(({ held, stopped }) => ({ held, stopped }))
    expect(holdings(bora)).toEqual(holdings(jun))
    expect(holdings(bora)[0]?.stopped).toEqual([])
  })

  test('and hear of it only once both have written a while have all of it too', () => {
    const { bora, jun, space } = each()
    for (let i = 0; i < 70; i++) for (const person of [bora, jun]) say(person, space, `${i}`)
    exchange(bora, jun)
    exchange(bora, jun)
    expect(textsOf(bora, space)).toHaveLength(140)
    expect(textsOf(jun, space)).toEqual(textsOf(bora, space))
  })
})

describe('a letter that comes again', () => {
  test('changes nothing and says nothing, a hundred times, after years, after a restart', () => {
    const [bora, jun] = [somebody('Bora'), somebody('Jun')]
    const space = add(bora, cardOf(jun))
    const letters = lettersOf(bora)
    expect(letters).toHaveLength(1)
    exchange(bora, jun)
    say(bora, space, 'hello')
    exchange(bora, jun)
    jun.clock.advance(400 * 86_400_000)
    const [before, envelopes] = [viewsOf(jun), envelopesIn(jun)]
    for (const again of [false, true]) {
      if (again) restart(jun)
      for (let i = 0; i < 50; i++) for (const letter of letters) expect(takeLetter(jun.node.state, letter)).toBe(true)
    }
    expect(viewsOf(jun)).toEqual(before)
    expect(envelopesIn(jun)).toBe(envelopes)
  })

  test('does not bring back an older card of somebody who has stated newer relays since (I6)', () => {
    const [bora, jun] = [somebody('Bora'), somebody('Jun')]
    add(bora, cardOf(jun))
    const letters = lettersOf(bora)
    exchange(bora, jun)
    const relay = '/dns4/relay.example/tcp/443/wss/p2p/12D3KooWRelay'
    value(bora.node.network.setRelays({ relays: [relay] }))
    exchange(bora, jun)
    const reach = (): string =>
      Buffer.from(
        jun.node.state.db.query<{ reach: Uint8Array }>("SELECT reach FROM account WHERE name = 'Bora'").get()?.reach ??
          [],
      ).toString('latin1')
    expect(reach()).toContain('relay.example')
    for (const letter of letters) takeLetter(jun.node.state, letter)
    expect(reach()).toContain('relay.example')
  })

  test('for somebody else, cut, or of nonsense is dropped and costs nothing', () => {
    const [bora, jun, eve] = [somebody('Bora'), somebody('Jun'), somebody('Eve')]
    add(bora, cardOf(eve))
    const [letter] = lettersOf(bora)
    if (!letter) throw new Error('there is a letter')
    const before = viewsOf(jun)
    for (const it of [letter, letter.slice(0, 40), new Uint8Array(0), new Uint8Array(600_000)])
      expect(takeLetter(jun.node.state, it)).toBe(true)
    expect(viewsOf(jun)).toEqual(before)
  })

  test('with a ticket that no card of hers has is dropped (R3)', () => {
    const [bora, jun] = [somebody('Bora'), somebody('Jun')]
    const { me } = jun.node.state
    if (me === null) throw new Error('there is an account')
    const reach = { letterKey: me.account.letter.publicKey, inboxKey: me.account.inbox.publicKey, relays: [] }
    const made = makeCard({
      device: me.device,
      name: 'Jun',
      reach: { ...reach, ticket: new Uint8Array(16).fill(9) },
      addresses: [],
      once: true,
    })
    add(bora, cardToLink(made))
    giveLetters(bora.node, jun.node)
    expect([jun.node.contact.requests(), jun.node.contact.list()]).toEqual([[], []])
  })
})

test('a chat’s envelopes for somebody who has no key of it are not taken', () => {
  const { bora, space } = acquainted()
  const eve = somebody('Eve')
  say(bora, space, 'for Jun alone')
  const before = envelopesIn(eve)
  giveAll(bora.node, eve.node, space)
  expect(eve.node.space.list()).toEqual([])
  expect(envelopesIn(eve)).toBe(before)
})

test('the safety number is the same on both sides, 60 digits, and another for everybody else (I5)', () => {
  const { bora, jun } = acquainted()
  const number = value(bora.node.contact.safetyNumber({ account: accountOf(jun) })).number
  expect(value(jun.node.contact.safetyNumber({ account: accountOf(bora) })).number).toBe(number)
  expect(number.replace(/\s/gu, '')).toMatch(/^\d{60}$/)
  expect(bora.node.contact.safetyNumber({ account: accountOf(bora) })).toEqual(refused('AccountUnknown'))
  expect(messagesOf(bora, bora.node.space.list()[0]?.space ?? '')).toEqual([])
})

test('relays that would not fit a card are refused, before anybody is told of them (I6)', () => {
  const { bora, jun, space } = acquainted()
  for (const address of ['hello', '/with a blank', `/dns4/${'x'.repeat(300)}/tcp/1`, ''])
    expect(bora.node.network.setRelays({ relays: [address] })).toMatchObject({
      ok: false,
      error: { type: 'AddressInvalid', address },
    })
  value(bora.node.network.setRelays({ relays: Array.from({ length: 20 }, (_, i) => `/ip4/10.0.0.1/tcp/${i + 1}`) }))
  say(bora, space, 'still here')
  exchange(bora, jun)
  expect(textsOf(jun, space)).toEqual(['still here'])
})
