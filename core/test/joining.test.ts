import { describe, expect, test } from 'vitest'
import { linkToInvite } from '#core/space/index.ts'
import type { SpaceId } from '#core/space/index.ts'
import { act } from '#core/node/acts.ts'
import { commit } from '#core/node/commit.ts'
import { currentLog, spaceOf } from '#core/node/spaces.ts'
import { giveLetters, value } from '#core/node/testing.ts'
import { accountOf, befriend, circle, groupOf, linesOf, meet, pass, rolesOf, stateOf, strangers } from './circle.ts'
import { exchange, say, somebody, textsOf } from './people.ts'

const refused = (type: string, facts: object = {}) => ({ ok: false, error: { type, ...facts } })
const A_DAY = 86_400_000

describe('a link into a group', () => {
  test('lets somebody in whom nobody there knows, though its maker is away when it is used (S10)', () => {
    const people = circle('Bora', 'Jun')
    const [bora, jun] = people
    const space = groupOf(people)
    say(bora, space, 'before')
    const { link } = value(bora.node.space.inviteLink({ space }))
    const mina = somebody('Mina')
    expect(value(mina.node.space.previewJoin({ link }))).toMatchObject({
      space,
      title: 'Hikers',
      byName: 'Bora',
      members: 2,
      known: 'no',
    })
    expect(value(mina.node.space.join({ link }))).toEqual({ space })
    expect(mina.node.space.joining()).toMatchObject([{ space, title: 'Hikers', byName: 'Bora' }])
    expect(value(mina.node.space.previewJoin({ link })).known).toBe('joining')
    // Bora’s computer comes up and fetches her letters; the answer waits for Mina.
    giveLetters(mina.node, bora.node)
    giveLetters(bora.node, mina.node)
    expect(mina.node.space.joining()).toEqual([])
    meet([...people, mina])
    for (const person of [...people, mina]) {
      expect(rolesOf(person, space)).toEqual(['Bora owner', 'Jun member', 'Mina member'])
      expect(textsOf(person, space)).toEqual(['before'])
      expect(linesOf(person, space).at(-1)).toBe('Bora joined Mina')
    }
    say(mina, space, 'hello')
    exchange(mina, jun)
    expect(textsOf(jun, space)).toEqual(['before', 'hello'])
    expect(mina.node.space.join({ link })).toEqual(refused('AlreadyMember', { account: null }))
    // Nobody became anybody’s contact by that.
    expect(mina.node.contact.list()).toEqual([])
  })

  test('for one person lets in the first who comes, and the next waits in vain; one for three lets in three', () => {
    const people = circle('Bora', 'Jun')
    const [bora] = people
    const space = groupOf(people)
    const once = value(bora.node.space.inviteLink({ space, uses: 1 }))
    const three = value(bora.node.space.inviteLink({ space, uses: 3 }))
    const [mina, eve, sol, dan, kai, lee] = strangers('Mina', 'Eve', 'Sol', 'Dan', 'Kai', 'Lee')
    for (const person of [mina, eve]) value(person.node.space.join({ link: once.link }))
    for (const person of [sol, dan, kai, lee]) value(person.node.space.join({ link: three.link }))
    const all = [...people, mina, eve, sol, dan, kai, lee]
    for (const person of all.slice(2)) giveLetters(person.node, bora.node)
    meet(all)
    expect([mina, eve].map((person) => stateOf(person, space))).toEqual(['open', undefined])
    expect([sol, dan, kai, lee].map((person) => stateOf(person, space))).toEqual(['open', 'open', 'open', undefined])
    expect(eve.node.space.joining()).toHaveLength(1)
    const links = value(bora.node.space.inviteLinks({ space }))
    expect(links.map(({ uses, used }) => [uses ?? 0, used]).toSorted(([a = 0], [b = 0]) => a - b)).toEqual([
      [1, 1],
      [3, 3],
    ])
    value(eve.node.space.cancelJoin({ space }))
    expect(eve.node.space.joining()).toEqual([])
  })

  test('that expired, was revoked, was forged or cut lets nobody in, and says so', () => {
    const people = circle('Bora', 'Jun')
    const [bora] = people
    const space = groupOf(people)
    const now = bora.clock.now()
    expect(bora.node.space.inviteLink({ space, expiresAt: now - 1 })).toEqual(refused('InviteExpired'))
    const short = value(bora.node.space.inviteLink({ space, expiresAt: now + A_DAY }))
    const revoked = value(bora.node.space.inviteLink({ space }))
    const mina = somebody('Mina')
    for (const link of [short.link, revoked.link]) value(mina.node.space.join({ link }))
    value(bora.node.space.revokeInvite({ invite: revoked.invite }))
    expect(bora.node.space.revokeInvite({ invite: revoked.invite })).toEqual(refused('InviteUnknown'))
    for (const person of [bora, mina]) person.clock.set(now + 2 * A_DAY)
    giveLetters(mina.node, bora.node)
    meet([...people, mina])
    expect(stateOf(mina, space)).toBeUndefined()
    value(mina.node.space.cancelJoin({ space }))
    expect(mina.node.space.join({ link: short.link })).toEqual(refused('InviteExpired'))
    const bad = (link: string) => mina.node.space.join({ link })
    expect(bad('hello')).toEqual(refused('LinkMalformed'))
    expect(bad('dure:join#AAAA')).toEqual(refused('InviteMalformed'))
    expect(bad(revoked.link.slice(0, -9))).toEqual(refused('InviteMalformed'))
    const read = linkToInvite(revoked.link)
    expect(read.ok && read.value.title).toBe('Hikers')
    // One character of the title is another.
    const bytes = Buffer.from(revoked.link.slice('dure:join#'.length), 'base64url')
    bytes[bytes.indexOf('Hikers')] = 'B'.charCodeAt(0)
    expect(bad(`dure:join#${bytes.toString('base64url')}`)).toEqual(refused('InviteForged'))
  })

  test('that asks makes a request, and its maker decides', () => {
    const people = circle('Bora', 'Jun')
    const [bora] = people
    const space = groupOf(people)
    const { link } = value(bora.node.space.inviteLink({ space, approval: true }))
    const [mina, eve] = [somebody('Mina'), somebody('Eve')]
    for (const person of [mina, eve]) {
      value(person.node.space.join({ link }))
      giveLetters(person.node, bora.node)
    }
    expect(value(bora.node.space.joinRequests({ space })).map(({ name }) => name)).toEqual(['Mina', 'Eve'])
    value(bora.node.space.acceptJoin({ space, account: accountOf(mina) }))
    value(bora.node.space.declineJoin({ space, account: accountOf(eve) }))
    giveLetters(eve.node, bora.node)
    expect(value(bora.node.space.joinRequests({ space }))).toEqual([])
    meet([...people, mina, eve])
    expect([mina, eve].map((person) => stateOf(person, space))).toEqual(['open', undefined])
    expect(bora.node.space.acceptJoin({ space, account: accountOf(eve) })).toEqual(refused('AccountUnknown'))
  })

  test('does not bring back whom somebody removed, without being asked for', () => {
    const people = circle('Bora', 'Jun')
    const [bora, jun] = people
    const space = groupOf(people)
    const { link } = value(bora.node.space.inviteLink({ space }))
    value(bora.node.space.removeMember({ space, account: accountOf(jun) }))
    meet(people)
    expect(value(jun.node.space.previewJoin({ link })).known).toBe('removed')
    expect(jun.node.space.join({ link })).toEqual(refused('WasRemoved'))
  })
})

describe('a group one is brought into', () => {
  test('by a stranger waits, shows its title and who it is, and nothing else until it is accepted', () => {
    const people = circle('Bora', 'Jun')
    const [bora, jun] = people
    const space = groupOf(people)
    // Jun has Mina’s card; she has not answered him, and he has not her.
    const mina = somebody('Mina')
    value(jun.node.contact.add({ link: value(mina.node.contact.card({ once: false })).link }))
    value(bora.node.space.setRole({ space, account: accountOf(jun), role: 'admin' }))
    meet(people)
    value(jun.node.space.invite({ space, accounts: [accountOf(mina)] }))
    giveLetters(jun.node, mina.node)
    expect(mina.node.space.invitations()).toMatchObject([{ space, title: 'Hikers', byName: 'Jun', members: 3 }])
    expect(mina.node.space.list()).toEqual([])
    expect(mina.node.space.get({ space })).toEqual(refused('SpaceUnknown'))
    value(mina.node.space.accept({ space }))
    expect(mina.node.space.invitations()).toEqual([])
    meet([...people, mina])
    expect(rolesOf(mina, space)).toEqual(['Bora owner', 'Jun admin', 'Mina member'])
    expect(mina.node.space.accept({ space })).toEqual(refused('InvitationUnknown'))
  })

  test('and does not want is declined, and asks no more', () => {
    const people = circle('Bora', 'Jun')
    const [bora] = people
    const mina = somebody('Mina')
    const space = groupOf(people)
    value(bora.node.contact.add({ link: value(mina.node.contact.card({ once: false })).link }))
    value(bora.node.space.invite({ space, accounts: [accountOf(mina)] }))
    giveLetters(bora.node, mina.node)
    value(mina.node.space.decline({ space }))
    giveLetters(bora.node, mina.node)
    expect(mina.node.space.invitations()).toEqual([])
    expect(mina.node.space.list()).toEqual([])
  })

  test('that has a long history behind it is had by its logs: the letter brings only what opens them (S10)', () => {
    const people = circle('Bora', 'Jun')
    const [bora, jun] = people
    const space = groupOf(people)
    // Jun may not, and his program would not; what is void is part of what has been said all the same.
    const { state } = jun.node
    value(
      commit(state, (db) => {
        const handle = spaceOf(state, db, space as SpaceId)
        const log = handle && currentLog(handle)
        if (!state.me || !handle || !log) throw new Error('he is in it')
        const bodies = Array.from({ length: 500 }, () => ({ kind: 'set-relays', relays: [] }) as const)
        act(state, db, state.me, handle, log, bodies)
      }),
    )
    say(jun, space, 'of old')
    meet(people)
    const mina = somebody('Mina')
    befriend(bora, mina)
    value(bora.node.space.invite({ space, accounts: [accountOf(mina)] }))
    giveLetters(bora.node, mina.node)
    expect(stateOf(mina, space)).toBe('joining')
    expect(mina.node.chat.send({ space, text: 'too soon' })).toEqual(refused('NotAMember'))
    meet([...people, mina], 3)
    for (const person of [...people, mina]) {
      expect(rolesOf(person, space)).toEqual(['Bora owner', 'Jun member', 'Mina member'])
      expect(textsOf(person, space)).toEqual(['of old'])
    }
    say(mina, space, 'at last')
    meet([...people, mina])
    expect(textsOf(jun, space)).toEqual(['of old', 'at last'])
  })

  test('when history is hidden shows what is said from then on, and no peer can give more (S6)', () => {
    const people = circle('Bora', 'Jun')
    const [bora, jun] = people
    const { space } = value(
      bora.node.space.create({ title: 'Quiet', members: [accountOf(jun)], policy: { history: 'fromNow' } }),
    )
    meet(people)
    say(bora, space, 'a secret of old')
    meet(people)
    const mina = somebody('Mina')
    befriend(bora, mina)
    value(bora.node.space.invite({ space, accounts: [accountOf(mina)] }))
    meet([...people, mina])
    say(jun, space, 'welcome, Mina')
    meet([...people, mina])
    expect(textsOf(mina, space)).toEqual(['welcome, Mina'])
    expect(textsOf(jun, space)).toEqual(['a secret of old', 'welcome, Mina'])
    // She asks everybody for everything: what is not in a log whose key she has does not open for her.
    for (const person of people) exchange(mina, person)
    pass([mina])
    expect(textsOf(mina, space)).toEqual(['welcome, Mina'])
  })
})

describe('somebody who is blocked', () => {
  test('is not shown anywhere, and is not told; unblocked, all is there', () => {
    const people = circle('Bora', 'Jun', 'Haru')
    const [bora, jun, haru] = people
    const space = groupOf(people)
    say(haru, space, 'from Haru')
    meet(people)
    say(jun, space, 'from Jun')
    meet(people)
    const chat = bora.node.contact.list().find(({ name }) => name === 'Jun')?.space ?? ''
    value(bora.node.contact.block({ account: accountOf(jun), blocked: true }))
    say(jun, chat, 'are you there?')
    say(jun, space, 'hey')
    meet(people)
    expect(textsOf(bora, space)).toEqual(['from Haru', '', ''])
    expect(bora.node.space.list().map((it) => it.space)).not.toContain(chat)
    expect(bora.node.space.list().find((it) => it.space === space)).toMatchObject({
      unread: 1,
      last: { text: 'from Haru' },
    })
    expect(value(bora.node.search.query({ text: 'Jun', limit: 9 })).hits).toEqual([])
    expect(bora.node.contact.list().map(({ name }) => name)).toEqual(['Haru'])
    expect(bora.node.contact.blocked()).toEqual([{ account: accountOf(jun), name: 'Jun' }])
    value(bora.node.contact.block({ account: accountOf(jun), blocked: false }))
    expect(textsOf(bora, space)).toEqual(['from Haru', 'from Jun', 'hey'])
    expect(textsOf(bora, chat)).toEqual(['are you there?'])
  })
})
