import { join } from 'node:path'
import type { Node } from '#core/node/index.ts'
import { WORLD_BEGAN } from '../sim/clock.ts'
import { createDice } from '../sim/dice.ts'
import { createHost } from '../sim/host.ts'
import { createFabric, PERFECT } from '../sim/net/index.ts'
import { createTimeline } from '../sim/timeline.ts'
import { homeAt, openHome, settleHome } from './home.ts'
import type { Home } from './home.ts'

/** Two people who know each other. Bora has written a long time; Jun was away from the first message on. */
export interface History {
  readonly bora: Home
  readonly jun: Home
  /** Their chat. */
  readonly space: string
  readonly messages: number
}

/** How long a history takes, in milliseconds: twelve documents, as of a chat that is used every day. */
const YEAR_MS = 365 * 86_400_000
/** What people who were just introduced still have to say to each other takes no longer than this. */
const TALK_MS = 10 * 60_000

/**
 * Two homes whose people were introduced a year ago by the real core in simulated time, after which Bora wrote `texts`,
 * evenly until now. Everything is as their own processes would have left it; only the time did not have to pass.
 */
export async function writeHistory(folder: string, texts: readonly string[], seed: number): Promise<History> {
  const timeline = createTimeline()
  const dice = createDice(`history ${seed}`)
  const fabric = createFabric(timeline, dice.fork('fabric'))
  const clockAheadMs = Date.now() - YEAR_MS - WORLD_BEGAN
  const moveIn = (name: string) => {
    const home = homeAt(join(folder, name))
    const host = createHost(fabric, name, dice.fork(name), { isReachable: true, quality: PERFECT, clockAheadMs })
    const run = host.boot()
    const { clock, random } = run
    const { node, close } = openHome(home, { clock, random, careless: true })
    must(node.account.create({ name }))
    const net = run.net(node.identity().peer)
    node.connect(net)
    net.start()
    return { home, host, node, net, close }
  }
  const bora = moveIn('Bora')
  const jun = moveIn('Jun')
  const { space } = must(bora.node.contact.add({ link: must(jun.node.contact.card({ once: true })).link }))
  const isOpen = (node: Node): boolean => node.space.list()[0]?.state === 'open'
  if (!(await timeline.runWhile(() => isOpen(bora.node) && isOpen(jun.node), TALK_MS)))
    throw new Error('they were not introduced')
  await timeline.runUntil(TALK_MS)
  for (const { node, net } of [bora, jun]) {
    node.disconnect()
    net.stop()
  }
  jun.close()
  // The board's clock jumps: what waits for a quiet moment waits until all is said.
  const gap = (YEAR_MS - TALK_MS) / Math.max(1, texts.length)
  for (const text of texts) {
    bora.host.clock.jump(gap)
    must(bora.node.chat.send({ space, text }))
  }
  bora.node.finishQuietWork()
  bora.close()
  await settleHome(bora.home)
  return { bora: bora.home, jun: jun.home, space, messages: texts.length }
}

/** The value of what must have succeeded. */
export function must<T>(
  result: { readonly ok: true; readonly value: T } | { readonly ok: false; readonly error: { readonly type: string } },
): T {
  if (!result.ok) throw new Error(`refused: ${JSON.stringify(result.error)}`)
  return result.value
}
