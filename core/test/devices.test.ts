import { describe, expect, test } from 'vitest'
import { decodeSecrets, encodeSecrets } from '#core/identity/index.ts'
import { openNode, rebuild } from '#core/node/index.ts'
import { value } from '#core/node/testing.ts'
import { copyOfFolder, computer, at, portsOn, putBack } from './folders.ts'
import type { Computer } from './folders.ts'
import { acquainted, cardOf, exchange, restart, say, somebody, textsOf } from './people.ts'
import type { Somebody } from './people.ts'

const MINUTE = 60_000
const deviceOf = ({ node }: Somebody): string => node.account.get()?.device ?? ''
const notices = ({ events }: Somebody): string[] =>
  events.flatMap((event) => (event.topic === 'notice' ? [event.notice.type] : []))
const forksAt = ({ node }: Somebody): number =>
  node.state.db.query<{ n: number }>('SELECT count(*) AS n FROM fork').get()?.n ?? 0
const stopsAt = ({ node }: Somebody) => node.sync.status().spaces.flatMap(({ stopped }) => stopped)

/** Bora at a computer that can be copied, and Jun, who have each other; each has said something. */
function story(): { readonly on: Computer; readonly bora: Somebody; readonly jun: Somebody; readonly space: string } {
  const on = computer()
  const [bora, jun] = [at(on, 'Bora'), somebody('Jun')]
  const { space } = value(bora.node.contact.add({ link: cardOf(jun) }))
  exchange(bora, jun)
  say(bora, space, 'first')
  say(jun, space, 'hello')
  exchange(bora, jun)
  return { on, bora, jun, space }
}

/** What is in the chat, in no order: clocks of a story stand still. */
const said = (person: Somebody, space: string): Set<string> => new Set(textsOf(person, space))

/** Everybody has everything, the same, and nobody's feed is stopped or forked. */
function expectPeace(space: string, ...people: readonly Somebody[]): void {
  for (const person of people) for (const other of people) if (person !== other) exchange(person, other)
  for (const person of people) {
    expect(textsOf(person, space)).toEqual(textsOf(people[0] ?? person, space))
    expect(forksAt(person)).toBe(0)
    expect(stopsAt(person)).toEqual([])
  }
}

describe('a device that starts again (I4)', () => {
  test('goes on as itself, however often, with a clock that never goes back (E3)', () => {
    const { on, bora, jun, space } = story()
    const device = deviceOf(bora)
    for (let i = 0; i < 3; i++) {
      // The clock of the computer went back an hour.
      bora.clock.set(bora.clock.now() - 3_600_000)
      expect(restart(bora)).toBeNull()
      expect(deviceOf(bora)).toBe(device)
      say(bora, space, `again ${i}`)
    }
    expect(on.starts.get(device)).toBe(4)
    expectPeace(space, jun, bora)
    expect(said(jun, space)).toEqual(new Set(['first', 'hello', 'again 0', 'again 1', 'again 2']))
  })

  test('was killed between its two counters and goes on as itself', () => {
    const { on, bora, jun, space } = story()
    const device = deviceOf(bora)
    bora.node.stop()
    const { counter } = bora.ports
    const killed = {
      ...bora.ports,
      counter: {
        ...counter,
        write: () => {
          throw new Error('killed')
        },
      },
    }
    for (let i = 0; i < 3; i++) expect(() => openNode(killed)).toThrow('killed')
    expect(on.starts.get(device)).toBe(1)
    expect(restart(bora)).toBeNull()
    expect([deviceOf(bora), on.starts.get(device)]).toEqual([device, 5])
    say(bora, space, 'still me')
    expectPeace(space, jun, bora)
  })

  test('whose counter outside cannot be kept does not start, and says so', () => {
    const { bora } = story()
    bora.node.stop()
    const failure = { ok: false, error: { type: 'VaultNotKept', detail: 'EROFS' } } as const
    expect(openNode({ ...bora.ports, counter: { ...bora.ports.counter, write: () => failure } })).toEqual(failure)
    expect(restart(bora)).toBeNull()
  })
})

describe('a copied folder (I4)', () => {
  test('on another computer becomes another device, and neither loses a word', () => {
    const { on, bora, jun, space } = story()
    const elsewhere: Computer = { ...computer(), path: copyOfFolder(on, bora), secrets: on.secrets }
    const copy = at(elsewhere, null)
    expect(copy.node.account.get()).toMatchObject({ name: 'Bora', stopped: null })
    expect(deviceOf(copy)).not.toBe(deviceOf(bora))
    say(copy, space, 'from the copy')
    say(bora, space, 'from the first')
    expectPeace(space, jun, bora, copy)
    expect(said(jun, space)).toEqual(new Set(['first', 'from the copy', 'from the first', 'hello']))
    const members = value(jun.node.space.get({ space })).members
    expect(members.find(({ name }) => name === 'Bora')?.devices).toHaveLength(2)
  })

  test('started while the first one runs on the same computer becomes another device too', () => {
    const { on, bora, jun, space } = story()
    const beside: Computer = { ...on, path: copyOfFolder(on, bora), isClaimed: true }
    const copy = at(beside, null)
    expect(deviceOf(copy)).not.toBe(deviceOf(bora))
    say(copy, space, 'from the copy')
    say(bora, space, 'from the first')
    expectPeace(space, jun, bora, copy)
  })

  test('started in turn with the first one on the same computer: who was away becomes another device', () => {
    const { on, bora, jun, space } = story()
    const device = deviceOf(bora)
    const copied = copyOfFolder(on, bora)
    bora.node.stop()
    const copy = at({ ...on, path: copied }, null)
    expect(deviceOf(copy)).toBe(device)
    say(copy, space, 'from the copy')
    copy.node.stop()
    expect(restart(bora)).toBeNull()
    expect(deviceOf(bora)).not.toBe(device)
    say(bora, space, 'from the first')
    expectPeace(space, jun, bora, copy)
  })

  test('with counters and keys, so that nothing here tells, is found out by peers: nothing said is lost (E7)', () => {
    const { on, bora, jun, space } = story()
    const elsewhere: Computer = {
      ...computer(),
      path: copyOfFolder(on, bora),
      secrets: on.secrets,
      starts: new Map(on.starts),
    }
    const twin = at(elsewhere, null)
    expect(deviceOf(twin)).toBe(deviceOf(bora))
    say(twin, space, 'from the twin')
    say(bora, space, 'from the first')
    exchange(bora, jun)
    exchange(twin, jun)
    for (let i = 0; i < 3; i++)
      for (const person of [bora, twin, jun]) {
        person.clock.advance(MINUTE)
        for (const other of [bora, twin, jun]) if (other !== person) exchange(person, other)
      }
    expect(new Set([deviceOf(bora), deviceOf(twin)])).toHaveLength(2)
    for (const person of [bora, twin, jun])
      expect(said(person, space)).toEqual(new Set(['first', 'hello', 'from the twin', 'from the first']))
  })
})

describe('a folder that was put back (I4)', () => {
  test('goes on as another device, and gets what it said meanwhile from others', () => {
    const { on, bora, jun, space } = story()
    const device = deviceOf(bora)
    const before = copyOfFolder(on, bora)
    say(bora, space, 'after the backup')
    exchange(bora, jun)
    restart(bora)
    putBack(on, before, bora)
    const restored = at(on, null)
    expect(deviceOf(restored)).not.toBe(device)
    expect(said(restored, space)).toEqual(new Set(['first', 'hello']))
    say(restored, space, 'after it was put back')
    expectPeace(space, jun, restored)
    expect(said(restored, space)).toEqual(new Set(['first', 'hello', 'after the backup', 'after it was put back']))
  })

  test('from before it became another device goes on as a third one, and never speaks as the second', () => {
    const { on, bora, jun, space } = story()
    const devices = [deviceOf(bora)]
    const before = copyOfFolder(on, bora)
    // Twice: the first time it becomes another device, whose secrets stay where secrets are kept.
    restart(bora)
    putBack(on, before, bora)
    const second = at(on, null)
    devices.push(deviceOf(second))
    say(second, space, 'from the second')
    exchange(second, jun)
    putBack(on, before, second)
    const third = at(on, null)
    devices.push(deviceOf(third))
    expect(new Set(devices)).toHaveLength(3)
    say(third, space, 'from the third')
    expectPeace(space, jun, third)
    expect(said(third, space)).toEqual(new Set(['first', 'hello', 'from the second', 'from the third']))
  })

  test('that is killed while it becomes another device goes on as that one', () => {
    const { on, bora, jun, space } = story()
    const before = copyOfFolder(on, bora)
    restart(bora)
    putBack(on, before, bora)
    const ports = portsOn(on)
    const killed = {
      ...ports,
      vault: {
        ...ports.vault,
        save: (secret: Parameters<typeof ports.vault.save>[0]) => {
          ports.vault.save(secret)
          throw new Error('killed')
        },
      },
    }
    expect(() => openNode(killed)).toThrow('killed')
    const secrets = decodeSecrets(on.secrets ?? noSecrets())
    const restored = at(on, null)
    expect(secrets.ok && secrets.value.device.device).toBe(deviceOf(restored))
    say(restored, space, 'here again')
    expectPeace(space, jun, restored)
  })

  test('on a device that may not certify another only reads, and says so', () => {
    const { on, bora, jun, space } = story()
    const secrets = decodeSecrets(on.secrets ?? noSecrets())
    if (!secrets.ok) throw new Error(secrets.error.type)
    const { account, device } = secrets.value
    const before = copyOfFolder(on, bora)
    restart(bora)
    putBack(on, before, bora)
    on.secrets = encodeSecrets({ account: { ...account, certifier: { ...account.certifier, key: null } }, device })
    const restored = at(on, null)
    const stopped = { ok: false, error: { type: 'WritingStopped', reason: 'FolderRolledBack' } }
    expect(restored.node.account.get()).toMatchObject({ device: device.device, stopped: 'FolderRolledBack' })
    expect(restored.node.chat.send({ space, text: 'x' })).toEqual(stopped)
    expect(restored.node.contact.card({ once: true })).toEqual(stopped)
    expect(restored.node.account.setProfile({ name: 'x' })).toEqual(stopped)
    say(jun, space, 'do you hear me?')
    exchange(jun, restored)
    expect(said(restored, space)).toEqual(new Set(['first', 'hello', 'do you hear me?']))
    const counters = new Map(on.starts)
    expect(restart(restored)).toBeNull()
    expect(restored.node.account.get()).toMatchObject({ stopped: 'FolderRolledBack' })
    expect(on.starts).toEqual(counters)
  })
})

function noSecrets(): never {
  throw new Error('there are secrets')
}

describe('what is lost (I4)', () => {
  test('secrets: the node does not start, and makes no other account over what is there', () => {
    const { on, bora } = story()
    bora.node.stop()
    on.secrets = null
    expect(openNode(bora.ports)).toEqual({ ok: false, error: { type: 'SecretsLost' } })
    expect(on.secrets).toBeNull()
  })

  test('secrets of another account over this database: the node does not start', () => {
    const { on, bora } = story()
    const other = computer()
    at(other, 'Eve').node.stop()
    bora.node.stop()
    on.secrets = other.secrets
    expect(openNode(bora.ports)).toEqual({ ok: false, error: { type: 'AccountOfOther' } })
  })

  test('secrets of one whom this database knows as a contact: the node does not start either', () => {
    const { bora, jun } = acquainted()
    bora.node.stop()
    jun.node.stop()
    expect(openNode({ ...bora.ports, vault: jun.ports.vault })).toEqual({
      ok: false,
      error: { type: 'AccountOfOther' },
    })
    expect(openNode(bora.ports).ok).toBe(true)
  })

  test('the database: another device goes on for the account, is heard by who knows her, and hears all again', () => {
    const { on, bora, jun, space } = story()
    const { account } = bora.node.account.get() ?? { account: '' }
    bora.node.stop()
    const fresh = at({ ...computer(), secrets: on.secrets, starts: on.starts }, null)
    expect(fresh.node.account.get()?.account).toBe(account)
    expect(deviceOf(fresh)).not.toBe(deviceOf(bora))
    expect(fresh.node.space.list()).toEqual([])
    value(fresh.node.account.setProfile({ name: 'Bora' }))
    expect(value(fresh.node.contact.add({ link: cardOf(jun, false) })).space).toBe(space)
    say(fresh, space, 'I lost everything')
    for (let i = 0; i < 2; i++) exchange(fresh, jun)
    say(jun, space, 'I have it')
    expectPeace(space, jun, fresh)
    expect(said(fresh, space)).toEqual(new Set(['first', 'hello', 'I lost everything', 'I have it']))
  })

  test('the database, before anything was said: the same device begins again', () => {
    const on = computer()
    const bora = at(on, 'Bora')
    // As if the program had been killed right after its secrets were kept.
    on.starts.set(deviceOf(bora), 0)
    bora.node.stop()
    const again = at({ ...computer(), secrets: on.secrets, starts: on.starts }, null)
    expect(deviceOf(again)).toBe(deviceOf(bora))
  })

  test('the counter beside the folder: another device goes on', () => {
    const { on, bora, jun, space } = story()
    const device = deviceOf(bora)
    on.starts.clear()
    expect(restart(bora)).toBeNull()
    expect(deviceOf(bora)).not.toBe(device)
    say(bora, space, 'on a new account of this computer')
    expectPeace(space, jun, bora)
  })

  test('a part of one’s own words, to damage: another device goes on after it was mended', () => {
    const { bora, jun, space } = story()
    const device = deviceOf(bora)
    for (let i = 0; i < 70; i++) say(bora, space, `${i}`)
    exchange(bora, jun)
    // Jun says how far he heard her: nothing has to be said again.
    jun.node.finishTalk()
    exchange(bora, jun)
    bora.ports.db.transaction((db) => db.run("UPDATE envelope SET body = x'00' WHERE seq = 66"))
    bora.node.stop()
    restart(bora)
    rebuild(bora.node.state)
    expect(deviceOf(bora)).not.toBe(device)
    say(bora, space, 'mended')
    expectPeace(space, jun, bora)
    expect(textsOf(bora, space)).toHaveLength(73)
  })
})

test('a device that hears its own words from others, further than it said them, stops and goes on as another', () => {
  const { on, bora, jun, space } = story()
  const was = deviceOf(bora)
  const before = copyOfFolder(on, bora)
  say(bora, space, 'said and lost')
  exchange(bora, jun)
  // The folder is put back together with its counter: only peers know.
  const counters = new Map(on.starts)
  putBack(on, before, bora)
  for (const [device, starts] of counters) on.starts.set(device, starts)
  const restored = at(on, null)
  expect(deviceOf(restored)).toBe(was)
  exchange(jun, restored)
  restored.clock.advance(1)
  expect(deviceOf(restored)).not.toBe(was)
  expect(notices(restored)).not.toContain('WritingStopped')
  say(restored, space, 'here again')
  expectPeace(space, jun, restored)
  expect(said(restored, space)).toEqual(new Set(['first', 'hello', 'said and lost', 'here again']))
})
