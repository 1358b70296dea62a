import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { afterLull } from './lull.ts'

beforeEach(() => void vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'performance'] }))
afterEach(() => void vi.useRealTimers())

test('begins soon where nobody asks for anything', () => {
  const begin = vi.fn<() => void>()
  afterLull(begin)
  vi.advanceTimersByTime(499)
  expect(begin).not.toHaveBeenCalled()
  vi.advanceTimersByTime(1)
  expect(begin).toHaveBeenCalledTimes(1)
})

test('waits for whoever opens a page, and for nobody longer than three seconds', () => {
  const begin = vi.fn<() => void>()
  const { stir } = afterLull(begin)
  for (let at = 0; at < 2_900; at += 100) {
    vi.advanceTimersByTime(100)
    stir()
  }
  expect(begin).not.toHaveBeenCalled()
  for (let at = 2_900; at < 4_000; at += 100) {
    vi.advanceTimersByTime(100)
    stir()
  }
  expect(begin).toHaveBeenCalledTimes(1)
})

test('gives a page that is being loaded the time to ask for its chats', () => {
  const begin = vi.fn<() => void>()
  const { stir, loading } = afterLull(begin)
  loading()
  vi.advanceTimersByTime(700)
  stir()
  vi.advanceTimersByTime(700)
  expect(begin).not.toHaveBeenCalled()
  vi.advanceTimersByTime(100)
  expect(begin).toHaveBeenCalledTimes(1)
})

test('does not begin what has ended before', () => {
  const begin = vi.fn<() => void>()
  const { stir, cancel } = afterLull(begin)
  cancel()
  stir()
  vi.advanceTimersByTime(5_000)
  expect(begin).not.toHaveBeenCalled()
})
