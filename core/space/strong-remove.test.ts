import { describe, expect, test } from 'vitest'
import type { Id } from '#core/proof/index.ts'
import { add, afterWords, atDevice, groupOf, leave, person, remove, removeDevice, sayIn, setRole } from './fixture.ts'
import { DEFAULT_POLICY, directSpace, extend, memberAt, resolve, rightsAt, selfSpace } from './index.ts'
import type { Operation, SpaceState } from './index.ts'

const [bora, jun, mina, seo] = [person('bora'), person('jun'), person('mina'), person('seo')]

/** Bora's group: Jun and Mina are its admins, Seo a member. */
const group = groupOf(bora)
const addJun = group.say(bora, add(jun, 'admin'), [group.create])
const addMina = group.say(bora, add(mina, 'admin'), [addJun])
const addSeo = group.say(bora, add(seo), [addMina])
const begun = [group.create, addJun, addMina, addSeo]

const names = new Map([bora, jun, mina, seo].map((it) => [it.id, it.name]))
const whoIn = (state: SpaceState) => [...state.members.values()].map((it) => `${names.get(it.account)} ${it.role}`)

/** The same in both orders. */
function after(...said: readonly Operation[]): SpaceState {
  const state = resolve([...begun, ...said])
  expect(whoIn(resolve([...said.toReversed(), ...begun.toReversed()]))).toStrictEqual(whoIn(state))
  return state
}

describe('rights come from what one has seen (S3)', () => {
  test('a stranger adds nobody', () => {
    const byStranger = groupOf(bora).say(person('eve'), add(seo), [addJun])
    expect(after(byStranger).voided.get(byStranger.id)).toBe('noRight')
  })

  test('a member adds where the policy lets her, and only as a member', () => {
    const eve = person('eve')
    const early = group.say(seo, add(eve), [addSeo])
    const open = group.say(jun, { kind: 'set-policy', policy: { ...DEFAULT_POLICY, invite: 'members' } }, [addSeo])
    const later = group.say(seo, add(eve), [open])
    const asAdmin = group.say(seo, add(eve, 'admin'), [open])
    const state = after(early, open, later, asAdmin)
    expect([early, later, asAdmin].map(({ id }) => state.voided.get(id))).toStrictEqual([
      'noRight',
      undefined,
      'noRight',
    ])
  })

  test('an admin makes nobody an admin, and removes no owner', () => {
    const made = group.say(jun, setRole(seo, 'admin'), [addSeo])
    const removed = group.say(jun, remove(bora), [addSeo])
    const state = after(made, removed)
    expect([made, removed].map(({ id }) => state.voided.get(id))).toStrictEqual(['noRight', 'noRight'])
  })

  test('what rests on something that has not come yet waits, and is right when it has', () => {
    const removed = group.say(jun, remove(seo), [addSeo])
    const state = resolve([group.create, removed])
    expect(state.voided.get(removed.id)).toBe('parentsMissing')
    expect(state.heads).toStrictEqual([group.create.id])
    expect(whoIn(extend(state, [addSeo, addMina, addJun]))).toStrictEqual(whoIn(after(removed)))
  })

  test('a backdated clock changes nothing: only what was seen does', () => {
    const removed = group.say(jun, remove(seo), [addSeo], 1_000)
    const backdated = group.say(seo, leave, [removed], 1)
    expect(after(removed, backdated).voided.get(backdated.id)).toBe('removed')
  })

  test('nobody is added who is there already: an owner cannot be made a member so', () => {
    const again = group.say(jun, add(bora), [addSeo])
    const state = after(again)
    expect(state.voided.get(again.id)).toBe('malformed')
    expect(state.members.get(bora.id)?.role).toBe('owner')
  })

  test('nor by an add that pretends not to know she is there: the higher of two grants counts', () => {
    const eve = person('eve')
    const asOwner = group.say(bora, add(eve, 'owner'), [addSeo])
    const asMember = group.say(jun, add(eve), [addSeo])
    expect(after(asOwner, asMember).members.get(eve.id)?.role).toBe('owner')
  })
})

describe('a removal wins over what the removed one did meanwhile (S4)', () => {
  test('two admins remove each other offline, and the one who was admin first stays', () => {
    const byJun = group.say(jun, remove(mina), [addSeo])
    const byMina = group.say(mina, remove(jun), [addSeo])
    const state = after(byMina, byJun)
    expect(whoIn(state)).toStrictEqual(['bora owner', 'jun admin', 'seo member'])
    expect(state.voided.get(byMina.id)).toBe('removed')
  })

  test('a removed admin re-adds herself through a friend: neither the friend nor the add is left', () => {
    const eve = person('eve')
    const removed = group.say(bora, remove(jun), [addSeo])
    const addEve = group.say(jun, add(eve), [addSeo])
    const policy = { ...DEFAULT_POLICY, invite: 'members' } as const
    const open = group.say(jun, { kind: 'set-policy', policy }, [addEve])
    const addedBack = group.say(eve, add(jun), [open])
    const state = after(removed, addEve, open, addedBack)
    expect(whoIn(state)).toStrictEqual(['bora owner', 'mina admin', 'seo member'])
    expect(state.policy).toStrictEqual(DEFAULT_POLICY)
  })

  test('a concurrent re-add loses, a later one restores', () => {
    const removed = group.say(bora, remove(seo), [addSeo])
    const gone = group.say(seo, leave, [addSeo])
    const concurrently = group.say(jun, add(seo), [gone])
    expect(whoIn(after(removed, gone, concurrently))).not.toContain('seo member')
    const later = group.say(jun, add(seo), [removed, gone])
    expect(whoIn(after(removed, gone, concurrently, later))).toContain('seo member')
  })

  test('a demoted admin who goes on quoting old heads does nothing an admin may', () => {
    const demoted = group.say(bora, setRole(jun, 'member'), [addSeo])
    const removes = group.say(jun, remove(seo), [addSeo])
    const adds = group.say(jun, add(person('eve')), [removes])
    const leaves = group.say(jun, leave, [addSeo])
    const state = after(demoted, removes, adds, leaves)
    expect([removes, adds].map(({ id }) => state.voided.get(id))).toStrictEqual(['removed', 'removed'])
    expect(state.counts.has(leaves.id)).toBe(true)
    expect(whoIn(state)).toStrictEqual(['bora owner', 'mina admin', 'seo member'])
  })

  test('what only a removed admin knew of still counts if others did it', () => {
    const addEve = group.say(jun, add(person('eve')), [addSeo])
    const minaSaw = group.say(mina, remove(seo), [addEve])
    const removed = group.say(bora, remove(jun), [addSeo])
    const state = after(addEve, minaSaw, removed)
    expect(state.voided.get(addEve.id)).toBe('removed')
    expect(whoIn(state)).toStrictEqual(['bora owner', 'mina admin'])
  })

  test('what a removal took is given back when a more senior one takes that removal', () => {
    const byMina = group.say(mina, remove(jun), [addSeo])
    const byJun = group.say(jun, remove(seo), [addSeo])
    const byBora = group.say(bora, remove(mina), [addSeo])
    expect(whoIn(after(byMina, byJun))).toStrictEqual(['bora owner', 'mina admin', 'seo member'])
    expect(whoIn(after(byMina, byJun, byBora))).toStrictEqual(['bora owner', 'jun admin'])
  })

  test('a removed member’s fresh device that quotes old heads is removed with her', () => {
    const removed = group.say(bora, remove(jun), [addSeo])
    const fresh = atDevice(jun, 'fresh', 9)
    const byFresh = group.say(fresh, remove(seo), [addSeo])
    expect(whoIn(after(removed, byFresh))).toContain('seo member')
  })

  test('three who remove each other in a ring are settled, and somebody owns the group', () => {
    const owners = groupOf(bora)
    const one = owners.say(bora, add(jun, 'owner'), [owners.create])
    const two = owners.say(bora, add(mina, 'owner'), [one])
    const ring = [
      owners.say(bora, remove(jun), [two]),
      owners.say(jun, remove(mina), [two]),
      owners.say(mina, remove(bora), [two]),
    ]
    const state = resolve([owners.create, one, two, ...ring])
    expect(whoIn(state)).toStrictEqual(['bora owner', 'jun owner'])
    expect(whoIn(resolve([...ring.toReversed(), two, one, owners.create]))).toStrictEqual(whoIn(state))
  })

  test('seniority among equals is from when they got the role: a backdated add by a friend moves nobody up', () => {
    const policy = { ...DEFAULT_POLICY, invite: 'members' } as const
    const open = groupOf(bora, policy)
    const seoFirst = open.say(bora, add(seo), [open.create])
    const junAdded = open.say(bora, add(jun), [seoFirst])
    const junAdmin = open.say(bora, setRole(jun, 'admin'), [junAdded])
    const minaAdded = open.say(bora, add(mina), [junAdmin])
    const minaAdmin = open.say(bora, setRole(mina, 'admin'), [minaAdded])
    const backdated = open.say(seo, add(mina), [seoFirst])
    const byMina = open.say(mina, remove(jun), [minaAdmin, backdated])
    const byJun = open.say(jun, remove(mina), [minaAdmin])
    const all = [open.create, seoFirst, junAdded, junAdmin, minaAdded, minaAdmin, backdated, byMina, byJun]
    expect(whoIn(resolve(all))).toStrictEqual(['bora owner', 'jun admin', 'seo member'])
  })
})

describe('nobody is left without an owner, and no owner without a way (S4)', () => {
  test('the only owner cannot step down, but leave', () => {
    const down = group.say(bora, setRole(bora, 'member'), [addSeo])
    expect(after(down).voided.get(down.id)).toBe('lastOwner')
    const gone = group.say(bora, leave, [addSeo])
    expect(whoIn(after(gone))).toStrictEqual(['jun owner', 'mina admin', 'seo member'])
  })

  test('who follows the last owner may do what an owner may, and others not', () => {
    const gone = group.say(bora, leave, [addSeo])
    const byJun = group.say(jun, setRole(seo, 'admin'), [gone])
    const byMina = group.say(mina, setRole(seo, 'owner'), [gone])
    const state = after(gone, byJun, byMina)
    expect(whoIn(state)).toStrictEqual(['jun owner', 'mina admin', 'seo admin'])
    expect(state.voided.get(byMina.id)).toBe('noRight')
    expect(memberAt(state, [gone.id], jun.id)).toBe('owner')
    expect(memberAt(state, [addSeo.id], jun.id)).toBe('admin')
  })

  test('two owners who leave at once leave the most senior who remains', () => {
    const second = group.say(bora, setRole(jun, 'owner'), [addSeo])
    const both = [group.say(bora, leave, [second]), group.say(jun, leave, [second])]
    expect(whoIn(after(second, ...both))).toStrictEqual(['mina owner', 'seo member'])
  })

  test('of two owners who remove each other the first stays', () => {
    const second = group.say(bora, setRole(jun, 'owner'), [addSeo])
    const byBora = group.say(bora, remove(jun), [second])
    const byJun = group.say(jun, remove(bora), [second])
    expect(whoIn(after(second, byJun, byBora))).toStrictEqual(['bora owner', 'mina admin', 'seo member'])
  })

  test('when all are gone nobody is in, and nobody comes back by herself', () => {
    const gone = group.say(bora, leave, [group.create])
    const back = group.say(bora, add(bora), [gone])
    const state = resolve([group.create, gone, back])
    expect([...state.members]).toStrictEqual([])
    expect(state.counts.has(back.id)).toBe(false)
  })
})

describe('a direct chat is two people, always (S4, S9)', () => {
  const direct = directSpace(bora.id, jun.id)

  test('nobody removes, demotes or adds, and nobody leaves', () => {
    for (const body of [remove(jun), setRole(jun, 'member'), add(seo), leave]) {
      const said = sayIn(direct.space, bora, body, [direct.create])
      const state = resolve([direct.create, said])
      expect(state.voided.get(said.id)).toBe('malformed')
      expect([...state.members.keys()]).toStrictEqual([bora.id, jun.id].toSorted())
    }
  })

  test('a third person does nothing in it', () => {
    const said = sayIn(direct.space, seo, { kind: 'set-relays', relays: [] }, [direct.create])
    expect(resolve([direct.create, said]).voided.get(said.id)).toBe('noRight')
  })
})

describe('devices of one account (I1)', () => {
  const phone = atDevice(bora, 'phone', 20)

  test('only the account itself removes its devices', () => {
    const byJun = group.say(jun, removeDevice(bora, phone), [addSeo])
    expect(after(byJun).voided.get(byJun.id)).toBe('malformed')
  })

  test('a removed device does nothing more, and nothing it did meanwhile counts', () => {
    const removed = group.say(bora, removeDevice(bora, phone), [addSeo])
    const meanwhile = group.say(phone, remove(seo), [addSeo])
    const later = group.say(phone, remove(mina), [removed])
    const state = after(removed, meanwhile, later)
    expect([meanwhile, later].map(({ id }) => state.voided.get(id))).toStrictEqual(['removed', 'removed'])
    expect(rightsAt(state, [removed.id], phone.device.certificate)).toStrictEqual({ type: 'known', role: null })
    expect(rightsAt(state, [addSeo.id], phone.device.certificate)).toStrictEqual({ type: 'known', role: 'owner' })
  })

  test('of two that remove each other the earlier certified stays, unless the certifier speaks', () => {
    const byLaptop = group.say(bora, removeDevice(bora, phone), [addSeo])
    const byPhone = group.say(phone, removeDevice(bora, bora), [addSeo])
    expect(after(byPhone, byLaptop).counts.has(byLaptop.id)).toBe(true)
    expect(after(byPhone, byLaptop).counts.has(byPhone.id)).toBe(false)
    const endorsed = group.say(phone, removeDevice(bora, bora), [addSeo], 1, bora.account.certifier.key)
    expect(after(endorsed, byLaptop).counts.has(endorsed.id)).toBe(true)
    expect(after(endorsed, byLaptop).counts.has(byLaptop.id)).toBe(false)
  })

  test('a stolen phone removes the laptop and certifies devices, until the words shut it out', () => {
    const { key } = bora.account.certifier
    const theft = group.say(phone, removeDevice(bora, bora), [addSeo], 1, key)
    const accomplice = atDevice(bora, 'accomplice', 30)
    const harm = group.say(accomplice, remove(jun), [theft])
    expect(whoIn(after(theft, harm))).not.toContain('jun admin')

    // The words, quoting nothing of what the thief did; the old laptop is kept.
    const mended = afterWords(bora, [bora])
    const shutOut = group.say(mended, removeDevice(bora, phone), [addSeo], 2, mended.account.certifier.key)
    const laptopGoesOn = group.say(bora, add(person('eve')), [shutOut])
    const state = after(theft, harm, shutOut, laptopGoesOn)
    expect(whoIn(state)).toStrictEqual(['bora owner', 'jun admin', 'mina admin', 'seo member', 'undefined member'])
    expect(state.counts.has(theft.id)).toBe(false)
    const more = group.say(accomplice, remove(jun), [shutOut])
    expect(extend(state, [more]).voided.get(more.id)).toBe('removed')
  })

  test('root’s word that a device stays beats the removal of it, also one that was seen', () => {
    const theft = group.say(phone, removeDevice(bora, bora), [addSeo])
    const mended = afterWords(bora, [bora])
    const word = group.say(mended, { kind: 'set-relays', relays: [] }, [theft])
    const laptop = group.say(bora, remove(seo), [word])
    const state = after(theft, word, laptop)
    expect([theft, word, laptop].map(({ id }) => state.counts.has(id))).toStrictEqual([false, true, true])
  })
})

describe('an invite for one person serves one (S10)', () => {
  const invite = addJun.id as Id
  const byInvite = (who: typeof bora) => ({ ...add(who), invite }) as ReturnType<typeof add>
  const [eve, dan] = [person('eve'), person('dan')]

  test('of two adds at once the smallest hash counts', () => {
    const both = [group.say(bora, byInvite(eve), [addSeo]), group.say(jun, byInvite(dan), [addSeo])]
    const [first] = both.map((it) => it.id).toSorted()
    const state = after(...both)
    expect(both.filter(({ id }) => state.counts.has(id)).map(({ id }) => id)).toStrictEqual([first])
    expect([...state.voided.values()]).toStrictEqual(['duplicateInvite'])
  })

  test('a later add under it does not count, however small its hash', () => {
    const used = group.say(bora, byInvite(eve), [addSeo])
    const again = Array.from({ length: 8 }, (_, i) => group.say(jun, byInvite(dan), [used], i))
    const state = after(used, ...again)
    expect(state.members.has(eve.id)).toBe(true)
    expect(state.members.has(dan.id)).toBe(false)
  })
})

test('in a channel only the owner appoints and removes managers, and there are no members (S2)', () => {
  const channel = groupOf(bora, DEFAULT_POLICY, 'channel')
  const manager = channel.say(bora, add(jun, 'manager'), [channel.create])
  const byManager = [
    channel.say(jun, add(mina, 'manager'), [manager]),
    channel.say(jun, remove(bora), [manager]),
    channel.say(bora, add(mina), [manager]),
    channel.say(bora, add(mina, 'admin'), [manager]),
  ]
  const state = resolve([channel.create, manager, ...byManager])
  expect(whoIn(state)).toStrictEqual(['bora owner', 'jun manager'])
  expect(byManager.map(({ id }) => state.voided.get(id))).toStrictEqual([
    'noRight',
    'noRight',
    'malformed',
    'malformed',
  ])
})

test('`self` is one account’s, and its devices go by its own word (S1, S9)', () => {
  const { recovery } = bora.account
  if (recovery === null) throw new TypeError('a new account has its recovery secret')
  const self = selfSpace(bora.id, recovery)
  const phone = atDevice(bora, 'phone')
  const lost = sayIn(self.space, bora, removeDevice(bora, phone), [self.rotate])
  const byJun = sayIn(self.space, jun, { kind: 'set-relays', relays: [] }, [self.rotate])
  const state = resolve([self.create, self.rotate, lost, byJun])
  expect([...state.members.keys()]).toStrictEqual([bora.id])
  expect(state.counts.has(byJun.id)).toBe(false)
  expect(resolve([self.create, self.rotate]).fits).toBe(true)
  expect(state.fits).toBe(false)
})

test('operations of two spaces are not mixed up, and a space has its create', () => {
  expect(() => resolve([...begun, directSpace(bora.id, jun.id).create, addJun])).toThrow(TypeError)
  expect(() => resolve([addJun])).toThrow(TypeError)
})
