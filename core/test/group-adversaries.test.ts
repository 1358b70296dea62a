import { describe, expect, test } from 'vitest'
import { examine } from '#core/node/index.ts'
import { act } from '#core/node/acts.ts'
import { append } from '#core/node/append.ts'
import { commit } from '#core/node/commit.ts'
import { cutsOf } from '#core/node/group-acts.ts'
import { carry, letterKeysOf, rotateNow } from '#core/node/rotate.ts'
import { addOperations, currentLog, spaceOf } from '#core/node/spaces.ts'
import type { LogHandle, Me, SpaceHandle } from '#core/node/state.ts'
import { giveLetters, value } from '#core/node/testing.ts'
import { boxKeyFromSeed, redact } from '#core/crypto/index.ts'
import type { At } from '#core/proof/index.ts'
import { compose } from '#core/space/index.ts'
import type { OperationBody, SpaceId } from '#core/space/index.ts'
import type { WriteDb } from '#core/store/index.ts'
import { accountOf, befriend, circle, groupOf, linesOf, meet, pass, rolesOf, stateOf, strangers } from './circle.ts'
import { exchange, restart, say, textsOf } from './people.ts'
import type { Somebody } from './people.ts'

interface Hand {
  readonly me: Me
  readonly space: SpaceHandle
  readonly log: LogHandle
}

/** Does something with somebody's keys and database that her program would not. */
function secretly(person: Somebody, space: string, work: (db: WriteDb, hand: Hand) => void): void {
  const { state } = person.node
  value(
    commit(state, (db) => {
      const { me } = state
      const handle = spaceOf(state, db, space as SpaceId)
      const log = handle && (currentLog(handle) ?? [...handle.logs.values()].at(-1))
      if (!me || !handle || !log) throw new Error('she is in it')
      work(db, { me, space: handle, log })
    }),
  )
}

/** Says operations that her program would refuse to say. */
const force = (
  person: Somebody,
  space: string,
  ...bodies: readonly Exclude<OperationBody, { kind: 'create' }>[]
): void =>
  secretly(person, space, (db, { me, space: handle, log }) => void act(person.node.state, db, me, handle, log, bodies))

const keyOf = (person: Somebody) => {
  const { me } = person.node.state
  if (!me) throw new Error('there is an account')
  return { account: me.account.account, letterKey: me.account.letter.publicKey }
}
const newcomer = (person: Somebody) => ({ kind: 'add-member', role: 'member', invite: null, ...keyOf(person) }) as const
const isSame = (people: readonly Somebody[], space: string): void => {
  const [first, ...others] = people
  if (!first) throw new Error('somebody is there')
  for (const other of others) {
    expect(textsOf(other, space)).toEqual(textsOf(first, space))
    expect(rolesOf(other, space)).toEqual(rolesOf(first, space))
    expect(linesOf(other, space)).toEqual(linesOf(first, space))
  }
  for (const person of people) expect(examine(person.node.state, null).findings).toEqual([])
}

/** Bora owns the group, Jun and Haru are admins, Mina is a member. */
function admins() {
  const people = circle('Bora', 'Jun', 'Haru', 'Mina')
  const [bora, jun, haru, mina] = people
  const space = groupOf(people)
  for (const one of [jun, haru]) value(bora.node.space.setRole({ space, account: accountOf(one), role: 'admin' }))
  meet(people)
  return { people, bora, jun, haru, mina, space }
}

describe('somebody who is out', () => {
  test('a removed admin who has herself added again by a friend at the same time stays out (S4)', () => {
    const { people, bora, jun, haru, mina, space } = admins()
    value(bora.node.space.removeMember({ space, account: accountOf(jun) }))
    // Neither knows of it; Jun leaves and his friend adds him again, as if to be newer than any removal.
    force(jun, space, { kind: 'leave' })
    exchange(jun, haru)
    force(haru, space, newcomer(jun))
    meet(people, 3)
    expect(stateOf(jun, space)).toBe('removed')
    isSame([bora, haru, mina], space)
    say(bora, space, 'only for us')
    meet(people)
    expect(textsOf(jun, space)).toEqual([])
    expect(textsOf(mina, space)).toEqual(['only for us'])
  })

  test('a demoted admin who goes on quoting old heads changes nothing (S3)', () => {
    const { people, bora, jun, haru, mina, space } = admins()
    const [eve] = strangers('Eve')
    value(bora.node.space.setRole({ space, account: accountOf(jun), role: 'member' }))
    // He acts as if he had never heard of it, and then as if it did not matter.
    force(jun, space, newcomer(eve))
    meet(people)
    secretly(jun, space, (db, { me, space: handle, log }) => {
      const first = [...handle.operations.values()].find(({ body }) => body.kind === 'create')
      if (!first) throw new Error('there is a create')
      const old = { ...handle, state: { ...handle.state, heads: [first.id] } }
      const author = { device: me.device, at: Date.now() as At }
      const operation = compose(old.state, author, {
        kind: 'remove-member',
        account: accountOf(haru) as never,
        cuts: [],
      })
      append(jun.node.state, db, me, handle, log, { kind: 'control', operation })
      addOperations(jun.node.state, db, handle, [operation])
    })
    meet([...people, eve])
    for (const person of people)
      expect(rolesOf(person, space)).toEqual(['Bora owner', 'Haru admin', 'Jun member', 'Mina member'])
    isSame([bora, jun, haru, mina], space)
  })

  test('what was said before anybody knew of a removal is under the old key, and stands if its author stays (S8)', () => {
    const { people, bora, jun, haru, mina, space } = admins()
    value(bora.node.space.removeMember({ space, account: accountOf(jun) }))
    say(mina, space, 'I did not know')
    meet(people)
    for (const person of [bora, haru, mina]) expect(textsOf(person, space)).toEqual(['I did not know'])
    isSame([bora, haru, mina], space)
  })
})

describe('a cut', () => {
  test('that an indebted admin makes too early is raised by whoever heard more, for everybody (S5)', () => {
    const { people, bora, jun, haru, mina, space } = admins()
    say(mina, space, 'Jun owes me 9,500')
    exchange(mina, haru)
    say(mina, space, 'since Tuesday')
    exchange(mina, haru)
    // Jun has heard it, and removes her as if he had not.
    exchange(haru, jun)
    expect(textsOf(jun, space)).toHaveLength(2)
    secretly(jun, space, (db, { me, space: handle, log }) => {
      const cuts = cutsOf(db, handle, accountOf(mina) as never).map((cut) => ({ ...cut, seq: 0 }))
      act(jun.node.state, db, me, handle, log, [{ kind: 'remove-member', account: accountOf(mina) as never, cuts }])
      rotateNow(jun.node.state, db, me, handle)
    })
    meet(people, 3)
    for (const person of [bora, jun, haru])
      expect(textsOf(person, space)).toEqual(['Jun owes me 9,500', 'since Tuesday'])
    expect(stateOf(mina, space)).toBe('removed')
    isSame([bora, jun, haru], space)
    for (const person of [bora, haru]) expect(restart(person)).toBeNull()
    isSame([bora, jun, haru], space)
  })

  test('is not raised by what its subject says afterwards through a friend (S5)', () => {
    const { people, bora, jun, haru, mina, space } = admins()
    say(mina, space, 'before')
    meet(people)
    value(bora.node.space.removeMember({ space, account: accountOf(mina) }))
    exchange(bora, jun)
    // Haru hears of the removal first, and of what Mina says then only later.
    exchange(bora, haru)
    say(mina, space, 'too late')
    exchange(mina, haru)
    meet(people, 3)
    for (const person of [bora, jun, haru]) expect(textsOf(person, space)).toEqual(['before'])
  })
})

describe('a key', () => {
  test('that one box lacks is asked for, and nothing is written under an older one meanwhile (S7)', () => {
    const { people, bora, jun, haru, mina, space } = admins()
    secretly(bora, space, (db, { me, space: handle, log }) => {
      const cuts = cutsOf(db, handle, accountOf(haru) as never)
      act(bora.node.state, db, me, handle, log, [{ kind: 'remove-member', account: accountOf(haru) as never, cuts }])
      const keys = new Map(letterKeysOf(db, me, handle, null))
      rotateNow(bora.node.state, db, me, handle, keys)
    })
    // Mina’s letter key is another than the one her box was made for: it does not open for her.
    const { me } = mina.node.state
    if (!me) throw new Error('there is an account')
    const wrong = { ...me, account: { ...me.account, letter: boxKeyFromSeed(redact(new Uint8Array(32).fill(7))) } }
    mina.node.state.me = wrong
    exchange(bora, mina)
    expect(mina.node.chat.send({ space, text: 'hello?' })).toEqual({ ok: false, error: { type: 'KeyAwaited' } })
    mina.node.state.me = me
    mina.node.state.spaces.clear()
    secretly(mina, space, (_db, { space: handle }) => {
      // Even now the box stays closed, as one that holds another key would.
      expect(handle.state.current && handle.logs.has(handle.state.current.rotate)).toBe(false)
    })
    meet([bora, jun, mina], 3)
    expect(mina.node.chat.send({ space, text: 'here I am' }).ok).toBe(true)
    meet([bora, jun, mina])
    expect(textsOf(jun, space)).toEqual(['here I am'])
    expect(people).toHaveLength(4)
  })

  test('after a removal comes by letter where the old log’s mailbox is full (S6)', () => {
    const { bora, jun, haru, mina, space } = admins()
    value(bora.node.space.removeMember({ space, account: accountOf(mina) }))
    // Nothing of any log reaches Haru, but his letters do.
    giveLetters(bora.node, haru.node)
    expect(rolesOf(haru, space)).toEqual(['Bora owner', 'Haru admin', 'Jun admin'])
    say(haru, space, 'under the new key')
    exchange(haru, jun)
    expect(textsOf(jun, space)).toEqual(['under the new key'])
    meet([haru, mina])
    expect(textsOf(mina, space)).toEqual([])
  })
})

describe('a member', () => {
  test('who says another group’s operation, or a stranger’s, changes nothing in this one (S1)', () => {
    const { people, bora, jun, haru, mina, space } = admins()
    const other = value(jun.node.space.create({ title: 'Elsewhere', members: [accountOf(bora)] })).space
    const [stranger] = strangers('Eve')
    befriend(stranger, jun)
    const removal = spaceOf(jun.node.state, jun.node.state.db, other as SpaceId)
    if (!removal) throw new Error('he has it')
    secretly(jun, space, (db, { me, space: handle, log }) => {
      for (const operation of removal.operations.values()) carry(jun.node.state, db, me, handle, log, operation)
      const { me: hers } = stranger.node.state
      if (!hers) throw new Error('there is an account')
      const author = { device: hers.device, at: Date.now() as At }
      const body = { kind: 'remove-member', account: accountOf(bora) as never, cuts: [] } as const
      const operation = compose(handle.state, author, body)
      carry(jun.node.state, db, me, handle, log, operation)
      addOperations(jun.node.state, db, handle, [operation])
    })
    meet(people)
    for (const person of people)
      expect(rolesOf(person, space)).toEqual(['Bora owner', 'Haru admin', 'Jun admin', 'Mina member'])
    isSame([bora, jun, haru, mina], space)
  })

  test('who floods a group with operations she has no right to costs room, and nothing else', () => {
    const { people, bora, jun, haru, mina, space } = admins()
    const bodies = Array.from({ length: 300 }, (_, n) =>
      n % 2 === 0
        ? ({ kind: 'set-role', account: accountOf(jun) as never, role: 'member', cuts: [] } as const)
        : ({ kind: 'remove-member', account: accountOf(bora) as never, cuts: [] } as const),
    )
    force(mina, space, ...bodies)
    meet(people)
    say(bora, space, 'still here')
    meet(people)
    expect(linesOf(jun, space).filter((line) => line.startsWith('Mina'))).toEqual([])
    isSame([bora, jun, haru, mina], space)
    value(bora.node.space.removeMember({ space, account: accountOf(mina) }))
    meet(people)
    expect(rolesOf(haru, space)).toEqual(['Bora owner', 'Haru admin', 'Jun admin'])
  })

  test('who was hidden from is not added by two admins twice: both adds come to one member', () => {
    const { people, bora, jun, haru, space } = admins()
    const [eve] = strangers('Eve')
    for (const one of [jun, haru]) {
      befriend(one, eve)
      value(one.node.space.invite({ space, accounts: [accountOf(eve)] }))
    }
    meet([...people, eve], 3)
    expect(rolesOf(bora, space)).toEqual(['Bora owner', 'Haru admin', 'Jun admin', 'Eve member', 'Mina member'])
    say(eve, space, 'once')
    meet([...people, eve])
    isSame([...people, eve], space)
    pass(people)
  })
})
