import type { ArrivingRun, LogId } from '#core/envelope/index.ts'
import { equalBytes } from '#core/proof/index.ts'
import { findTicket, openOutgoing } from '#core/store/index.ts'
import { commit } from './commit.ts'
import { feedsOf } from './feeds.ts'
import { takeLetter } from './letters.ts'
import type { Node } from './open.ts'
import { readRun } from './replica.ts'
import { everyLog } from './spaces.ts'
import { takeRuns } from './take.ts'
import { hashOf } from './tickets.ts'

const MUCH = 1 << 20

/** Every feed that a node holds of a chat, each as one run: for tests that carry them by hand. */
export const feedsHeld = ({ state }: Node, space: string): { readonly log: LogId; readonly run: ArrivingRun }[] =>
  everyLog(state, state.db)
    .filter((log) => log.space === space)
    .flatMap((log) =>
      [...feedsOf(state.db, log).values()].flatMap((feed) => {
        const run = readRun(state.db, feed, 0, feed.runs.at(-1)?.high ?? 0, MUCH, 'low')
        return run === null ? [] : [{ log: log.id, run }]
      }),
    )

/** Gives a node a run, as a bundle would. */
export const giveRun = (to: Node, log: LogId, run: ArrivingRun): void =>
  void commit(to.state, (db) => takeRuns(to.state, db, log, [run], 'bundle'))

/** Gives a node all that another one holds of a chat. */
export const giveAll = (from: Node, to: Node, space: string): void => {
  for (const { log, run } of feedsHeld(from, space)) giveRun(to, log, run)
}

/** Gives a node the letters that another one has for it, as an inbox would: with a ticket of its own, or not at all. */
export const giveLetters = (from: Node, to: Node): void => {
  const { me } = to.state
  if (me === null) return
  for (const { letter, inboxKey, ticket } of openOutgoing(from.state.db)) {
    const known = equalBytes(inboxKey, me.account.inbox.publicKey)
      ? findTicket(to.state.db, hashOf(me, ticket))
      : undefined
    if (known && !known.revoked) takeLetter(to.state, letter)
  }
}

/** What a call gave; a refusal fails the test. */
export const value = <T>(outcome: { readonly ok: true; readonly value: T } | { readonly ok: false }): T => {
  if (!outcome.ok) throw new Error(JSON.stringify(outcome))
  return outcome.value
}
