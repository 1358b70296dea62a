import { foldFacts, slotOf } from '#core/document/index.ts'
import type { PlacedFact } from '#core/document/index.ts'
import { openEntry, opensFeed } from '#core/entry/index.ts'
import type { Entry } from '#core/entry/index.ts'
import type { LogKeys } from '#core/envelope/index.ts'
import { decode, encode, equalBytes } from '#core/proof/index.ts'
import { reveal } from '#core/crypto/index.ts'
import { decodeOperation, epochKeys } from '#core/space/index.ts'
import {
  allEpochs,
  allSelfFacts,
  allSpaces,
  allWaiting,
  envelopesOf,
  findEnvelope,
  findLog,
  membersOfSpace,
  operationRows,
  spaceByNo,
} from '#core/store/index.ts'
import { feedsOf, speakerOf, stoppedAt } from './feeds.ts'
import type { Finding } from './findings.ts'
import { openFromDisk } from './sealed.ts'
import { spaceOf } from './spaces.ts'
import type { FeedHandle, LogHandle, NodeState, SpaceHandle } from './state.ts'

/** Whether every epoch's key opens and is that of its log (E1, I2). */
export function checkKeys(node: NodeState, findings: Finding[]): void {
  for (const epoch of allEpochs(node.db)) {
    const key = node.me && openFromDisk(node.me.storage, epoch.sealedKey)
    const made = key && epochKeys(key)
    const row = made && findLog(node.db, made.log)
    const isSound = row?.no === epoch.logNo && isSameKeys(row.keys, made?.logKeys)
    if (isSound) continue
    findings.push({ type: 'KeyDamaged', space: spaceByNo(node.db, epoch.spaceNo)?.id ?? '' })
  }
}

const isSameKeys = (a: LogKeys, b: LogKeys | null | undefined): boolean =>
  !!b && equalBytes(a.read, b.read) && equalBytes(a.write, b.write)

/** Whether what is kept of how a feed was read is what its envelopes say: whose it is, and how far it was accepted. */
export function checkFeed(node: NodeState, feed: FeedHandle, findings: Finding[]): void {
  const differs = (seq: number): void => {
    findings.push({ type: 'ReadingDiffers', feed: feed.row.id, seq })
  }
  const waits = allWaiting(node.db).some((it) => it.feedNo === feed.row.no)
  const [first] = feed.runs
  const open = first?.low === 0 ? entryAt(node, feed, 0) : null
  const speaker = open && opensFeed(open, feed.row.id, feed.log.id)
  const known = speakerOf(node.db, feed)
  const stop = stoppedAt(feed)
  if (speaker && 'device' in speaker) {
    const isKnown = known?.device === speaker.device && known.account === speaker.account
    if (!isKnown && !waits && (stop ?? 0) >= 0) differs(0)
  } else if (known !== null) differs(0)
  for (const stretch of feed.stretches) {
    const isHeld = feed.runs.some((run) => run.low <= stretch.low && stretch.high <= run.high)
    if (!isHeld || entryAt(node, feed, stretch.high)?.at !== stretch.at) differs(stretch.high)
  }
  // What is held, and neither accepted nor stopped nor waiting, was overlooked.
  if (known === null || waits) return
  for (const run of feed.runs) {
    const high = Math.min(run.high, stop ?? run.high)
    for (let seq = run.low; seq <= high;) {
      const stretch = feed.stretches.find((it) => it.low <= seq && seq <= it.high)
      if (stretch === undefined) return differs(seq)
      seq = stretch.high + 1
    }
  }
}

function entryAt(node: NodeState, feed: FeedHandle, seq: number): Entry | null {
  const item = findEnvelope(node.db, feed.row, seq)
  const opened = item && openEntry(item.box, feed.log.content, item.nonce)
  return opened?.ok ? opened.value : null
}

/** Whether operations are kept as they were signed, all that came are there, and members are those they make (S2). */
export function checkSpaces(node: NodeState, logs: readonly LogHandle[], findings: Finding[]): void {
  for (const row of allSpaces(node.db)) {
    const kept = operationRows(node.db, row.no)
    const space = spaceOf(node, node.db, row.id)
    const isSound = kept.every(({ id, content }) => {
      const decoded = decode(content)
      const operation = decoded.ok ? decodeOperation(decoded.value, row.id) : decoded
      return operation.ok && operation.value.id === id
    })
    const ids = new Set<string>(kept.map(({ id }) => id))
    const said = logs.filter((log) => log.space === row.id).flatMap((log) => operationsIn(node, log))
    if (!isSound || !space || said.some((id) => !ids.has(id)))
      findings.push({ type: 'OperationsDiffer', space: row.id })
    if (!space) continue
    const members = [...space.state.members.values()].map(({ account, role }) => `${account} ${role}`).toSorted()
    const listed = membersOfSpace(node.db, row.no).map(({ account, role }) => `${account} ${role}`)
    if (members.join() !== listed.toSorted().join()) findings.push({ type: 'MembersDiffer', space: row.id })
  }
}

function operationsIn(node: NodeState, log: LogHandle): string[] {
  return [...feedsOf(node.db, log).values()].flatMap((feed) => {
    const found: string[] = []
    for (const run of feed.runs)
      for (const { item } of envelopesOf(node.db, feed.row, run.low, run.high)) {
        const opened = openEntry(item.box, log.content, item.nonce)
        const body = opened.ok ? opened.value.body : null
        if (body?.kind === 'control' && body.operation.space === log.space) found.push(body.operation.id)
      }
    return found
  })
}

/** Whether the facts of the own space in force are what its envelopes say, and open. */
export function checkSelf(
  node: NodeState,
  space: SpaceHandle,
  facts: readonly PlacedFact[],
  findings: Finding[],
): void {
  const { me } = node
  if (me === null) return
  const kept = new Map(allSelfFacts(node.db).map((row) => [slotOf(row), row]))
  const folded = foldFacts(facts)
  let missing = 0
  for (const [slot, fact] of folded) {
    const row = kept.get(slot)
    const plain = row && openFromDisk(me.storage, row.sealed)
    if (!plain || row.at !== fact.at || !equalBytes(reveal(plain), encode(fact.value))) missing++
  }
  const extra = kept.size - (folded.size - missing)
  if (missing > 0 || extra > 0) findings.push({ type: 'ProjectionDiffers', space: space.id, missing, extra })
}
