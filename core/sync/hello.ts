import { logDigest, logIdOf } from '#core/envelope/index.ts'
import type { LogId, LogKeys } from '#core/envelope/index.ts'
import { digest, equalBytes, idToBytes, shortDigest, toHex } from '#core/proof/index.ts'
import { forgetLog, takeUpRemembered } from './hear.ts'
import type { Frame } from './frames.ts'
import { EARLY_LOGS, MAX_LOG_NAMES, MAX_REMEMBERED_PROOFS, NEWEST_VERSION, OLDEST_VERSION } from './limits.ts'
import { digestKey, numberOurLog, numberTheirLog, sayLog } from './names.ts'
import { verifyReadProof } from './proof.ts'
import { endForName, endSession, peerLog, send } from './state.ts'
import type { PeerLog, PeerSpace, SessionState } from './state.ts'
import { markSame, offerLog, tellLog } from './tell.ts'

/** The frontier digest of a log of which nothing is held. */
const NOTHING_HELD = logDigest([])

/** Says HELLO and which spaces are shared with this peer: both sides at once, before hearing anything. Rule Y2. */
export function start(s: SessionState): void {
  s.startedAt = s.now
  send(s, {
    type: 'hello',
    oldest: OLDEST_VERSION,
    newest: NEWEST_VERSION,
    role: s.replica.role,
    salt: s.salt,
    time: s.time,
  })
  for (const { space, logs } of s.replica.sharedWith(s.peer)) {
    if (space !== null) s.spaces.set(space, { space, isNamed: false, isPaired: false, logs })
    for (const log of logs) peerLog(s, log)
  }
  nameSpaces(s)
  if (!s.opens) return
  const paired = [...s.spaces.values()].flatMap(({ logs }) => logs)
  for (const log of paired.slice(0, EARLY_LOGS)) offerLog(s, peerLog(s, log))
}

/** Hears HELLO, once and first. */
export function hearHello(s: SessionState, frame: Extract<Frame, { type: 'hello' }>): void {
  if (s.theirs !== null) return endSession(s, { type: 'FrameUnexpected', frame: 'hello' })
  if (frame.oldest > NEWEST_VERSION) return endSession(s, { type: 'PeerNewer', oldest: frame.oldest })
  if (frame.newest < OLDEST_VERSION) return endSession(s, { type: 'PeerOlder', newest: frame.newest })
  s.theirs = { salt: frame.salt, role: frame.role, newest: frame.newest }
  s.metrics.helloMs = s.now - s.startedAt
  s.metrics.roundTrips += s.opens ? 1 : 0.5
  for (const log of s.logs.keys()) s.byDigest.set(digestKey(frame.salt, log), log)
  s.effects.push({ type: 'peerClock', time: frame.time }, { type: 'opened' })
}

/** Hears which spaces the other side shares with this one. Those of ours that it does not name are proved to it. */
export function hearShare(s: SessionState, { spaces }: Extract<Frame, { type: 'share' }>): void {
  for (const { space, frontier } of spaces) {
    if (s.named.size >= MAX_LOG_NAMES) return endSession(s, { type: 'NamesTooMany' })
    s.named.set(toHex(space), frontier)
  }
  const isFirst = !s.hasShare
  s.hasShare = true
  for (const space of s.spaces.values()) if (!pairSpace(s, space) && isFirst) proveLogs(s, space.logs)
  if (isFirst) proveLogs(s, unnamedLogs(s))
}

/** What is shared with this peer may have changed. */
export function changeSharing(s: SessionState): void {
  const shared = s.replica.sharedWith(s.peer)
  const all = new Set(shared.flatMap(({ logs }) => logs))
  for (const log of s.logs.values()) if (!all.has(log.log) && !s.proven.has(log.log)) forgetLog(s, log)
  const isNew = (log: LogId) => !s.logs.has(log)
  for (const { space, logs } of shared) {
    const added = logs.filter(isNew)
    for (const log of added) shareLog(s, log)
    const known = space === null ? undefined : s.spaces.get(space)
    if (space !== null && known === undefined) {
      const begun: PeerSpace = { space, isNamed: false, isPaired: false, logs }
      s.spaces.set(space, begun)
      nameSpaces(s)
      if (s.hasShare && !pairSpace(s, begun)) proveLogs(s, logs)
    } else if (s.hasShare) {
      if (known !== undefined) known.logs = logs
      if (known?.isPaired === true) for (const log of added) offerPaired(s, log)
      else proveLogs(s, added)
    } else if (known !== undefined) known.logs = logs
  }
  const spaces = new Set(shared.map(({ space }) => space))
  for (const space of s.spaces.keys()) if (!spaces.has(space)) s.spaces.delete(space)
  // What was refused may be welcome now: the other side is told anew what is lacked.
  for (const log of s.logs.values()) {
    if (!log.hasRefused) continue
    log.hasRefused = false
    log.told = 'nothing'
    tellLog(s, log)
  }
  const proofs = s.unheardProofs.splice(0)
  for (const { log, keys } of proofs) if (!s.proven.has(log)) admitProof(s, log, keys)
}

/** Hears a proof of the right to read a log. One that is wrong, or was made for another session, ends this one. */
export function hearProof(s: SessionState, { keys, sig }: Extract<Frame, { type: 'prove' }>): void {
  if (s.names.theirLogs.length >= MAX_LOG_NAMES) return void endForName(s, { type: 'NamesTooMany' })
  const log = logIdOf(keys)
  numberTheirLog(s.names, log)
  if (s.proven.has(log)) return
  if (!verifyReadProof(log, keys, { nonce: s.salt, verifier: s.self, prover: s.peer }, sig))
    return endSession(s, { type: 'BadProof' })
  admitProof(s, log, keys)
}

function admitProof(s: SessionState, log: LogId, keys: LogKeys): void {
  const admitted = s.replica.proved(s.peer, log, keys)
  if (admitted.ok) {
    s.proven.add(log)
    shareLog(s, log)
    return
  }
  if (s.unheardProofs.length < MAX_REMEMBERED_PROOFS) s.unheardProofs.push({ log, keys })
  // A member stays silent: who asks for what is not shared learns not even whether it is known.
  if (s.replica.role === 'mailbox')
    send(s, { type: 'refused', log: sayLog(s.names, s.salt, log), reason: admitted.error.type })
}

/** Names the spaces that were not named yet; the first time also none. */
function nameSpaces(s: SessionState): void {
  const unnamed = [...s.spaces.values()].filter(({ isNamed }) => !isNamed)
  const spaces = unnamed.map((space) => {
    space.isNamed = true
    return {
      space: shortDigest(s.salt, idToBytes(space.space)),
      frontier: shortDigest(s.salt, spaceDigest(s, space.logs)),
    }
  })
  send(s, { type: 'share', spaces })
}

/** Compares a space that both sides named; false if the other side did not. */
function pairSpace(s: SessionState, space: PeerSpace): boolean {
  if (space.isPaired || s.theirs === null) return space.isPaired
  const theirs = s.named.get(toHex(shortDigest(s.theirs.salt, idToBytes(space.space))))
  if (theirs === undefined) return false
  space.isPaired = true
  const isSame = equalBytes(theirs, shortDigest(s.theirs.salt, spaceDigest(s, space.logs)))
  for (const id of space.logs) {
    if (isSame) markSame(s, peerLog(s, id))
    else offerPaired(s, id)
  }
  return true
}

function offerPaired(s: SessionState, id: LogId): void {
  const log = peerLog(s, id)
  log.isPaired = true
  log.isAwaited = true
  offerLog(s, log)
}

/** One digest over the frontiers of a space's logs, those left out of which nothing is held: both sides may not know them. */
function spaceDigest(s: SessionState, logs: readonly LogId[]): Uint8Array {
  const held = logs.toSorted().flatMap((log) => {
    const frontier = s.replica.frontierDigest(log)
    return equalBytes(frontier, NOTHING_HELD) ? [] : [idToBytes(log), frontier]
  })
  return digest('dure/space-frontier/v1', held)
}

const proveLogs = (s: SessionState, logs: readonly LogId[]) => logs.forEach((log) => proveLog(s, peerLog(s, log)))

/** Proves a log to the other side and offers it. Nothing, where this side has no right to read it. */
function proveLog(s: SessionState, log: PeerLog): void {
  const keys = s.replica.log(log.log)?.keys
  if (keys === undefined || s.theirs === null) return
  const sig = s.replica.proveRead(log.log, { nonce: s.theirs.salt, verifier: s.peer, prover: s.self })
  if (sig === null) return
  send(s, { type: 'prove', keys, sig })
  numberOurLog(s.names, log.log)
  log.isAwaited = s.theirs.role === 'mailbox'
  offerLog(s, log)
}

function shareLog(s: SessionState, id: LogId): void {
  const log = peerLog(s, id)
  if (s.theirs === null) return
  const key = digestKey(s.theirs.salt, id)
  s.byDigest.set(key, id)
  takeUpRemembered(s, log, key)
}

/** Shared logs that are named one by one: a relay's. */
const unnamedLogs = (s: SessionState): readonly LogId[] =>
  s.replica.sharedWith(s.peer).flatMap(({ space, logs }) => (space === null ? logs : []))
