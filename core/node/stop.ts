import { encodeSecrets, newDevice } from '#core/identity/index.ts'
import { openEntry } from '#core/entry/index.ts'
import { isOut } from '#core/space/index.ts'
import type { Fact } from '#core/entry/index.ts'
import type { PeerId } from '#core/net/index.ts'
import {
  allEpochs,
  envelopeList,
  feedsOfDevice,
  findAccount,
  spaceByNo,
  writeSetting,
  damaged,
} from '#core/store/index.ts'
import type { WriteDb } from '#core/store/index.ts'
import { append } from './append.ts'
import { commit, tell } from './commit.ts'
import { ensureEpoch, ensureOpen } from './epochs.ts'
import { feedIn, stoppedAt } from './feeds.ts'
import { clearRestored } from './intake.ts'
import type { StopReason } from './messenger.ts'
import { noteDevice } from './people.ts'
import { logOf, spaceOf } from './spaces.ts'
import { STARTS } from './boot.ts'
import { forget } from './state.ts'
import type { Me, NodeState } from './state.ts'
import { nextAt } from './time.ts'

/**
 * Somebody holds more of this device's own feed than the device itself: its folder was copied or rolled back, and
 * another one goes on with it. From now on this one says nothing under that name. Rule I4.
 */
export function foundAhead(node: NodeState, _from: PeerId | 'bundle' | 'fork'): void {
  const { me } = node
  if (me === null || me.stopped !== null || node.isFoundAhead) return
  node.isFoundAhead = true
  // In a turn of its own: the transaction that found it is still running.
  node.clock.after(0, () => {
    node.isFoundAhead = false
    if (!node.isStopping && node.me === me) stopWriting(node, me, 'FeedAhead')
  })
}

/**
 * Stops writing as this device. Where the certifier's key is here, it becomes a new device at once, and says again what
 * the old one said that nobody else can have; else it reads only, until it is certified anew. Rule I4.
 */
export function stopWriting(node: NodeState, me: Me, reason: StopReason): void {
  node.me = { ...me, stopped: reason }
  // Whoever was removed by her own account does not come back under another name.
  const isReborn = reason !== 'DeviceRemoved' && me.account.certifier.key !== null && becomeNewDevice(node, me, reason)
  tell(node, { topic: 'account.changed' })
  if (!isReborn) tell(node, { topic: 'notice', notice: { type: 'WritingStopped', reason } })
}

/** Another device of the account has removed this one: it says nothing any more. Rules I1, S4. */
export function stopIfRemoved(node: NodeState): void {
  const { me } = node
  if (me === null || me.stopped !== null || node.isStopping) return
  const self = spaceOf(node, node.db, me.self)
  if (self && isOut(self.state, me.device.certificate)) stopWriting(node, me, 'DeviceRemoved')
}

function becomeNewDevice(node: NodeState, me: Me, reason: StopReason): boolean {
  const { key, statement } = me.account.certifier
  if (key === null) return false
  const at = nextAt(node)
  const device = newDevice({ random: node.random, at, certifier: { statement, key }, name: node.deviceName })
  // The counter comes first: secrets without one were copied from elsewhere.
  if (!node.counter.write(device.device, 0).ok) return false
  // From here on every start is the new device's. Nothing was said in its name before this is durable.
  if (!node.vault.save(encodeSecrets({ account: me.account, device })).ok) return false
  node.counter.claim(device.device)
  const unheard =
    reason === 'FolderCopied' || reason === 'FolderRolledBack' ? new Map<string, Fact[]>() : disputed(node, me)
  forget(node)
  const done = commit(node, (db) => {
    const account = findAccount(db, me.account.account)
    if (!account) throw damaged('the own account is known')
    const row = noteDevice(db, account.no, device.certificate)
    writeSetting(db, STARTS, 0)
    clearRestored(db)
    const reborn: Me = { ...me, device, deviceNo: row.no, stopped: null }
    node.me = reborn
    for (const epoch of allEpochs(db)) {
      const spaceRow = spaceByNo(db, epoch.spaceNo)
      const space = spaceRow && spaceOf(node, db, spaceRow.id)
      if (!space) continue
      ensureEpoch(node, db, reborn, space, null)
      ensureOpen(node, db, reborn, space)
    }
    sayAgain(node, db, reborn, unheard)
  })
  if (!done.ok) node.me = { ...me, stopped: reason }
  // Peers know this node by the device's key: the network has to begin anew.
  else node.onAccount?.()
  return done.ok
}

/**
 * What this device said above the place where its feed parted from the one others hold, or where its copy, going on with
 * it, ended it: by space.
 */
function disputed(node: NodeState, me: Me): Map<string, Fact[]> {
  const found = new Map<string, Fact[]>()
  for (const epoch of allEpochs(node.db)) {
    const log = logOf(node, node.db, epoch.log)
    if (!log) continue
    for (const row of feedsOfDevice(node.db, epoch.spaceNo, me.deviceNo)) {
      const feed = row.log === log.id ? feedIn(node.db, log, row.feed) : undefined
      const stop = feed && stoppedAt(feed)
      if (!feed || stop === undefined || stop === null) continue
      for (const { item } of envelopeList(node.db, feed.row, stop + 1, feed.runs.at(-1)?.high ?? -1)) {
        const opened = openEntry(item.box, log.content, item.nonce)
        if (!opened.ok || opened.value.body.kind !== 'facts' || opened.value.body.document !== 'chat') continue
        found.set(log.space, [...(found.get(log.space) ?? []), ...opened.value.body.facts])
      }
    }
  }
  return found
}

/** Says facts of chats again, by space, in the epoch in force. */
export function sayAgain(node: NodeState, db: WriteDb, me: Me, unheard: ReadonlyMap<string, readonly Fact[]>): void {
  for (const [id, facts] of unheard) {
    const space = [...node.spaces.values()].find((it) => it.id === id)
    const log = space && ensureEpoch(node, db, me, space, null)
    if (!space || !log) continue
    for (const fact of facts) append(node, db, me, space, log, { kind: 'facts', document: 'chat', facts: [fact] })
  }
}
