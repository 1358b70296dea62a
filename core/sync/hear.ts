import type { LogId } from '#core/envelope/index.ts'
import { equalBytes, shortDigest, toHex } from '#core/proof/index.ts'
import type { Frame, SaidFeed } from './frames.ts'
import { MAX_FEED_NAMES, MAX_LOG_NAMES, MAX_REMEMBERED_FEEDS } from './limits.ts'
import { digestKey, hearLog, isNameError, numberTheirFeed } from './names.ts'
import { endForName, expect } from './state.ts'
import type { HeardFeed, PeerLog, RememberedLog, SessionState } from './state.ts'
import { compareLog, markSame, sayDigest, tellLog } from './tell.ts'

/** Hears the digest of a log's frontier: the same is answered by a digest, another by the frontier. */
export function hearDigest(s: SessionState, frame: Extract<Frame, { type: 'digest' }>): void {
  const found = findLog(s, frame.log)
  if (found === null) return
  if ('log' in found) judgeDigest(s, found, frame.digest)
  else found.digest = frame.digest
}

function judgeDigest(s: SessionState, log: PeerLog, theirs: Uint8Array): void {
  if (s.theirs === null) return
  const ours = s.replica.frontierDigest(log.log)
  if (!equalBytes(theirs, shortDigest(s.theirs.salt, ours))) return tellLog(s, log)
  if (log.told === 'nothing') sayDigest(s, log)
  markSame(s, log)
}

/** Hears a part of a log's frontier. With the last part it is compared, and answered by our own. */
export function hearFrontier(s: SessionState, frame: Extract<Frame, { type: 'frontier' }>): void {
  const found = findLog(s, frame.log)
  if (found === null) return
  const log = 'log' in found ? found.log : null
  if (found.isHeard) {
    if (log === null) s.rememberedFeeds = Math.max(0, s.rememberedFeeds - found.heard.length)
    found.heard = []
  }
  for (const said of frame.feeds) {
    const heard = hearFeedSaid(s, log, said)
    if (heard === null) return
    if (log === null && ++s.rememberedFeeds > MAX_REMEMBERED_FEEDS) continue
    if (found.heard.length >= MAX_FEED_NAMES) return void endForName(s, { type: 'NamesTooMany' })
    found.heard.push(heard)
  }
  found.isHeard = frame.isLast
  if ('log' in found && found.isHeard) compareLog(s, found)
}

/** A feed in FRONTIER takes its number even where its log is not known. */
function hearFeedSaid(s: SessionState, log: LogId | null, said: SaidFeed<number | Uint8Array>): HeardFeed | null {
  const { name } = said
  if (typeof name === 'number') {
    const named = name >= 0 ? s.names.theirFeeds[name] : s.names.ourFeeds[-1 - name]
    return named === undefined ? endForName(s, { type: 'NameUnknown' }) : { ...named, digest: null, number: name, said }
  }
  const number = s.names.theirFeeds.length
  const error = numberTheirFeed(s.names, { log, feed: null })
  return error === null ? { feed: null, digest: toHex(name), number, said } : endForName(s, error)
}

/** The log that is named: shared, or one that it will be remembered of. Null ended the session. */
function findLog(s: SessionState, name: number | Uint8Array): PeerLog | RememberedLog | null {
  const heard = hearLog(s.names, name, (digest) => s.byDigest.get(digest))
  if (isNameError(heard)) return endForName(s, heard)
  const shared = typeof heard === 'string' ? s.logs.get(heard) : undefined
  return shared ?? rememberLog(s, typeof heard === 'string' ? heard : heard.digest)
}

function rememberLog(s: SessionState, key: string): RememberedLog | null {
  const known = s.remembered.get(key)
  if (known !== undefined) return known
  if (s.remembered.size >= MAX_LOG_NAMES) return endForName(s, { type: 'NamesTooMany' })
  const begun: RememberedLog = { digest: null, heard: [], isHeard: false }
  s.remembered.set(key, begun)
  return begun
}

/** A log came to be shared of which the other side spoke before. `key`: its digest under their salt. */
export function takeUpRemembered(s: SessionState, log: PeerLog, key: string): void {
  for (const [number, named] of s.names.theirLogs.entries()) {
    if (typeof named === 'string' || named.digest !== key) continue
    s.names.theirLogs[number] = log.log
    s.names.theirLogNumbers.set(log.log, number)
  }
  for (const name of [key, log.log]) {
    const said = s.remembered.get(name)
    if (said === undefined) continue
    s.remembered.delete(name)
    s.rememberedFeeds = Math.max(0, s.rememberedFeeds - said.heard.length)
    log.heard = said.heard
    log.isHeard = said.isHeard
    if (said.isHeard) compareLog(s, log)
    else if (said.digest !== null) judgeDigest(s, log, said.digest)
  }
}

/** The log is no longer shared: nothing more of it is said. */
export function forgetLog(s: SessionState, log: PeerLog): void {
  for (const feed of log.feeds.values()) {
    s.queue.delete(feed)
    expect(s, log, feed, [])
  }
  for (const feed of log.strangers.values()) expect(s, log, feed, [])
  if (log.hasTurn) s.effects.push({ type: 'turnOver', log: log.log })
  s.logs.delete(log.log)
  if (s.theirs !== null) s.byDigest.delete(digestKey(s.theirs.salt, log.log))
}
