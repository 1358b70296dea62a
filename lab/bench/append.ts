import { join } from 'node:path'
import { setImmediate } from 'node:timers/promises'
import type { Bench } from './bench.ts'
import { corpus } from './corpus.ts'
import { atLeast, atMost, figuresOf, grouped, median, percentile } from './figures.ts'
import { perSecond, sqliteFloor } from './floor.ts'
import type { Steps } from './floor.ts'
import { must } from './history.ts'
import { copyHome, openHome } from './home.ts'
import type { Home } from './home.ts'
import { answer, serve } from './process.ts'
import type { Figure, Row } from './types.ts'

/** Messages sent before measuring, so that code is compiled and statements are prepared. */
const WARM_UP = 200
const ROUNDS = 3
/** Requests under way at once where a script does not wait for each answer. */
const AT_ONCE = 16
const TO_REACH = atLeast(1500)
const WITHIN_MS = atMost(5)

const figure = figuresOf('append')

/** One message, durable, in chats of every length; through the messenger, and through the contract of a process. */
export const append: Row = {
  name: 'append',
  measure: async (bench) => {
    const texts = corpus(bench.sends, bench.seed + 1)
    const figures: Figure[] = []
    for (const messages of [0, ...bench.sizes]) {
      const history = await bench.history(messages)
      const home = copyHome(history.bora, join(bench.folder, `append-${messages}`))
      // Right beside, because other programs use the disk too.
      const floor = sqliteFloor(bench.folder, texts)
      figures.push(...(await inProcess(home, history.space, texts, messages, floor)))
      if (messages === bench.sizes.at(-1)) figures.push(...(await throughContract(bench, home, history.space, texts)))
    }
    return figures
  },
}

async function inProcess(
  home: Home,
  space: string,
  texts: readonly string[],
  messages: number,
  floor: Steps,
): Promise<Figure[]> {
  const { node, close } = openHome(home)
  const send = (text: string): void => void must(node.chat.send({ space, text }))
  texts.slice(0, WARM_UP).forEach(send)
  const rounds: Steps[] = []
  const usedBefore = process.cpuUsage()
  for (let round = 0; round < ROUNDS; round++) {
    const each: number[] = []
    const began = performance.now()
    for (const text of texts) {
      const start = performance.now()
      send(text)
      each.push(performance.now() - start)
      // Timers have their turn, as in a process that serves.
      await setImmediate()
    }
    rounds.push({ each, totalMs: performance.now() - began })
  }
  const used = process.cpuUsage(usedBefore)
  close()
  const all = rounds.flatMap(({ each }) => each)
  const where = `chat of ${grouped(messages)}`
  const usedMs = (used.user + used.system) / 1000 / all.length
  return [
    figure(`${where}: rate`, median(rounds.map(perSecond)), 'messages/s', TO_REACH, perSecond(floor)),
    figure(`${where}: p50`, median(all), 'ms', null, median(floor.each)),
    figure(`${where}: p99`, percentile(all, 0.99), 'ms', WITHIN_MS, percentile(floor.each, 0.99)),
    figure(`${where}: processor time each`, usedMs, 'ms'),
  ]
}

async function throughContract(bench: Bench, home: Home, space: string, texts: readonly string[]): Promise<Figure[]> {
  const { client, stop } = await serve(bench.product, home)
  const send = (text: string) => answer(client.chat.send({ space, text }))
  for (const text of texts.slice(0, WARM_UP)) await send(text)
  const each: number[] = []
  for (const text of texts) {
    const start = performance.now()
    await send(text)
    each.push(performance.now() - start)
  }
  const began = performance.now()
  const waiting = texts.values()
  await Promise.all(
    Array.from({ length: AT_ONCE }, async () => {
      for (const text of waiting) await send(text)
    }),
  )
  const rate = (texts.length / (performance.now() - began)) * 1000
  await stop()
  return [
    figure('through the contract of a process: p50', median(each), 'ms'),
    figure('through the contract of a process: p99', percentile(each, 0.99), 'ms', WITHIN_MS),
    figure(`through the contract, ${AT_ONCE} under way: rate`, rate, 'messages/s', TO_REACH),
  ]
}
