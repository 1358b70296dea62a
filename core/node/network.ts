import { asAddresses } from '#core/identity/index.ts'
import type { DeviceId } from '#core/identity/index.ts'
import type { Net, PeerId } from '#core/net/index.ts'
import { fail, ok } from '#core/proof/index.ts'
import {
  accountByNo,
  allJoining,
  allSpaces,
  devicesOfAccount,
  devicesOfContacts,
  findDevice,
  membersOfSpace,
  reachesOfContacts,
  reachesOfMembers,
} from '#core/store/index.ts'
import { createHost } from '#core/sync/index.ts'
import { clockError } from './clocks.ts'
import { commit, tell } from './commit.ts'
import { startLetters } from './letters.ts'
import type { Messenger, NetworkView } from './messenger.ts'
import { neighboursIn } from './neighbours.ts'
import { isMarkedOut } from './outs.ts'
import { ownRelays, readReach } from './people.ts'
import { finishRecovering } from './recover.ts'
import { createReplica } from './replica.ts'
import { saySelf } from './say-self.ts'
import { sayWhatWasUnsaid, tellUnsaid } from './seen.ts'
import { relaysFact } from './self-facts.ts'
import { sayProfile } from './profile.ts'
import type { NodeState } from './state.ts'
import { createVersionTeller } from './versions.ts'
import { mayWrite } from './writing.ts'

/** Relays of contacts that are used besides one's own: so a letter and a log reach those whose relay is another. */
const MAX_RELAYS = 16
/** Changes are told at most so often: a session counts every frame. */
const TELL_EVERY_MS = 250
/** What waits for operations is read again by then. Milliseconds. */
const SETTLED_MS = 500

/** Takes the network into use: sessions with contacts' devices and relays, and letters. Once; `stop` ends it. */
export function connect(node: NodeState, net: Net): void {
  const { me } = node
  if (me === null) throw new Error('the network needs an account')
  let relayPeers = new Set<PeerId>()
  let wanted = new Set<PeerId>()
  const replica = createReplica(node, (peer) => relayPeers.has(peer))
  const host = createHost({ net, clock: node.clock, random: node.random, replica })
  const tellVersions = createVersionTeller(node)
  const letters = startLetters(node, net, me)

  const peopleChanged = (): void => {
    const relays = relaysToUse(node)
    net.useRelays(relays)
    relayPeers = new Set(relays.flatMap((address) => peerOf(net, address)))
    const devices = devicesToReach(node)
    for (const peer of wanted) if (!devices.has(peer)) net.unwant(peer)
    for (const [peer, addresses] of devices) net.want(peer, addresses)
    wanted = new Set(devices.keys())
    node.shared.clear()
    letters.relaysChanged()
    host.sharingChanged()
  }
  const unsubscribe = [
    net.onStatus(throttled(node, () => tell(node, { topic: 'network.changed' }))),
    host.onEvent((event) => {
      if (event.type === 'session') tell(node, { topic: 'network.changed' })
      if (event.type === 'session' && event.change === 'closed') tellVersions(event.peer, event.reason)
      if (event.type === 'session' && event.change === 'settled') {
        tellUnsaid(node, event.peer)
        node.clock.after(SETTLED_MS, () => void (node.isStopping || finishRecovering(node)))
      }
      if (event.type !== 'progress') return
      const { peer, received, expected } = event
      tell(node, { topic: 'sync.progress', peer, received, expected })
    }),
  ]
  node.network = {
    net,
    host,
    inbox: letters,
    sharingChanged: () => host.sharingChanged(),
    peopleChanged,
    stop: () => {
      for (const undo of unsubscribe) undo()
      letters.stop()
      host.stop()
      node.network = null
    },
  }
  host.start()
  peopleChanged()
  sayWhatWasUnsaid(node)
  // It is up: what it listens on may have been known before anybody could be told.
  tell(node, { topic: 'network.changed' })
}

/** One's own relays first, then those contacts and members of the same groups say they use. */
function relaysToUse(node: NodeState): string[] {
  const found = new Set(ownRelays(node, node.db))
  for (const reach of [...reachesOfContacts(node.db), ...reachesOfMembers(node.db)])
    for (const relay of readReach(reach)?.relays ?? []) found.add(relay)
  return [...found].slice(0, MAX_RELAYS)
}

/** Devices to be connected to: those of contacts, and of each group so many that it holds together (Y5). */
function devicesToReach(node: NodeState): Map<PeerId, readonly string[]> {
  const found = new Map<PeerId, readonly string[]>(
    devicesOfContacts(node.db).map(({ id, addresses }) => [id, addresses]),
  )
  const reach = (accountNo: number): void => {
    for (const device of devicesOfAccount(node.db, accountNo))
      if (!isMarkedOut(node.db, device.id)) found.set(device.id, device.addresses)
  }
  // One's own other devices: the nearest there are.
  if (node.me !== null) reach(node.me.accountNo)
  for (const row of allJoining(node.db)) reach(row.accountNo)
  for (const { no, kind } of allSpaces(node.db)) {
    if (kind !== 'group') continue
    for (const member of neighboursIn(membersOfSpace(node.db, no), node.me?.accountNo ?? 0)) reach(member.accountNo)
  }
  if (node.me !== null) found.delete(node.me.device.device)
  return found
}

const peerOf = (net: Net, address: string): PeerId[] => {
  const peer = net.peerOf(address)
  return peer.ok ? [peer.value] : []
}

/** Calls `fn` at most every `TELL_EVERY_MS`, the last time included. */
function throttled(node: NodeState, fn: () => void): () => void {
  let isWaiting = false
  return () => {
    if (isWaiting) return
    isWaiting = true
    node.clock.after(TELL_EVERY_MS, () => {
      isWaiting = false
      if (!node.isStopping) fn()
    })
  }
}

/** The methods about the network. */
export function networkMethods(node: NodeState): Messenger['network'] {
  return {
    status: () => status(node),
    setRelays: ({ relays }) => setRelays(node, relays),
    connect: ({ address }) => connectTo(node, address),
  }
}

/** Whose device a peer is, where that is known. */
export function accountOfPeer(node: NodeState, peer: PeerId): string | null {
  const device = findDevice(node.db, peer as DeviceId) // a member's peer id is her device's
  const account = device && accountByNo(node.db, device.accountNo)
  return account?.id ?? null
}

function status(node: NodeState): NetworkView {
  const none = { listen: [], peers: [], relays: [], clock: null }
  if (node.newbornNet !== null && node.network === null) return { state: 'up', ...none, ...placesOf(node.newbornNet) }
  if (node.network === null) return { state: node.isOffline ? 'off' : 'starting', ...none }
  const { listen, peers, relays } = node.network.net.status()
  return {
    state: 'up',
    listen,
    peers: peers.map((peer) => ({ ...peer, account: accountOfPeer(node, peer.peer) })),
    relays,
    clock: clockError(node),
  }
}

/** Where an installation without an account is reached, which is nobody's business but whoever lets it in. */
const placesOf = (net: Net): Pick<NetworkView, 'listen' | 'relays'> => {
  const { listen, relays } = net.status()
  return { listen, relays }
}

function setRelays(node: NodeState, relays: readonly string[]): ReturnType<Messenger['network']['setRelays']> {
  const me = mayWrite(node)
  if (!me.ok) return me
  for (const address of relays) {
    // What does not fit a card would be refused by everybody it is told to.
    if (asAddresses([address]) === undefined) return fail({ type: 'AddressInvalid', address, detail: 'no multiaddr' })
    const peer = node.network?.net.peerOf(address)
    if (peer && !peer.ok)
      return fail({
        type: 'AddressInvalid',
        address,
        detail: 'detail' in peer.error ? peer.error.detail : peer.error.type,
      })
  }
  return commit(node, (db) => {
    saySelf(node, db, me.value, [relaysFact(relays)])
    // Contacts learn where letters and logs are held from now on.
    sayProfile(node, db, me.value)
  })
}

function connectTo(node: NodeState, address: string): ReturnType<Messenger['network']['connect']> {
  if (node.network === null) return fail({ type: 'NetworkOff' })
  const { net } = node.network
  const peer = net.peerOf(address)
  if (!peer.ok)
    return fail({
      type: 'AddressInvalid',
      address,
      detail: 'detail' in peer.error ? peer.error.detail : peer.error.type,
    })
  net.want(peer.value, [address])
  return ok({ peer: peer.value })
}
