import type { Secret } from '#core/crypto/index.ts'
import {
  commitmentTo,
  deviceKeys,
  deviceToLink,
  LINK_NONCE_BYTES,
  LINK_SECRET_BYTES,
  linkCode,
  linkProof,
} from '#core/identity/index.ts'
import type { DeviceId, DeviceLink } from '#core/identity/index.ts'
import type { Net, Stream } from '#core/net/index.ts'
import { equalBytes, fail, ok } from '#core/proof/index.ts'
import { adoptHanded } from './adopt.ts'
import { tell } from './commit.ts'
import { decodeFrame, encodeFrame, LINK_PROTOCOL, openHanded } from './link-frames.ts'
import type { LinkingView, Messenger } from './messenger.ts'
import type { NodeState } from './state.ts'

/** How long a link serves: as long as somebody takes to walk from one computer to the other. */
const LINK_MS = 10 * 60_000
/** How long one waits for the network to come up, and then for a relay to give an address. */
const NETWORK_MS = 15_000
const RELAY_MS = 5_000
const LOOK_MS = 100
/** Addresses in a link: what a QR code still holds well. */
const MAX_ADDRESSES = 6

/** An installation without an account that shows its link. */
export interface Linking {
  readonly link: DeviceLink
  readonly text: string
  readonly nonce: Uint8Array
  readonly seed: Secret
  /** Whoever came with the link first; nobody else is heard any more. */
  partner: Stream | null
  code: string | null
  hasFailed: boolean
  readonly cancel: () => void
}

/** Shows a link, or the one that is shown already. Rule I3. */
export async function showLink(
  node: NodeState,
  relays: readonly string[],
): Promise<Awaited<ReturnType<Messenger['device']['link']>>> {
  if (node.me !== null || node.newborn === null) return fail({ type: 'AccountExists' })
  const { linking, newborn } = node
  if (linking !== null && !linking.hasFailed) return ok({ link: linking.text, code: linking.code })
  const net = await networkOfNewborn(node)
  if (net === null) return fail({ type: 'NetworkOff' })
  const used = [...new Set([...node.givenRelays, ...relays])]
  const wrong = used.flatMap((address) => {
    const peer = net.peerOf(address)
    return peer.ok ? [] : [{ address, detail: 'detail' in peer.error ? peer.error.detail : peer.error.type }]
  })[0]
  if (wrong) return fail({ type: 'AddressInvalid', ...wrong })
  net.useRelays(used)
  if (used.length > 0) await until(node, () => net.status().listen.some(isCircuit), RELAY_MS)
  const fresh = begin(node, net, newborn)
  tell(node, { topic: 'device.changed' })
  return ok({ link: fresh.text, code: null })
}

function begin(node: NodeState, net: Net, seed: Secret): Linking {
  endLinking(node)
  const { device, box } = deviceKeys(seed)
  const nonce = node.random(LINK_NONCE_BYTES)
  const addresses = net.status().listen.toSorted((a, b) => Number(isCircuit(b)) - Number(isCircuit(a)))
  const link = {
    device,
    boxKey: box.publicKey,
    commitment: commitmentTo(nonce),
    secret: node.random(LINK_SECRET_BYTES),
    addresses: addresses.slice(0, MAX_ADDRESSES),
  }
  const cancel = node.clock.after(LINK_MS, () => failLinking(node, fresh))
  const fresh: Linking = {
    link,
    text: deviceToLink(link),
    nonce,
    seed,
    partner: null,
    code: null,
    hasFailed: false,
    cancel,
  }
  node.linking = fresh
  return fresh
}

/** How far it is. */
export function linkingView({ linking }: NodeState): LinkingView {
  if (linking === null) return { state: 'none', link: null, code: null }
  if (linking.hasFailed) return { state: 'failed', link: null, code: null }
  const { text, code } = linking
  return { state: code === null ? 'waiting' : 'comparing', link: text, code }
}

/** Takes a network into use before there is an account: to be let into one. */
export function connectNewborn(node: NodeState, net: Net): void {
  node.newbornNet = net
  net.useRelays(node.givenRelays)
  net.serve(LINK_PROTOCOL, (stream) => meet(node, stream))
  for (const waiting of node.netWaiters.splice(0)) waiting()
  tell(node, { topic: 'network.changed' })
}

/** Nobody is let in any more through the link that was shown. */
export function endLinking(node: NodeState): void {
  const { linking } = node
  node.linking = null
  linking?.cancel()
  linking?.partner?.abort('ended')
}

function failLinking(node: NodeState, linking: Linking): void {
  if (node.linking !== linking || linking.hasFailed) return
  linking.hasFailed = true
  linking.cancel()
  linking.partner?.abort('ended')
  tell(node, { topic: 'device.changed' })
}

/** Somebody comes: whoever shows that she has the link is the one, and a second is not heard. */
function meet(node: NodeState, stream: Stream): void {
  let isDone = false
  stream.listen({
    frame: (bytes) => {
      const { linking } = node
      const frame = decodeFrame(bytes)
      if (linking === null || linking.hasFailed || !frame || isDone) return stream.abort('unasked')
      if (frame.type === 'hello' && linking.partner === null) return greet(node, linking, stream, frame)
      if (frame.type !== 'handed' || linking.partner !== stream) return stream.abort('unasked')
      isDone = true
      take(node, linking, stream, frame.box)
    },
    drain: () => undefined,
    close: () => {
      const { linking } = node
      if (linking?.partner === stream && !isDone) failLinking(node, linking)
    },
  })
}

function greet(
  node: NodeState,
  linking: Linking,
  stream: Stream,
  hello: { readonly proof: Uint8Array; readonly nonce: Uint8Array },
): void {
  const ends = { link: linking.link, by: stream.peer as DeviceId } // a device's peer id is its key (I2)
  // Without the link's secret anybody on the network could end it.
  if (!equalBytes(hello.proof, linkProof(ends))) return stream.abort('unasked')
  linking.partner = stream
  linking.code = linkCode(ends, linking.nonce, hello.nonce)
  // Only now that the other's nonce is here: who saw ours first could look for one that gives the digits she wants.
  stream.send(encodeFrame({ type: 'shown', nonce: linking.nonce, name: node.deviceName }))
  tell(node, { topic: 'device.changed' })
}

function take(node: NodeState, linking: Linking, stream: Stream, box: Uint8Array): void {
  const opened = openHanded(deviceKeys(linking.seed).box, box)
  const adopted = opened ? adoptHanded(node, linking.seed, opened) : fail({ type: 'HandedMalformed' } as const)
  if (!adopted.ok) {
    stream.send(encodeFrame({ type: 'refused', reason: adopted.error.type }))
    stream.close()
    return failLinking(node, linking)
  }
  linking.cancel()
  node.linking = null
  stream.send(encodeFrame({ type: 'taken' }))
  stream.close()
  tell(node, { topic: 'device.changed' })
  tell(node, { topic: 'account.changed' })
  // The network begins anew with the account: after the other side has heard that all is here.
  node.clock.after(GOODBYE_MS, () => {
    if (!node.isStopping) node.onAccount?.()
  })
}

/** How long the last frame has to leave. */
const GOODBYE_MS = 500

const isCircuit = (address: string): boolean => address.includes('/p2p-circuit')

/** The network of an installation without an account, brought up if need be. Null where there is none. */
async function networkOfNewborn(node: NodeState): Promise<Net | null> {
  if (node.isOffline) return null
  if (node.newbornNet !== null) return node.newbornNet
  const isUp = new Promise<void>((resolve) => {
    node.netWaiters.push(resolve)
    node.clock.after(NETWORK_MS, resolve)
  })
  node.onNetworkWanted?.()
  await isUp
  return node.newbornNet
}

/** Waits until something is so, but not for ever. */
function until(node: NodeState, isSo: () => boolean, most: number): Promise<void> {
  const end = node.clock.monotonic() + most
  return new Promise((resolve) => {
    const look = (): void => {
      if (isSo() || node.isStopping || node.clock.monotonic() >= end) resolve()
      else node.clock.after(LOOK_MS, look)
    }
    look()
  })
}
