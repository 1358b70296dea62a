import { describe, expect, test } from 'vitest'
import { add, groupOf, leave, person, remove, setRole } from './fixture.ts'
import { extend, resolve } from './index.ts'

const bora = person('bora')
const jun = person('jun')
const mina = person('mina')
const seo = person('seo')

describe('who belongs to a group', () => {
  test('a member is added, a stranger adds nobody (S3)', () => {
    const group = groupOf(bora)
    const addJun = group.say(bora, add(jun), [group.create])
    const byStranger = group.say(seo, add(mina), [addJun])
    const state = resolve([byStranger, addJun, group.create])
    expect([...state.members.keys()]).toStrictEqual([bora.id, jun.id])
    expect(state.voided.get(byStranger.id)).toBe('noRight')
  })

  test('two admins remove each other offline, and the one who was admin first stays (S4)', () => {
    const group = groupOf(bora)
    const addJun = group.say(bora, add(jun, 'admin'), [group.create])
    const addMina = group.say(bora, add(mina, 'admin'), [addJun])
    const byJun = group.say(jun, remove(mina), [addMina])
    const byMina = group.say(mina, remove(jun), [addMina])
    const state = resolve([group.create, addJun, addMina, byJun, byMina])
    expect([...state.members.keys()]).toStrictEqual([bora.id, jun.id])
    expect(state.voided.get(byMina.id)).toBe('removed')
  })

  test('when the last owner leaves, the most senior who remains is the owner (S4)', () => {
    const group = groupOf(bora)
    const addJun = group.say(bora, add(jun, 'admin'), [group.create])
    const addMina = group.say(bora, add(mina), [addJun])
    const gone = group.say(bora, leave, [addMina])
    const promote = group.say(jun, setRole(mina, 'admin'), [gone])
    const state = extend(resolve([group.create, addJun, addMina]), [promote, gone])
    expect([...state.members.values()].map((it) => [it.account, it.role])).toStrictEqual([
      [jun.id, 'owner'],
      [mina.id, 'admin'],
    ])
  })
})
