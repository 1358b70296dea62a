import { describe, expect, test } from 'vitest'
import { decodeSecrets } from '#core/identity/index.ts'
import { openNode } from '#core/node/index.ts'
import { finishRecovering } from '#core/node/recover.ts'
import { giveAll, value } from '#core/node/testing.ts'
import { at, computer, copyOfFolder, portsOn } from './folders.ts'
import type { Computer } from './folders.ts'
import { createTestClock } from './node.ts'
import { cardOf, exchange, restart, say, somebody, textsOf } from './people.ts'
import type { Somebody } from './people.ts'

const deviceOf = ({ node }: Somebody): string => node.account.get()?.device ?? ''
const said = (person: Somebody, space: string): Set<string> => new Set(textsOf(person, space))
const wordsOf = ({ node }: Somebody): string => value(node.account.recoveryWords({ language: 'en' })).words.join(' ')

/** Gives what a relay holds of an account's own space and chats, as it was brought there by one of its devices. */
function fromRelay(holder: Somebody, to: Somebody): void {
  const self = holder.node.state.me?.self
  for (let i = 0; i < 2; i++) {
    if (self) giveAll(holder.node, to.node, self)
    for (const { space } of holder.node.space.list()) giveAll(holder.node, to.node, space)
    to.clock.advance(1000)
  }
}

/** A new computer, on which somebody types her words. */
function typeWords(words: string): { readonly on: Computer; readonly fresh: Somebody } {
  const on = computer()
  const clock = createTestClock()
  const ports = portsOn(on, { clock })
  const opened = openNode(ports)
  if (!opened.ok) throw new Error(opened.error.type)
  const fresh: Somebody = { ports, clock, node: opened.value, events: [] }
  value(fresh.node.account.recover({ words, relays: [] }))
  return { on, fresh }
}

/** Bora, who has her words, and Jun, who have both spoken. */
function story() {
  const on = computer()
  const [laptop, jun] = [at(on, 'Bora'), somebody('Jun')]
  const words = wordsOf(laptop)
  const { space } = value(laptop.node.contact.add({ link: cardOf(jun) }))
  exchange(laptop, jun)
  say(laptop, space, 'first')
  say(jun, space, 'hello')
  exchange(laptop, jun)
  return { on, laptop, jun, space, words }
}

describe('the only owner loses her computer and has the recovery words (I7)', () => {
  test('and goes on: contacts, chats and name are there, and nothing that she ever said is cut', () => {
    const { laptop, jun, space, words } = story()
    laptop.node.stop()
    const { on, fresh } = typeWords(words)
    expect(fresh.node.account.get()).toMatchObject({
      account: laptop.node.account.get()?.account,
      stopped: 'Recovering',
    })
    fromRelay(laptop, fresh)
    expect(finishRecovering(fresh.node.state)).toBe(true)
    expect(fresh.node.account.get()).toMatchObject({ name: 'Bora', stopped: null, words: 'confirmed' })
    expect(fresh.node.contact.list()).toMatchObject([{ name: 'Jun' }])
    for (let i = 0; i < 2; i++) exchange(fresh, jun)
    say(fresh, space, 'I am back')
    say(jun, space, 'welcome')
    for (let i = 0; i < 2; i++) exchange(fresh, jun)
    const all = new Set(['first', 'hello', 'I am back', 'welcome'])
    expect([said(fresh, space), said(jun, space)]).toEqual([all, all])
    expect(value(fresh.node.device.list()).map(({ device }) => device)).toEqual([deviceOf(fresh), deviceOf(laptop)])
    const secrets = on.secrets && decodeSecrets(on.secrets)
    expect(secrets?.ok && [secrets.value.account.root, secrets.value.account.recovery]).toEqual([null, null])
    expect(restart(fresh)).toBeNull()
    expect(fresh.node.account.get()).toMatchObject({ name: 'Bora', stopped: null })
  })

  test('and says nothing before she knows which devices are hers, over a restart too', () => {
    const { laptop, words } = story()
    const { fresh } = typeWords(words)
    expect(finishRecovering(fresh.node.state)).toBe(false)
    expect(restart(fresh)).toBeNull()
    expect(fresh.node.account.get()).toMatchObject({ stopped: 'Recovering' })
    expect(fresh.node.account.setProfile({ name: 'x' })).toMatchObject({ error: { type: 'WritingStopped' } })
    expect(fresh.node.account.recoveryWords({ language: 'en' })).toMatchObject({ ok: false })
    fromRelay(laptop, fresh)
    expect(finishRecovering(fresh.node.state)).toBe(true)
  })

  test('after keys were changed, too: the words open every later one (S6)', () => {
    const { on, laptop, jun, space, words } = story()
    const phone = at({ ...computer(), path: copyOfFolder(on, laptop), secrets: on.secrets }, null)
    const self = laptop.node.state.me?.self ?? ''
    for (const [a, b] of [
      [laptop, phone],
      [phone, laptop],
    ] as const)
      giveAll(a.node, b.node, self)
    value(laptop.node.device.remove({ device: deviceOf(phone) }))
    for (let i = 0; i < 2; i++) exchange(laptop, jun)
    say(jun, space, 'under the new key')
    exchange(laptop, jun)
    laptop.node.stop()
    const { fresh } = typeWords(words)
    fromRelay(laptop, fresh)
    expect(finishRecovering(fresh.node.state)).toBe(true)
    expect(said(fresh, space)).toEqual(new Set(['first', 'hello', 'under the new key']))
    say(fresh, space, 'back')
    for (let i = 0; i < 2; i++) exchange(fresh, jun)
    expect(said(jun, space)).toContain('back')
  })

  test('other words, or words of nobody, take nothing over', () => {
    const { laptop, words } = story()
    const { node } = somebody('Haru')
    expect(node.account.recover({ words, relays: [] })).toEqual({ ok: false, error: { type: 'AccountExists' } })
    expect(laptop.node.account.recover({ words: 'abandon art', relays: [] })).toMatchObject({
      error: { type: 'WordsMalformed', reason: 'count' },
    })
  })
})

describe('a stolen phone (I1)', () => {
  test('certifies devices and removes the laptop until the words shut it out', () => {
    const { on, laptop, jun, space, words } = story()
    const elsewhere: Computer = { ...computer(), path: copyOfFolder(on, laptop), secrets: on.secrets }
    const phone = at(elsewhere, null)
    const self = laptop.node.state.me?.self ?? ''
    const meet = (...all: readonly Somebody[]): void => {
      for (let i = 0; i < 2; i++)
        for (const from of all)
          for (const to of all) {
            if (from === to) continue
            exchange(from, to)
            if (from.node.state.me?.self === self && to.node.state.me?.self === self) giveAll(from.node, to.node, self)
          }
    }
    meet(laptop, phone, jun)
    // The thief has the phone: she puts the laptop out, and certifies a device of her own.
    value(phone.node.device.remove({ device: deviceOf(laptop) }))
    const thief = at({ ...computer(), path: copyOfFolder(elsewhere, phone), secrets: elsewhere.secrets }, null)
    meet(phone, jun, laptop, thief)
    laptop.clock.advance(1)
    expect(laptop.node.account.get()?.stopped).toBe('DeviceRemoved')
    say(thief, space, 'send money')
    meet(phone, jun, thief)
    expect(said(jun, space)).toContain('send money')

    const { fresh } = typeWords(words)
    fromRelay(phone, fresh)
    fromRelay(thief, fresh)
    expect(finishRecovering(fresh.node.state)).toBe(true)
    for (const other of [deviceOf(phone), deviceOf(thief)])
      if (value(fresh.node.device.list()).some(({ device }) => device === other))
        value(fresh.node.device.remove({ device: other }))
    meet(fresh, jun, phone, thief)
    // What she certifies now is out from the beginning, and what she says nobody counts.
    const another = at({ ...computer(), path: copyOfFolder(elsewhere, phone), secrets: elsewhere.secrets }, null)
    for (const hers of [phone, thief, another]) hers.node.chat.send({ space, text: `from ${deviceOf(hers)}` })
    meet(fresh, jun, phone, thief, another)
    for (const person of [fresh, jun])
      expect([...said(person, space)].filter((text) => text.startsWith('from '))).toEqual([])
    say(fresh, space, 'that was not me')
    say(jun, space, 'I see')
    meet(fresh, jun)
    for (const person of [fresh, jun]) expect(said(person, space)).toContain('that was not me')
    expect(said(fresh, space)).toContain('I see')
    meet(jun, thief)
    expect(said(thief, space)).not.toContain('I see')
  })
})
