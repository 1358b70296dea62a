import type { DeviceId } from '#core/identity/index.ts'
import { composeRemoveDevice, MAX_CUTS } from '#core/space/index.ts'
import type { Cut } from '#core/space/index.ts'
import { fail } from '#core/proof/index.ts'
import { TICKET_BYTES } from '#core/identity/index.ts'
import { boxKeyFromSeed, redact, signingKeyFromSeed } from '#core/crypto/index.ts'
import { allSpaces, allTickets, putCarried, revokeTicket } from '#core/store/index.ts'
import type { ReadDb, WriteDb } from '#core/store/index.ts'
import { append } from './append.ts'
import { commit, tell } from './commit.ts'
import { ownDevice } from './own-devices.ts'
import { ensureEpoch, isMember } from './epochs.ts'
import { feedsOf, idAt } from './feeds.ts'
import { rotateAfter } from './group-acts.ts'
import type { LetterKeyPair } from './letter-keys.ts'
import type { Messenger } from './messenger.ts'
import { reachWith } from './people.ts'
import { rotateNow } from './rotate.ts'
import { saySelf } from './say-self.ts'
import { letterKeysFact, ticketFact } from './self-facts.ts'
import { addOperations, spaceOf } from './spaces.ts'
import type { Me, NodeState, SpaceHandle } from './state.ts'
import { hashOf, spaceTicket } from './tickets.ts'
import { nextAt } from './time.ts'
import { mayWrite } from './writing.ts'

const SEED = 32

/**
 * Removes one of this account's devices everywhere, under fresh keys: in every space that it is out, and what it had
 * accepted from it; then a new epoch that it has no box of. The own space comes first, so that what follows is said where
 * it cannot read. Rules I1, I6, S5, S6.
 */
export function removeDevice(node: NodeState, given: string): ReturnType<Messenger['device']['remove']> {
  const me = mayWrite(node)
  if (!me.ok) return me
  const device = ownDevice(node, me.value, given)
  if (!device) return fail({ type: 'DeviceUnknown' })
  if (device.row.id === me.value.device.device) return fail({ type: 'DeviceIsThis' })
  const done = commit(node, (db) => removeEverywhere(node, db, me.value, [device.row.id]))
  if (!done.ok) {
    node.me = me.value
    return done
  }
  tell(node, { topic: 'device.changed' })
  // Letters go to a new inbox from now on, and nothing is kept open to the one who is out.
  node.onAccount?.()
  return done
}

/** The same for several at once, in the running transaction. */
export function removeEverywhere(node: NodeState, db: WriteDb, me: Me, devices: readonly DeviceId[]): void {
  const fresh = {
    letter: boxKeyFromSeed(redact(node.random(SEED))),
    inbox: signingKeyFromSeed(redact(node.random(SEED))),
  }
  const renewed: Me = { ...me, account: { ...me.account, ...fresh } }
  const ticket = node.random(TICKET_BYTES)
  const self = spaceOf(node, db, me.self)
  if (self) {
    sayRemovals(node, db, me, self, devices, renewed, ticket)
    rotateNow(node, db, me, self)
  }
  renewTickets(node, db, me, renewed, fresh, ticket)
  for (const row of allSpaces(db)) {
    const space = row.kind === 'self' ? undefined : spaceOf(node, db, row.id)
    const now = node.me
    if (!space || !now || !isMember(now, space)) continue
    const removals = sayRemovals(node, db, now, space, devices, now, spaceTicket(now, space.id))
    rotateAfter(node, db, now, space, removals)
  }
}

/** Says in a space that devices are out, and what is the reach from now on. Gives the operations. */
function sayRemovals(
  node: NodeState,
  db: WriteDb,
  me: Me,
  space: SpaceHandle,
  devices: readonly DeviceId[],
  renewed: Me,
  ticket: Uint8Array,
): ReturnType<typeof composeRemoveDevice>['id'][] {
  const log = ensureEpoch(node, db, me, space, null)
  if (!log) return []
  return devices.map((device) => {
    const operation = composeRemoveDevice(
      space.state,
      { device: me.device, at: nextAt(node) },
      {
        device,
        cuts: cutsOfDevice(db, space, device),
        reach: reachWith(node, db, renewed, ticket),
        certifier: me.account.certifier.key,
      },
    )
    putCarried(db, log.no, operation.id)
    append(node, db, me, space, log, { kind: 'control', operation })
    addOperations(node, db, space, [operation])
    return operation.id
  })
}

/** Tickets that the one who is out has seen admit nobody any more. The new keys follow from the fact that states them. */
function renewTickets(
  node: NodeState,
  db: WriteDb,
  me: Me,
  renewed: Me,
  fresh: LetterKeyPair,
  ticket: Uint8Array,
): void {
  for (const { hash } of allTickets(db)) revokeTicket(db, hash)
  saySelf(node, db, me, [letterKeysFact(fresh), ticketFact(hashOf(renewed, ticket), ticket, false, null)])
}

/** The last envelope accepted of each feed of a device, in every log. Rule S5. */
function cutsOfDevice(db: ReadDb, space: SpaceHandle, device: DeviceId): readonly Cut[] {
  const cuts: Cut[] = []
  for (const log of space.logs.values())
    for (const feed of feedsOf(db, log).values()) {
      const seq = feed.stretches.at(-1)?.high
      const head = feed.speaker?.device === device && seq !== undefined ? idAt(db, feed, seq) : null
      if (head && seq !== undefined) cuts.push({ log: log.id, feed: feed.row.id, seq, head })
    }
  return cuts.slice(-MAX_CUTS)
}
