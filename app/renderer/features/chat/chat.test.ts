import { setImmediate as oneTurn } from 'node:timers/promises'
import { describe, expect, test } from 'vitest'
import { asClient } from '#app/contract/client.ts'
import type { Port } from '#app/contract/port.ts'
import { createService } from '#app/service/index.ts'
import { createDouble } from '#app/service/test-double.ts'
import { portPair } from '#app/service/test-ports.ts'
import { connect } from '../../line/index.ts'
import { createChat, type ChatPorts } from './chat.ts'
import type { Kept } from './outbox.ts'
import { MOST, PAGE } from './window.ts'

const shelf = (kept: readonly Kept[] = []) => {
  let held = kept
  return { read: () => held, write: (next: readonly Kept[]) => void (held = next) }
}
/** Time stands still, and what is to happen later happens in the next turn. */
const ports: ChatPorts = {
  now: () => 5_000_000,
  after: (_, fn) => void setImmediate(fn),
  shelf: { read: () => [], write: () => {} },
}

const world = async (count = 0, more: Partial<ChatPorts> = {}) => {
  const double = createDouble(() => 5_000_000)
  double.messenger.account.create({ name: 'Bora' })
  const { space } = double.meet('Jun')
  for (let n = 0; n < count; n++) double.hear(space, `${n}`, n)
  const service = createService({
    messenger: double.messenger,
    about: () => ({ version: '0', startedAt: 0, memory: 0 }),
    onFault: () => {},
    now: () => 0,
  })
  const rings: (() => void)[] = []
  let far: Port | null = null
  const connection = connect({
    open: () => {
      const [near, end] = portPair()
      far = end
      service.serve(end)
      return Promise.resolve(near)
    },
    check: () => Promise.resolve('gone'),
    after: (_, fn) => {
      rings.push(fn)
      return () => {}
    },
  })
  const settle = async (): Promise<void> => {
    for (let turn = 0; turn < 12; turn++) await oneTurn()
  }
  await settle()
  const chat = createChat(connection, space, { ...ports, ...more })
  const shown = (): string[] => chat.get().window.messages.map(({ text }) => text)
  return {
    ...double,
    space,
    connection,
    chat,
    settle,
    shown,
    cut: () => far?.close(),
    heal: () => rings.shift()?.(),
  }
}

describe('a chat on screen', () => {
  test('shows the newest page, goes back to the very beginning, and returns', async () => {
    const { messenger, space, chat, settle, shown } = await world(500)
    const newest = messenger.chat.page({ space, limit: 1 })
    messenger.chat.markRead({ space, message: (newest.ok && newest.value.messages[0]?.message) || '' })
    chat.subscribe(() => {})
    await settle()
    expect(shown().length).toBe(PAGE)
    expect(shown().at(-1)).toBe('499')
    for (let from = 440; from >= 0; from -= 20) {
      chat.look(from, from + 10)
      // Asked for again while it waits: as a scroll does many times a second.
      chat.look(from, from + 10)
      await settle()
      expect(shown()).toContain(`${from}`)
    }
    expect(shown()[0]).toBe('0')
    expect(shown().length).toBe(MOST)
    expect(chat.get().window).toMatchObject({ before: 0, total: 500 })
    chat.look(390, 400)
    await settle()
    expect(chat.get().window.before).toBe(60)
    chat.latest()
    await settle()
    expect(shown().at(-1)).toBe('499')
    expect(chat.get().target).toEqual({ kind: 'end' })
  })

  test('that is read ahead is there as it is opened, from where one has not read, and reads it once', async () => {
    const there = await world(100)
    const page = there.messenger.chat.page({ space: there.space, limit: 100 })
    const all = page.ok ? page.value.messages.map(({ message }) => message) : []
    there.messenger.chat.markRead({ space: there.space, message: all[19] ?? '' })
    await there.settle()
    there.chat.warm()
    await there.settle()
    const read = there.chat.get()
    expect(read).toMatchObject({ phase: 'here', newFrom: all[20] })
    there.chat.subscribe(() => {})
    expect(there.chat.get()).toBe(read)
    await there.settle()
    expect(there.chat.get().window).toBe(read.window)
  })

  test('that was read ahead and has changed since is read anew', async () => {
    const there = await world(3)
    there.chat.warm()
    await there.settle()
    there.hear(there.space, 'and one more', 4_000_000)
    await there.settle()
    there.chat.subscribe(() => {})
    expect(there.chat.get().phase).toBe('loading')
    await there.settle()
    expect(there.shown()).toEqual(['0', '1', '2', 'and one more'])
  })

  test('stays at the message it was asked for, though more was about to be read where one was before', async () => {
    const { messenger, space, chat, settle, shown } = await world(500)
    const page = messenger.chat.page({ space, index: 40, limit: 1 })
    const wanted = (page.ok && page.value.messages[0]?.message) || ''
    chat.subscribe(() => {})
    await settle()
    chat.latest()
    await settle()
    chat.show(wanted)
    // As the list says it while it is drawn for the last time near the newest.
    chat.look(460, 465)
    await settle()
    expect(chat.get().target).toEqual({ kind: 'message', message: wanted, searched: null })
    expect(shown()).toContain('40')
  })

  test('marks in a message what was searched for where it was found, and in no other', async () => {
    const { chat, settle, shown } = await world(100)
    chat.subscribe(() => {})
    await settle()
    const [first, second] = chat.get().window.messages.map(({ message }) => message)
    chat.found(first ?? '', 'word')
    chat.show(first ?? '')
    await settle()
    expect(chat.get().target).toMatchObject({ message: first, searched: 'word' })
    chat.show(second ?? '')
    await settle()
    expect(chat.get().target).toMatchObject({ message: second, searched: null })
    expect(shown()).not.toEqual([])
  })

  test('opens in the middle of a long one where somebody pulls the scrollbar', async () => {
    const { chat, settle, shown } = await world(2000)
    chat.subscribe(() => {})
    await settle()
    chat.look(1000, 1010)
    chat.look(1200, 1210)
    await settle()
    expect(shown()).toContain('1205')
    expect(shown()).not.toContain('1000')
    expect(chat.get().window.before).toBeGreaterThan(1000)
  })

  test('opens where the unread begins, says where that is, and not again when one comes back', async () => {
    const there = await world(100)
    const page = there.messenger.chat.page({ space: there.space, limit: 100 })
    const all = page.ok ? page.value.messages.map(({ message }) => message) : []
    there.messenger.chat.markRead({ space: there.space, message: all[19] ?? '' })
    const leave = there.chat.subscribe(() => {})
    await there.settle()
    expect(there.chat.get().newFrom).toBe(all[20])
    expect(there.shown()).toContain('20')
    there.messenger.chat.markRead({ space: there.space, message: all[99] ?? '' })
    await there.settle()
    leave()
    there.chat.subscribe(() => {})
    await there.settle()
    expect(there.chat.get().newFrom).toBeNull()
  })

  test('follows what is said, what comes late, and how far one’s own got', async () => {
    const there = await world(3)
    const { chat, settle, shown } = there
    chat.subscribe(() => {})
    await settle()
    there.hear(there.space, 'new', 10)
    there.said(there.space, 'mine', 11, 'saved')
    there.hear(there.space, 'late', 1)
    await settle()
    expect(shown()).toEqual(['0', '1', 'late', '2', 'new', 'mine'])
    there.deliver(there.space, 'read')
    await settle()
    expect(chat.get().window.messages.at(-1)?.delivery).toBe('read')
  })

  test('reads itself again after more arrived than can be named', async () => {
    const there = await world(3)
    there.chat.subscribe(() => {})
    await there.settle()
    there.chat.look(0, 3)
    for (let n = 0; n < 150; n++) there.hear(there.space, `more ${n}`, 100 + n)
    await there.settle()
    expect(there.shown().at(-1)).toBe('more 149')
  })

  test('brings a message into view that lies far back', async () => {
    const there = await world(500)
    there.chat.subscribe(() => {})
    const page = there.messenger.chat.page({ space: there.space, limit: 500 })
    const wanted = page.ok ? page.value.messages[20]?.message : undefined
    there.chat.show(wanted ?? '')
    await there.settle()
    expect(there.shown()).toContain('20')
    expect(there.chat.get().target).toEqual({ kind: 'message', message: wanted, searched: null })
    expect(there.chat.get().window.before).toBeLessThanOrEqual(20)
  })

  test('says how many came late, until that is seen', async () => {
    const there = await world(3)
    there.chat.subscribe(() => {})
    await there.settle()
    const first = there.hear(there.space, 'late', 0).message
    there.tell({ topic: 'notice', notice: { type: 'LateMessages', space: there.space, count: 1, first } })
    there.tell({ topic: 'notice', notice: { type: 'LateMessages', space: there.space, count: 2, first: 'b' } })
    there.tell({ topic: 'notice', notice: { type: 'LateMessages', space: 'another', count: 9, first: 'c' } })
    await there.settle()
    expect(there.chat.get().late).toEqual({ count: 3, first })
    there.chat.dismissLate()
    expect(there.chat.get().late).toBeNull()
  })

  test('says when it is not there', async () => {
    const { connection, settle } = await world()
    const chat = createChat(connection, 'abc', ports)
    chat.subscribe(() => {})
    await settle()
    expect(chat.get().phase).toBe('missing')
  })

  test('shows what was missed while the line was broken', async () => {
    const there = await world(1)
    there.chat.subscribe(() => {})
    await there.settle()
    there.cut()
    await there.settle()
    there.hear(there.space, 'missed', 10)
    there.heal()
    await there.settle()
    expect(there.shown()).toEqual(['0', 'missed'])
  })
})

describe('what is said', () => {
  test('leaves the outbox for the chat', async () => {
    const { chat, settle, shown } = await world(1)
    chat.subscribe(() => {})
    await settle()
    chat.send('안녕', null)
    expect(chat.get().outgoing).toMatchObject([{ text: '안녕', failure: null }])
    await settle()
    expect(shown()).toEqual(['0', '안녕'])
    expect(chat.get().outgoing).toEqual([])
  })

  test('stays with its text when it fails, and can be sent again or taken back', async () => {
    const there = await world()
    const { chat, settle, shown } = there
    chat.subscribe(() => {})
    there.refuse('DiskFull')
    chat.send('first', null)
    chat.send('second', null)
    await settle()
    expect(chat.get().outgoing).toMatchObject([
      { key: 0, text: 'first', failure: { type: 'DiskFull' } },
      { key: 1, text: 'second', failure: { type: 'DiskFull' } },
    ])
    there.refuse(null)
    chat.retry(0)
    expect(chat.discard(1)).toBe('second')
    await settle()
    expect(shown()).toEqual(['first'])
    expect(chat.get().outgoing).toEqual([])
  })

  test('is not said twice when the line broke between doing and answering', async () => {
    const there = await world()
    const { chat, settle, shown } = there
    chat.subscribe(() => {})
    await settle()
    chat.send('said after all', null)
    chat.send('never arrived', null)
    there.said(there.space, 'said after all', 5_000_000, 'saved')
    there.cut()
    await settle()
    there.heal()
    await settle()
    expect(shown().filter((text) => text === 'said after all').length).toBe(1)
    expect(chat.get().outgoing).toMatchObject([{ text: 'never arrived', failure: { type: 'Disconnected' } }])
  })

  test('outlives a reload: what failed stays with its text, and what was said after all is not said twice', async () => {
    const kept = shelf([
      { text: 'said after all', replyTo: null, at: 5_000_000 },
      { text: 'never arrived', replyTo: null, at: 5_000_000 },
    ])
    const there = await world(0, { shelf: kept })
    there.said(there.space, 'said after all', 5_000_000, 'saved')
    there.chat.subscribe(() => {})
    await there.settle()
    expect(there.chat.get().outgoing).toMatchObject([{ text: 'never arrived', failure: { type: 'Disconnected' } }])
    expect(kept.read()).toEqual([{ text: 'never arrived', replyTo: null, at: 5_000_000 }])
    there.chat.retry(there.chat.get().outgoing[0]?.key ?? -1)
    await there.settle()
    expect(there.shown()).toEqual(['said after all', 'never arrived'])
    expect(kept.read()).toEqual([])
  })

  test('says it is a fault of ours when a call goes wrong', async () => {
    const { connection, settle } = await world()
    const broken = { ...connection, client: asClient(() => Promise.reject(new Error('ours'))) }
    const chat = createChat({ ...broken, standing: () => 'lost' }, 'abc', ports)
    chat.send('kept', null)
    await settle()
    expect(chat.get().outgoing).toMatchObject([{ text: 'kept', failure: { type: 'Fault' } }])
  })
})
