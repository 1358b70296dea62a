import { setImmediate as oneTurn } from 'node:timers/promises'
import { describe, expect, test } from 'vitest'
import type { Port } from '#app/contract/port.ts'
import { createService } from '#app/service/index.ts'
import { createDouble } from '#app/service/test-double.ts'
import { portPair } from '#app/service/test-ports.ts'
import { connect } from './connection.ts'
import { findKey, type Tab } from './key.ts'
import { createLive, type Pace, type Query } from './live.ts'

/** A clock that never gives a reason to wait. */
const hurried = (): Pace => {
  let now = 0
  return { now: () => (now += 1000), after: (_, fn) => fn() }
}

/** A node that can be killed and started, and a clock that is wound by hand. */
const world = () => {
  const double = createDouble()
  const service = createService({
    messenger: double.messenger,
    about: () => ({ version: '0', startedAt: 0, memory: 0 }),
    onFault: (error) => {
      throw error
    },
    now: () => 0,
  })
  const state = { isUp: true, verdict: 'right' as 'right' | 'wrong' | 'gone', tries: 0 }
  const pauses: number[] = []
  let ring: (() => void) | null = null
  let far: Port | null = null
  const connection = connect({
    open: () => {
      state.tries++
      if (!state.isUp) return Promise.resolve(null)
      const [near, end] = portPair()
      far = end
      service.serve(end)
      return Promise.resolve(near)
    },
    check: () => Promise.resolve(state.isUp ? state.verdict : state.verdict === 'wrong' ? 'wrong' : 'gone'),
    after: (ms, fn) => {
      pauses.push(ms)
      ring = fn
      return () => void (ring = null)
    },
  })
  const kill = (): void => {
    state.isUp = false
    far?.close()
  }
  const wait = async (): Promise<void> => {
    const rung = ring
    ring = null
    rung?.()
    for (let turn = 0; turn < 5; turn++) await oneTurn()
  }
  return { ...double, connection, state, pauses, kill, wait }
}

const names: Query<string[]> = {
  key: 'names',
  read: async (client) => {
    const people = await client.contact.list()
    return people.ok ? { ok: true, value: people.value.map(({ name }) => name) } : people
  },
  isStale: (event) => event.topic === 'contact.changed',
}

describe('the line to the node', () => {
  test('is tried again with growing pauses, and heals', async () => {
    const there = world()
    await there.wait()
    expect(there.connection.standing()).toBe('open')
    there.kill()
    expect(there.connection.standing()).toBe('lost')
    expect(await there.connection.client.account.get()).toEqual({ ok: false, error: { type: 'Disconnected' } })
    for (let tries = 0; tries < 6; tries++) await there.wait()
    expect(there.pauses).toEqual([250, 500, 1000, 2000, 4000, 4000, 4000])
    there.state.isUp = true
    await there.wait()
    expect(there.connection.standing()).toBe('open')
    expect(await there.connection.client.account.get()).toEqual({ ok: true, value: null })
    there.kill()
    expect(there.pauses.at(-1)).toBe(250)
  })

  test('is tried at once when nudged, and only while it is broken', async () => {
    const there = world()
    await there.wait()
    there.connection.nudge()
    expect(there.state.tries).toBe(1)
    there.kill()
    there.state.isUp = true
    there.connection.nudge()
    await there.wait()
    expect(there.connection.standing()).toBe('open')
  })

  test('is given up when the node has another key', async () => {
    const there = world()
    await there.wait()
    there.state.verdict = 'wrong'
    there.kill()
    await there.wait()
    expect(there.connection.standing()).toBe('refused')
    const { tries } = there.state
    await there.wait()
    expect(there.state.tries).toBe(tries)
  })
})

describe('what a screen watches', () => {
  test('is read once for all who watch, again when it changes, and again after a broken line', async () => {
    const there = world()
    const live = createLive(there.connection, hurried())
    const watched = live.watch(names)
    expect(live.watch(names)).toBe(watched)
    const seen: unknown[] = []
    watched.subscribe(() => seen.push(watched.get()))
    await there.wait()
    expect(seen).toEqual([{ state: 'here', value: [] }])
    there.meet('Jun')
    await there.wait()
    expect(watched.get()).toEqual({ state: 'here', value: ['Jun'] })

    there.kill()
    there.meet('Mina')
    await there.wait()
    expect(watched.get()).toEqual({ state: 'here', value: ['Jun'] })
    there.state.isUp = true
    await there.wait()
    await there.wait()
    expect(watched.get()).toEqual({ state: 'here', value: ['Jun', 'Mina'] })
  })

  test('is not read while nobody watches, and fresh when somebody does again', async () => {
    const there = world()
    await there.wait()
    let reads = 0
    const counted: Query<string[]> = { ...names, read: (client) => (reads++, names.read(client)) }
    const watched = createLive(there.connection, hurried()).watch(counted)
    watched.subscribe(() => {})()
    await there.wait()
    const before = reads
    there.meet('Jun')
    await there.wait()
    expect(reads).toBe(before)
    watched.subscribe(() => {})
    await there.wait()
    expect(watched.get()).toEqual({ state: 'here', value: ['Jun'] })
  })

  test('that changes while it is being read is read once more', async () => {
    const there = world()
    await there.wait()
    const answers: (() => void)[] = []
    let reads = 0
    const slow: Query<number> = {
      key: 'slow',
      read: () => new Promise((resolve) => answers.push(() => resolve({ ok: true, value: ++reads }))),
      isStale: names.isStale,
    }
    const watched = createLive(there.connection, hurried()).watch(slow)
    watched.subscribe(() => {})
    there.meet('Jun')
    await there.wait()
    there.meet('Mina')
    await there.wait()
    expect(answers.length).toBe(1)
    answers[0]?.()
    await there.wait()
    answers[1]?.()
    await there.wait()
    expect(watched.get()).toEqual({ state: 'here', value: 2 })
    expect(answers.length).toBe(2)
  })
})

describe('the key of a page', () => {
  const tab = (
    hash: string,
    stored: string | null = null,
  ): Tab & { readonly kept: () => string | null; hidden: number } => {
    let kept = stored
    const made = {
      hash,
      hidden: 0,
      hide: () => void made.hidden++,
      store: { get: () => kept, set: (token: string) => void (kept = token) },
      redeem: (code: string) => Promise.resolve(code === 'good' ? 'fromcode' : null),
      kept: () => kept,
    }
    return made
  }

  test('is taken out of the address and kept for a reload', async () => {
    const here = tab('#token=abc', 'old')
    expect(await findKey(here)).toBe('abc')
    expect({ hidden: here.hidden, kept: here.kept() }).toEqual({ hidden: 1, kept: 'abc' })
  })

  test('is got once for a code', async () => {
    const here = tab('#once=good')
    expect(await findKey(here)).toBe('fromcode')
    expect({ hidden: here.hidden, kept: here.kept() }).toEqual({ hidden: 1, kept: 'fromcode' })
  })

  test.each([
    ['#/chats', 'old', 'old'],
    ['#once=used', 'old', 'old'],
    ['#once=used', null, null],
    ['#token=', null, null],
    ['', null, null],
  ])('with %j in the address and %j from before is %j', async (hash, stored, expected) => {
    expect(await findKey(tab(hash, stored))).toBe(expected)
  })
})
