import { describe, expect, test } from 'vitest'
import { openLetter } from '#core/identity/index.ts'
import { examine } from '#core/node/index.ts'
import { everyLog } from '#core/node/spaces.ts'
import { giveAll, value } from '#core/node/testing.ts'
import { openOutgoing } from '#core/store/index.ts'
import { computer, copyOfFolder, at } from './folders.ts'
import type { Computer } from './folders.ts'
import { cardOf, exchange, restart, say, somebody, textsOf } from './people.ts'
import type { Somebody } from './people.ts'

const deviceOf = ({ node }: Somebody): string => node.account.get()?.device ?? ''
const said = (person: Somebody, space: string): Set<string> => new Set(textsOf(person, space))
const listOf = ({ node }: Somebody): string[] => value(node.device.list()).map(({ device }) => device)

/** Gives each all that the other holds, the own space of one account's two devices too. */
function meet(...people: readonly Somebody[]): void {
  for (let i = 0; i < 2; i++)
    for (const from of people)
      for (const to of people) {
        if (from === to) continue
        exchange(from, to)
        const self = from.node.state.me?.self
        if (self && self === to.node.state.me?.self) giveAll(from.node, to.node, self)
      }
}

/** Bora's laptop and phone, both of which may certify others, and Jun, who have all spoken. */
function story() {
  const on = computer()
  const [laptop, jun] = [at(on, 'Bora'), somebody('Jun')]
  const { space } = value(laptop.node.contact.add({ link: cardOf(jun) }))
  exchange(laptop, jun)
  say(laptop, space, 'first')
  const elsewhere: Computer = { ...computer(), path: copyOfFolder(on, laptop), secrets: on.secrets }
  const phone = at(elsewhere, null)
  meet(laptop, phone, jun)
  say(phone, space, 'from the phone')
  meet(laptop, phone, jun)
  return { laptop, phone, jun, space, elsewhere }
}

test('a new device of a contact is told in the chat with her, once, and nowhere else (I5)', () => {
  const { laptop, phone, jun, space } = story()
  const lines = ({ node }: Somebody, where: string) => value(node.chat.page({ space: where, limit: 9 })).lines
  const [line, ...others] = lines(jun, space)
  expect(others).toEqual([])
  expect(line).toMatchObject({ kind: 'device', byName: 'Bora', line: deviceOf(phone), whom: null })
  for (const own of [laptop, phone]) expect(lines(own, space)).toEqual([])
})

describe('a device that is removed (I1, I6, S6)', () => {
  test('says and reads nothing new; what it had said stays, and the others go on', () => {
    const { laptop, phone, jun, space } = story()
    value(laptop.node.device.remove({ device: deviceOf(phone) }))
    expect(listOf(laptop)).toEqual([deviceOf(laptop)])
    meet(laptop, jun)
    say(jun, space, 'only for the laptop')
    say(laptop, space, 'only for Jun')
    meet(laptop, jun, phone)
    expect(said(jun, space)).toEqual(new Set(['first', 'from the phone', 'only for the laptop', 'only for Jun']))
    expect(said(laptop, space)).toEqual(said(jun, space))
    expect(said(phone, space)).toEqual(new Set(['first', 'from the phone']))
    phone.clock.advance(1)
    expect(phone.node.account.get()).toMatchObject({ device: deviceOf(phone), stopped: 'DeviceRemoved' })
    expect(phone.node.chat.send({ space, text: 'x' })).toMatchObject({
      error: { type: 'WritingStopped', reason: 'DeviceRemoved' },
    })
    expect(restart(phone)).toBeNull()
    expect(phone.node.account.get()).toMatchObject({ stopped: 'DeviceRemoved' })
    for (const person of [laptop, jun]) expect(examine(person.node.state, null).findings).toEqual([])
  })

  test('does not have the keys of what is said after, in chats or in the own space', () => {
    const { laptop, phone, jun, space } = story()
    value(laptop.node.device.remove({ device: deviceOf(phone) }))
    meet(laptop, jun, phone)
    const logsAt = ({ node }: Somebody) => new Set(everyLog(node.state, node.state.db).map(({ id }) => id))
    const fresh = everyLog(laptop.node.state, laptop.node.state.db).filter(({ id }) => !logsAt(phone).has(id))
    expect(new Set(fresh.map((log) => log.space))).toEqual(new Set([space, laptop.node.state.me?.self]))
    // His own space, and the two epochs of the chat.
    expect(logsAt(jun).size).toBe(3)
  })

  test('cannot open letters any more: letter key, inbox and tickets are new ones', () => {
    const { laptop, phone, jun } = story()
    const before = laptop.node.state.me
    value(laptop.node.device.remove({ device: deviceOf(phone) }))
    meet(laptop, jun, phone)
    const [now, old] = [laptop.node.state.me, phone.node.state.me]
    expect(now?.account.letter.publicKey).not.toEqual(before?.account.letter.publicKey)
    expect(now?.account.inbox.publicKey).not.toEqual(before?.account.inbox.publicKey)
    const haru = somebody('Haru')
    value(haru.node.contact.add({ link: cardOf(laptop, true) }))
    const [letter] = openOutgoing(haru.node.state.db)
    if (!letter || !old || !now) throw new Error('there is a letter')
    expect(openLetter(old.account.letter, old.account.account, letter.letter).ok).toBe(false)
    expect(openLetter(now.account.letter, now.account.account, letter.letter).ok).toBe(true)
    exchange(haru, laptop)
    expect(laptop.node.contact.list().map(({ name }) => name)).toEqual(['Haru', 'Jun'])
    // The keys last, and so does what they open.
    expect(restart(laptop)).toBeNull()
    expect(laptop.node.state.me?.account.letter.publicKey).toEqual(now.account.letter.publicKey)
  })

  test('a third device hears of it, opens what is new, and has the new keys', () => {
    const { laptop, phone, jun, space, elsewhere } = story()
    const third = at({ ...computer(), path: copyOfFolder(elsewhere, phone), secrets: elsewhere.secrets }, null)
    meet(laptop, phone, jun, third)
    expect(new Set(listOf(laptop)).size).toBe(3)
    value(laptop.node.device.remove({ device: deviceOf(phone) }))
    meet(laptop, jun, third)
    say(jun, space, 'for the two')
    meet(laptop, jun, third)
    expect(said(third, space)).toContain('for the two')
    expect(third.node.state.me?.account.letter.publicKey).toEqual(laptop.node.state.me?.account.letter.publicKey)
    expect(new Set(listOf(third))).toEqual(new Set([deviceOf(laptop), deviceOf(third)]))
    say(third, space, 'from the third')
    meet(third, jun)
    expect(said(jun, space)).toContain('from the third')
  })

  test('that does not exist, or is the one that was asked, is said', () => {
    const { laptop } = story()
    expect(laptop.node.device.remove({ device: deviceOf(laptop) })).toEqual({
      ok: false,
      error: { type: 'DeviceIsThis' },
    })
    expect(laptop.node.device.remove({ device: 'nobody' })).toEqual({ ok: false, error: { type: 'DeviceUnknown' } })
  })
})
