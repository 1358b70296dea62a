import { onTestFinished } from 'vitest'
import { createNet } from '#core/adapters/libp2p/index.ts'
import { realClock } from '#core/adapters/system/index.ts'
import { reveal } from '#core/crypto/index.ts'
import { openNode } from '#core/node/index.ts'
import type { Node, NodePorts } from '#core/node/index.ts'
import { value } from '#core/node/testing.ts'
import { systemRandom, testPorts } from './node.ts'

// Devices that reach each other over real libp2p on this computer, in real time, for stories about linking.

export const clock = realClock()
/** Between two looks, and the longest wait for what must come: a slow machine is not a wrong answer. Milliseconds. */
const LOOK_MS = 20
const DEADLINE_MS = 60_000

/** An installation with a network. */
export interface Installation {
  readonly node: Node
  readonly ports: NodePorts
}

/** An installation; its network begins when there is an account, or when it shows its link. */
export function install(
  deviceName: string,
  given: Partial<NodePorts> = {},
  listen: readonly string[] = ['/ip4/127.0.0.1/tcp/0'],
): Installation {
  const ports = testPorts({ ...given, clock, deviceName })
  const opened = openNode(ports)
  if (!opened.ok) throw new Error(opened.error.type)
  const node = opened.value
  let running: { stop(): Promise<void> } | null = null
  let turn = Promise.resolve()
  const begin = async (): Promise<void> => {
    node.disconnect()
    await running?.stop()
    running = null
    if (node.state.isStopping) return
    const seed = reveal(node.identity().seed)
    const options = { listen, mdns: false, clock, random: systemRandom, log: () => undefined }
    const net = await createNet({ ...options, seed })
    value(await net.start())
    running = net
    node.connect(net)
  }
  const beginInTurn = (): void => {
    turn = turn.then(begin)
  }
  node.onNetworkWanted(beginInTurn)
  node.onIdentity(beginInTurn)
  onTestFinished(async () => {
    node.stop()
    await turn
    await running?.stop()
  })
  return { node, ports }
}

/** Waits until something is so. */
export async function until(isSo: () => boolean, what: string): Promise<void> {
  const end = clock.monotonic() + DEADLINE_MS
  while (!isSo()) {
    if (clock.monotonic() > end) throw new Error(`never came: ${what}`)
    await new Promise<void>((resolve) => clock.after(LOOK_MS, resolve))
  }
}

/** Links a new installation to an account, as a person does who looks at both screens. Gives the new device's id. */
export async function linkTo(
  old: Installation,
  fresh: Installation,
  certifier = false,
  relays: readonly string[] = [],
): Promise<string> {
  const { link } = value(await fresh.node.device.link({ relays }))
  await until(() => old.node.network.status().state === 'up', 'the network')
  const { code } = value(await old.node.device.approve({ link, certifier }))
  if (fresh.node.device.linking().code !== code) throw new Error('the digits differ')
  return value(await old.node.device.confirm({ code })).device
}
