import { redact } from '#core/crypto/index.ts'
import type { Secret } from '#core/crypto/index.ts'
import { deviceKeys } from '#core/identity/index.ts'
import type { Net, PeerId } from '#core/net/index.ts'
import { fail, ok } from '#core/proof/index.ts'
import type { Result } from '#core/proof/index.ts'
import { writeBackup } from './backup.ts'
import { endApproving } from './approving.ts'
import { findEarlyKeys } from './apply-self.ts'
import { bundleMethods } from './bundle.ts'
import { chatMethods } from './chat.ts'
import { contactMethods } from './contacts.ts'
import type { DocumentEngine } from './documents.ts'
import { keepRestoring, secretsForBackup } from './intake.ts'
import { deviceMethods } from './devices.ts'
import { connectNewborn, endLinking } from './linking.ts'
import { startMending } from './mend.ts'
import type { Messenger } from './messenger.ts'
import { connect, networkMethods } from './network.ts'
import type { NodePorts } from './ports.ts'
import { startQuiet } from './quiet.ts'
import type { QuietWork } from './quiet.ts'
import { retryWaiting, startRetry } from './retry.ts'
import { searchMethods } from './search.ts'
import { startSeen } from './seen.ts'
import type { SeenNotes } from './seen.ts'
import { accountMethods, takeUp } from './start.ts'
import type { StartError } from './start.ts'
import type { NodeState } from './state.ts'
import { stopIfRemoved } from './stop.ts'
import { spaceMethods, syncStatus } from './views.ts'

export interface NodeOptions {
  /** Relays given for this run, besides those the account has chosen. */
  readonly relays?: readonly string[]
  /** Loads Automerge, at the first quiet moment that has a document to save whole. Left out: documents keep their changes. */
  readonly engine?: () => Promise<DocumentEngine>
}

/** The messenger on one computer. */
export interface Node extends Messenger {
  /** The key peers know this device by. It is there from the first start, before there is an account. */
  identity(): { readonly peer: PeerId; readonly seed: Secret }
  /** Told at once if there is an account, when there is one, and when a new device goes on in its place (I4). */
  onIdentity(listener: () => void): void
  /** Told that a network is wanted although there is no account yet: this installation is to be let into one (I3). */
  onNetworkWanted(listener: () => void): void
  /** Takes the network into use. */
  connect(net: Net): void
  /** Ends the use of the network, for good or to connect another one. */
  disconnect(): void
  /** There will be no network in this run. */
  goWithoutNetwork(): void
  /** Says at once what would be said later, while there is still a network to say it to. */
  finishTalk(): void
  /** Work that waits for a quiet moment, done now. */
  finishQuietWork(): void
  /**
   * A backup under a passphrase, piece by piece, of a consistent copy of the database that is read as it is asked for. Null
   * before there is an account. Rule I4.
   */
  backup(passphrase: string, database: AsyncIterable<Uint8Array>): AsyncIterable<Uint8Array> | null
  /** Keeps the secrets of a backup until its database is in the place of this one, and this node is opened again. Rule I4. */
  keepRestoring(secrets: Secret): ReturnType<typeof keepRestoring>
  /** The node's insides, for doctors and the simulator. Nobody else's business. */
  readonly state: NodeState
  /** Ends everything; the database is the caller's to close. */
  stop(): void
}

/** Opens a node over its database and secrets. Nothing needs a network until `connect`. */
export function openNode(ports: NodePorts, options: NodeOptions = {}): Result<Node, StartError> {
  const node = newState(ports, options)
  const quiet = startQuiet(node, options.engine ?? null)
  const retry = startRetry(node)
  const seen = startSeen(node)
  const mending = startMending(node)
  node.later = {
    removed: () => stopIfRemoved(node),
    retry: retry.ask,
    seen: seen.accepted,
    quiet: quiet.stir,
    mend: mending.ask,
  }
  const taken = takeUp(node)
  if (!taken.ok) return fail(taken.error)
  if (node.me !== null) findEarlyKeys(node, node.db, node.me)
  retryWaiting(node)
  quiet.stir()
  return ok(assemble(node, quiet, seen, [quiet.stop, retry.stop, seen.stop, mending.stop]))
}

function newState(ports: NodePorts, options: NodeOptions): NodeState {
  return {
    ...ports,
    me: null,
    newborn: null,
    lastAt: 0,
    spaces: new Map(),
    logs: new Map(),
    afterCommit: [],
    listeners: new Set(),
    network: null,
    shared: new Map(),
    digests: new Map(),
    clockDifferences: new Map(),
    isClockDoubted: false,
    pending: new Map(),
    opened: new WeakMap(),
    changed: new Map(),
    toSee: new Set(),
    late: new Map(),
    earlyKeys: new Map(),
    askedFor: new Set(),
    onAccount: null,
    newbornNet: null,
    netWaiters: [],
    onNetworkWanted: null,
    linking: null,
    approving: null,
    later: {
      removed: () => undefined,
      retry: () => undefined,
      seen: () => undefined,
      quiet: () => undefined,
      mend: () => undefined,
    },
    givenRelays: options.relays ?? [],
    isOffline: false,
    isStopping: false,
    isFoundAhead: false,
  }
}

function assemble(node: NodeState, quiet: QuietWork, seen: SeenNotes, stops: readonly (() => void)[]): Node {
  return {
    account: accountMethods(node),
    device: deviceMethods(node),
    contact: contactMethods(node),
    space: spaceMethods(node),
    chat: chatMethods(node),
    search: searchMethods(node),
    sync: {
      status: () => syncStatus(node),
      ...bundleMethods(node),
    },
    network: networkMethods(node),
    onEvent: (listener) => {
      node.listeners.add(listener)
      return () => node.listeners.delete(listener)
    },
    identity: () => identityOf(node),
    onIdentity: (listener) => {
      node.onAccount = listener
      if (node.me !== null) listener()
    },
    onNetworkWanted: (listener) => {
      node.onNetworkWanted = listener
    },
    connect: (net) => (node.me === null ? connectNewborn(node, net) : connect(node, net)),
    disconnect: () => {
      node.newbornNet = null
      endApproving(node)
      node.network?.stop()
    },
    goWithoutNetwork: () => {
      node.isOffline = true
    },
    finishTalk: seen.finish,
    finishQuietWork: quiet.finish,
    backup: (passphrase, database) => {
      const { me, random } = node
      if (me === null) return null
      return writeBackup({ secrets: secretsForBackup(node, me), database, passphrase: redact(passphrase), random })
    },
    keepRestoring: (secrets) => keepRestoring(node, secrets),
    state: node,
    stop: () => {
      node.isStopping = true
      endLinking(node)
      endApproving(node)
      node.network?.stop()
      for (const stop of stops) stop()
      node.listeners.clear()
    },
  }
}

function identityOf(node: NodeState): { readonly peer: PeerId; readonly seed: Secret } {
  const keys = node.me?.device ?? (node.newborn && deviceKeys(node.newborn))
  if (!keys) throw new Error('a node has a device from its first start')
  return { peer: keys.device, seed: keys.signing.seed }
}
