import { describe, expect, test } from 'vitest'
import { examine, rebuild } from '#core/node/index.ts'
import { value } from '#core/node/testing.ts'
import type { AccountId } from '#core/identity/index.ts'
import { findAccount, openOutgoing } from '#core/store/index.ts'
import { accountOf, befriend, circle, groupOf, linesOf, meet, pass, rolesOf, stateOf } from './circle.ts'
import type { Somebody } from './people.ts'
import { exchange, messagesOf, restart, say, somebody, textsOf, viewsOf } from './people.ts'

const refused = (type: string, facts: object = {}) => ({ ok: false, error: { type, ...facts } })

describe('a group', () => {
  test('is made of contacts while nobody is there, and everybody who comes has it, with its title, members and roles', () => {
    const people = circle('Bora', 'Jun', 'Haru')
    const [bora, jun, haru] = people
    const { space } = value(bora.node.space.create({ title: 'Hikers', members: [jun, haru].map(accountOf) }))
    say(bora, space, 'welcome')
    meet(people)
    for (const person of people) {
      expect(person.node.space.list().find((it) => it.space === space)).toMatchObject({
        kind: 'group',
        title: 'Hikers',
        state: 'open',
      })
      expect(rolesOf(person, space)).toEqual(['Bora owner', 'Haru member', 'Jun member'])
      expect(textsOf(person, space)).toEqual(['welcome'])
    }
    expect(linesOf(jun, space)).toEqual(['Bora created Hikers', 'Bora added Jun', 'Bora added Haru'])
    // Jun and Haru do not know each other otherwise, and hear each other.
    say(jun, space, 'hello all')
    exchange(jun, haru)
    expect(textsOf(haru, space)).toEqual(['welcome', 'hello all'])
  })

  test('marks a message delivered when a device of everybody has it, and says who (Y6)', () => {
    const people = circle('Bora', 'Jun', 'Haru')
    const [bora, jun, haru] = people
    const space = groupOf(people)
    const message = say(bora, space, 'who is in?')
    const state = () => messagesOf(bora, space).at(-1)?.delivery
    exchange(bora, jun)
    pass([jun])
    exchange(bora, jun)
    expect(state()).toBe('saved')
    expect(value(bora.node.chat.receipts({ space, message }))).toMatchObject([
      { name: 'Haru', state: 'none' },
      { name: 'Jun', state: 'delivered' },
    ])
    // Haru has it from Jun, and says so to Jun, who passes it on.
    exchange(jun, haru)
    pass([haru])
    exchange(jun, haru)
    exchange(jun, bora)
    expect(state()).toBe('delivered')
    for (const person of [jun, haru]) value(person.node.chat.markRead({ space, message }))
    meet(people)
    expect(state()).toBe('read')
  })

  test('comes back whole after a restart and when everything is made anew from envelopes', () => {
    const people = circle('Bora', 'Jun', 'Haru')
    const [bora, jun, haru] = people
    const space = groupOf(people)
    value(bora.node.space.setProfile({ space, title: 'Climbers' }))
    say(jun, space, 'up!')
    value(bora.node.space.removeMember({ space, account: accountOf(haru) }))
    meet(people)
    for (const person of people) {
      const before = viewsOf(person)
      restart(person)
      expect(viewsOf(person)).toEqual(before)
      rebuild(person.node.state)
      expect(viewsOf(person)).toEqual(before)
      expect(examine(person.node.state, null).findings).toEqual([])
    }
    expect(textsOf(haru, space)).toEqual(['up!'])
  })
})

describe('who is removed', () => {
  test('sees it, reads what was, and cannot write; what is said from then on he has not', () => {
    const people = circle('Bora', 'Jun', 'Haru')
    const [bora, jun, haru] = people
    const space = groupOf(people)
    say(jun, space, 'before')
    meet(people)
    value(bora.node.space.removeMember({ space, account: accountOf(jun) }))
    say(bora, space, 'after')
    meet(people)
    expect(stateOf(jun, space)).toBe('removed')
    expect(textsOf(jun, space)).toEqual(['before'])
    expect(jun.node.chat.send({ space, text: 'but' })).toEqual(refused('NotAMember'))
    expect(jun.node.space.leave({ space })).toEqual(refused('NotAMember'))
    expect(textsOf(haru, space)).toEqual(['before', 'after'])
    expect(rolesOf(haru, space)).toEqual(['Bora owner', 'Haru member'])
    expect(linesOf(haru, space).at(-1)).toBe('Bora removed Jun')
    expect(linesOf(jun, space).at(-1)).toBe('Bora removed Jun')
  })

  test('and is added again is back, with the title and all, and what he says counts', () => {
    const people = circle('Bora', 'Jun', 'Haru')
    const [bora, jun, haru] = people
    const space = groupOf(people)
    value(bora.node.space.removeMember({ space, account: accountOf(jun) }))
    meet(people)
    value(bora.node.space.invite({ space, accounts: [accountOf(jun)] }))
    meet(people)
    expect(stateOf(jun, space)).toBe('open')
    // He has said that he is there, and nobody goes on welcoming him.
    const { db } = bora.node.state
    const no = findAccount(db, accountOf(jun) as AccountId)?.no
    expect(openOutgoing(db).filter(({ about, accountNo }) => about === space && accountNo === no)).toEqual([])
    say(jun, space, 'back again')
    meet(people)
    for (const person of people) expect(textsOf(person, space)).toEqual(['back again'])
    expect(haru.node.space.list().find((it) => it.space === space)?.members).toHaveLength(3)
  })

  test('says what he likes afterwards, and nobody sees it, not by a clock set back either (S5, S8)', () => {
    const people = circle('Bora', 'Jun', 'Haru')
    const [bora, jun, haru] = people
    const space = groupOf(people)
    value(bora.node.space.removeMember({ space, account: accountOf(jun) }))
    // Jun does not know it yet, and his clock is a day behind.
    jun.clock.set(jun.clock.now() - 86_400_000)
    say(jun, space, 'as if nothing had been')
    meet(people)
    for (const person of [bora, haru]) expect(textsOf(person, space)).toEqual([])
  })
})

describe('who leaves', () => {
  test('keeps what was said; the others find a fresh key by themselves, and he reads nothing new (S7)', () => {
    const people = circle('Bora', 'Jun', 'Haru')
    const [bora, jun, haru] = people
    const space = groupOf(people)
    say(bora, space, 'before')
    meet(people)
    const key = (person: Somebody) =>
      [...person.node.state.spaces.values()].find(({ id }) => id === space)?.state.current?.rotate
    const before = key(bora)
    value(jun.node.space.leave({ space }))
    meet(people)
    expect(stateOf(jun, space)).toBe('left')
    expect(key(bora)).not.toBe(before)
    expect(key(bora)).toBe(key(haru))
    expect(key(haru)).toBeDefined()
    say(haru, space, 'after')
    meet(people)
    expect(textsOf(jun, space)).toEqual(['before'])
    expect(textsOf(bora, space)).toEqual(['before', 'after'])
    expect(linesOf(bora, space).at(-1)).toBe('Jun left')
  })

  test('as the only owner first names another, as long as there is somebody', () => {
    const people = circle('Bora', 'Jun')
    const [bora, jun] = people
    const space = groupOf(people)
    expect(bora.node.space.leave({ space })).toEqual(refused('LastOwner'))
    expect(bora.node.space.setRole({ space, account: accountOf(bora), role: 'member' })).toEqual(refused('LastOwner'))
    value(bora.node.space.setRole({ space, account: accountOf(jun), role: 'owner' }))
    value(bora.node.space.leave({ space }))
    meet(people)
    expect(rolesOf(jun, space)).toEqual(['Jun owner'])
    value(jun.node.space.leave({ space }))
    expect(stateOf(jun, space)).toBe('left')
  })
})

describe('what one may not', () => {
  test('is said before anything is done', () => {
    const people = circle('Bora', 'Jun', 'Haru')
    const [bora, jun, haru] = people
    const space = groupOf(people)
    const mina = somebody('Mina')
    befriend(jun, mina)
    const { node } = jun
    expect(node.space.invite({ space, accounts: [accountOf(mina)] })).toEqual(refused('NotAllowed'))
    expect(node.space.removeMember({ space, account: accountOf(haru) })).toEqual(refused('NotAllowed'))
    expect(node.space.setRole({ space, account: accountOf(jun), role: 'admin' })).toEqual(refused('NotAllowed'))
    expect(node.space.setPolicy({ space, history: 'fromNow' })).toEqual(refused('NotAllowed'))
    expect(node.space.setProfile({ space, title: 'Mine' })).toEqual(refused('NotAllowed'))
    expect(node.space.inviteLink({ space })).toEqual(refused('NotAllowed'))
    expect(bora.node.space.create({ title: '  ', members: [] })).toEqual(refused('TitleInvalid'))
    expect(bora.node.space.create({ title: 'x', members: [accountOf(mina)] })).toEqual(refused('AccountUnknown'))
    expect(bora.node.space.invite({ space, accounts: [accountOf(jun)] })).toEqual(
      refused('AlreadyMember', { account: accountOf(jun) }),
    )
    expect(bora.node.space.leave({ space: accountOf(jun) })).toEqual(refused('SpaceUnknown'))
    value(bora.node.space.setRole({ space, account: accountOf(jun), role: 'admin' }))
    meet(people)
    expect(node.space.removeMember({ space, account: accountOf(bora) })).toEqual(refused('NotAllowed'))
    value(node.space.invite({ space, accounts: [accountOf(mina)] }))
    meet([...people, mina])
    expect(rolesOf(haru, space)).toEqual(['Bora owner', 'Jun admin', 'Haru member', 'Mina member'])
  })

  test('a title by somebody who is no admin any more is not taken', () => {
    const people = circle('Bora', 'Jun', 'Haru')
    const [bora, jun, haru] = people
    const space = groupOf(people)
    value(bora.node.space.setRole({ space, account: accountOf(jun), role: 'admin' }))
    meet(people)
    value(jun.node.space.setProfile({ space, title: 'Climbers' }))
    meet(people)
    const title = () => haru.node.space.list().find((it) => it.space === space)?.title
    expect(title()).toBe('Climbers')
    value(bora.node.space.setRole({ space, account: accountOf(jun), role: 'member' }))
    // Jun does not know it yet.
    value(jun.node.space.setProfile({ space, title: 'Jun was here' }))
    meet(people)
    for (const person of people)
      expect(person.node.space.list().find((it) => it.space === space)?.title).toBe('Climbers')
    expect(linesOf(haru, space)).toEqual([
      'Bora created Hikers',
      'Bora added Jun',
      'Bora added Haru',
      'Bora role Jun admin',
      'Jun title Climbers',
      'Bora role Jun member',
    ])
  })
})
