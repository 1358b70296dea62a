import type { FeedHandle, LogHandle, NodeState } from './state.ts'
import type { LogId } from '#core/envelope/index.ts'
import { fail, ok } from '#core/proof/index.ts'
import type { Result } from '#core/proof/index.ts'
import { lastSeqBefore } from '#core/store/index.ts'
import { importBundle as importRuns, writeBundle } from '#core/sync/index.ts'
import type { BundleError, PeerFrontier, Replica } from '#core/sync/index.ts'
import { feedsOf } from './feeds.ts'
import type { BundleRefusal, BundleReport, Messenger } from './messenger.ts'
import { spaceNamed } from './named.ts'
import { createReplica } from './replica.ts'
import { everyLog } from './spaces.ts'

/** The methods that carry by hand what sessions would send (Y1). */
export const bundleMethods = (node: NodeState): Pick<Messenger['sync'], 'exportBundle' | 'importBundle'> => ({
  exportBundle: (ask) => exportBundle(node, ask),
  importBundle: (source) => importBundle(node, source),
})

function exportBundle(
  node: NodeState,
  { spaces, since }: Parameters<Messenger['sync']['exportBundle']>[0],
): ReturnType<Messenger['sync']['exportBundle']> {
  if (node.me === null) return fail({ type: 'NoAccount' })
  for (const space of spaces ?? []) {
    if (!spaceNamed(node.db, space)) return fail({ type: 'SpaceUnknown' })
  }
  const logs = everyLog(node, node.db).filter((log) => spaces === undefined || spaces.includes(log.space))
  const known = since === undefined ? undefined : knownAt(node, logs, since)
  const ids = logs.map((log) => log.id)
  return ok({
    chunks: writeBundle(
      createReplica(node, () => false),
      ids,
      known,
    ),
  })
}

/** What somebody holds who has everything that was said before `since` (milliseconds). */
function knownAt(
  node: NodeState,
  logs: readonly LogHandle[],
  since: number,
): ReadonlyMap<LogId, readonly PeerFrontier[]> {
  return new Map(
    logs.map((log) => [
      log.id,
      Array.from(feedsOf(node.db, log).values()).flatMap((feed) => heldBefore(node, feed, since)),
    ]),
  )
}

function heldBefore(node: NodeState, feed: FeedHandle, since: number): PeerFrontier[] {
  const seq = lastSeqBefore(node.db, feed.row.no, since * 1000)
  return seq === undefined ? [] : [{ feed: feed.row.id, runs: [{ low: 0, high: seq }], stoppedAt: null }]
}

async function importBundle(
  node: NodeState,
  source: AsyncIterable<Uint8Array>,
): Promise<Result<BundleReport, BundleRefusal>> {
  if (node.me === null) return fail({ type: 'NoAccount' })
  const counted = countingReplica(createReplica(node, () => false))
  const { error } = await importRuns(counted.replica, source)
  if (counted.diskRefusal !== null) return fail({ type: counted.diskRefusal })
  return error === null ? ok(counted.report()) : fail({ type: refusalOf(error) })
}

/** Counts what passes through `receive`. */
function countingReplica(replica: Replica) {
  let envelopes = 0
  let fresh = 0
  let refused = 0
  const spaces = new Set<string>()
  const counted = {
    diskRefusal: null as 'DiskFull' | 'DiskFailed' | null,
    report: (): BundleReport => ({ envelopes, fresh, refused, spaces: [...spaces] }),
    replica: {
      log: (log) => replica.log(log),
      receive: (log, runs, from, done) =>
        replica.receive(log, runs, from, (outcomes) => {
          outcomes.forEach((outcome, i) => {
            const size = runs[i]?.items.length ?? 0
            envelopes += size
            if (outcome.type === 'taken') fresh += outcome.fresh
            if (outcome.type === 'stopped' || outcome.type === 'refused') refused += size
            if (outcome.type === 'refused' && isDisk(outcome.reason.type)) counted.diskRefusal = outcome.reason.type
            const space = outcome.type === 'taken' ? replica.log(log)?.space : null
            if (space) spaces.add(space)
          })
          done(outcomes)
        }),
    } satisfies Pick<Replica, 'log' | 'receive'>,
  }
  return counted
}

const isDisk = (type: string): type is 'DiskFull' | 'DiskFailed' => type === 'DiskFull' || type === 'DiskFailed'

function refusalOf(error: BundleError): 'BundleMalformed' | 'BundleTruncated' | 'BundleVersionUnknown' {
  switch (error.type) {
    case 'NotABundle':
    case 'BundleDamaged':
      return 'BundleMalformed'
    case 'BundleNewer':
      return 'BundleVersionUnknown'
    case 'BundleTruncated':
      return 'BundleTruncated'
  }
}
