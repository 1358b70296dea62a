import { describe, expect, test } from 'vitest'
import { value } from '#core/node/testing.ts'
import { accountOf, befriend, groupOf, meet, rolesOf, strangers } from './circle.ts'
import { at, computer, copyOfFolder } from './folders.ts'
import type { Computer } from './folders.ts'
import { say, textsOf } from './people.ts'
import type { Somebody } from './people.ts'

const deviceOf = ({ node }: Somebody): string => node.account.get()?.device ?? ''
const said = (person: Somebody, space: string): Set<string> => new Set(textsOf(person, space))

/** Bora and Jun in a group with Mina, whose computer can be copied. */
function story() {
  const on = computer()
  const mina = at(on, 'Mina')
  const [bora, jun] = strangers('Bora', 'Jun')
  befriend(bora, jun)
  befriend(bora, mina)
  const space = groupOf([bora, jun, mina])
  say(mina, space, 'hello')
  meet([bora, jun, mina])
  const copied = (): Somebody => {
    const elsewhere: Computer = { ...computer(), path: copyOfFolder(on, mina), secrets: on.secrets }
    return at(elsewhere, null)
  }
  return { bora, jun, mina, space, copied }
}

describe('in a group', () => {
  test('a removed member certifies a fresh device that quotes old heads, and nobody hears it (S3, S5)', () => {
    const { bora, jun, mina, space, copied } = story()
    // The folder is copied before she hears of it: what starts from it is a new device, which quotes what it knows.
    const fresh = copied()
    expect(deviceOf(fresh)).not.toBe(deviceOf(mina))
    value(bora.node.space.removeMember({ space, account: accountOf(mina) }))
    meet([bora, jun])
    say(fresh, space, 'I was here before')
    meet([bora, jun, fresh])
    for (const person of [bora, jun]) {
      expect(rolesOf(person, space)).toEqual(['Bora owner', 'Jun member'])
      expect(said(person, space)).toEqual(new Set(['hello']))
    }
  })

  test('a device that was copied with its disk is two devices of one member, and what both say is there (I4)', () => {
    const { bora, jun, mina, space, copied } = story()
    const fresh = copied()
    say(mina, space, 'from the one')
    say(fresh, space, 'from the other')
    meet([bora, jun, mina, fresh])
    for (const person of [bora, jun, mina, fresh]) {
      expect(said(person, space)).toEqual(new Set(['hello', 'from the one', 'from the other']))
      expect(rolesOf(person, space)).toEqual(['Bora owner', 'Jun member', 'Mina member'])
    }
  })

  test('who removes her own device takes nothing back that others have heard from it (S5)', () => {
    const { bora, jun, mina, space, copied } = story()
    const fresh = copied()
    say(fresh, space, 'I owe you nine')
    meet([bora, jun, mina, fresh])
    // She removes it by a computer that has not heard what it said last.
    say(fresh, space, 'and then ninety')
    meet([bora, jun, fresh], 1)
    value(mina.node.device.remove({ device: deviceOf(fresh) }))
    meet([bora, jun, mina], 4)
    for (const person of [bora, jun, mina])
      expect(said(person, space)).toEqual(new Set(['hello', 'I owe you nine', 'and then ninety']))
  })

  test('a removal that half of the group was not shown reaches it, and then all see the same (S4)', () => {
    const { bora, jun, mina, space } = story()
    const [haru] = strangers('Haru')
    befriend(bora, haru)
    value(bora.node.space.invite({ space, accounts: [accountOf(haru)] }))
    meet([bora, jun, mina, haru])
    value(bora.node.space.removeMember({ space, account: accountOf(mina) }))
    meet([bora, jun])
    // Haru and Mina are kept apart from it, and go on.
    say(mina, space, 'is anybody there?')
    meet([haru, mina])
    say(haru, space, 'only us')
    meet([haru, mina])
    meet([bora, jun, haru], 4)
    const here = [bora, jun, haru]
    for (const person of here) {
      expect(rolesOf(person, space)).toEqual(['Bora owner', 'Haru member', 'Jun member'])
      // What she said before Haru knew was heard by him, and stands by his word.
      expect(said(person, space)).toEqual(new Set(['hello', 'is anybody there?', 'only us']))
    }
    say(mina, space, 'still there?')
    meet([...here, mina])
    for (const person of here) expect(said(person, space)).not.toContain('still there?')
  })
})
