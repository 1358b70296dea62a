import type { AccountId } from '#core/identity/index.ts'
import type { FeedId } from '#core/envelope/types.ts'
import type { Court } from './court.ts'
import { isRemoval, opAt, pastAt } from './graph.ts'
import { compareSeniority, standingAt } from './standing.ts'
import type { Cut, Keep, Operation, OpId, Removal } from './types.ts'

/** The removals and demotions that stand, each with its cuts as `keep`s raise them; by causal depth, then hash. */
export function standingRemovals(court: Court): readonly Removal[] {
  const { graph } = court
  const raised = keepsByRemoval(court)
  const found: { readonly depth: number; readonly removal: Removal }[] = []
  for (const i of graph.breaking) {
    const op = opAt(graph, i)
    if (!isRemoval(op) || !court.counts(i) || (op.body.kind === 'set-role' && !court.lowers(i))) continue
    found.push({ depth: graph.depths[i] ?? 0, removal: toRemoval(op, raised.get(op.id)) })
  }
  found.sort((a, b) => a.depth - b.depth || (a.removal.op < b.removal.op ? -1 : 1))
  return found.map((it) => it.removal)
}

function toRemoval(op: Operation, keeps: ReadonlyMap<FeedId, Cut> | undefined): Removal {
  const { body } = op
  if (body.kind !== 'remove-member' && body.kind !== 'remove-device' && body.kind !== 'set-role')
    throw new TypeError('not a removal')
  const cuts = new Map<FeedId, Cut>(body.cuts.map((cut) => [cut.feed, cut]))
  for (const [feed, cut] of keeps ?? []) if (cut.seq > (cuts.get(feed)?.seq ?? -1)) cuts.set(feed, cut)
  const device = body.kind === 'remove-device' ? body.device : null
  const role = body.kind === 'set-role' ? body.role : null
  return { op: op.id, account: body.account, device, role, cuts }
}

/** Per removal and feed the highest `keep`, of several by one account that with the lowest. Rule S5. */
function keepsByRemoval(court: Court): ReadonlyMap<OpId, ReadonlyMap<FeedId, Cut>> {
  const words = new Map<OpId, Map<string, { readonly feed: FeedId; readonly keep: Keep }>>()
  for (const { about, keep } of countingKeeps(court)) {
    if (about === null) continue
    const said = words.get(about) ?? new Map<string, { readonly feed: FeedId; readonly keep: Keep }>()
    words.set(about, said)
    const key = `${keep.account} ${keep.cut.feed}`
    const other = said.get(key)
    if (other === undefined || isLower(keep, other.keep)) said.set(key, { feed: keep.cut.feed, keep })
  }
  const raised = new Map<OpId, Map<FeedId, Cut>>()
  for (const [about, said] of words) {
    const highest = new Map<FeedId, Keep>()
    for (const { feed, keep } of said.values()) {
      const other = highest.get(feed)
      if (other === undefined || keep.cut.seq > other.cut.seq || (keep.cut.seq === other.cut.seq && keep.op < other.op))
        highest.set(feed, keep)
    }
    raised.set(about, new Map([...highest].map(([feed, keep]) => [feed, keep.cut])))
  }
  return raised
}

/** What members say of forks: per feed one word each, the lowest, the most senior author first. Rules S5, E7. */
export function keepsOfForks(court: Court): ReadonlyMap<FeedId, readonly Keep[]> {
  const { graph } = court
  const words = new Map<FeedId, Map<AccountId, { readonly i: number; readonly keep: Keep }>>()
  for (const { i, about, keep } of countingKeeps(court)) {
    if (about !== null) continue
    const said = words.get(keep.cut.feed) ?? new Map<AccountId, { readonly i: number; readonly keep: Keep }>()
    words.set(keep.cut.feed, said)
    const other = said.get(keep.account)
    if (other === undefined || isLower(keep, other.keep)) said.set(keep.account, { i, keep })
  }
  return new Map(
    [...words].map(([feed, said]) => {
      const ranked = [...said.values()].map(({ i, keep }) => ({
        keep,
        standing: standingAt(court, keep.account, pastAt(graph, i)),
      }))
      ranked.sort((a, b) => {
        if (a.standing === null || b.standing === null) throw new TypeError('a keep that counts is by a member')
        return compareSeniority(
          graph,
          { account: a.keep.account, standing: a.standing },
          { account: b.keep.account, standing: b.standing },
        )
      })
      return [feed, ranked.map((it) => it.keep)]
    }),
  )
}

const isLower = (a: Keep, b: Keep): boolean => a.cut.seq < b.cut.seq || (a.cut.seq === b.cut.seq && a.op < b.op)

function countingKeeps(
  court: Court,
): readonly { readonly i: number; readonly about: OpId | null; readonly keep: Keep }[] {
  return court.graph.keeps.flatMap((i) => {
    const { id, author, body } = opAt(court.graph, i)
    if (body.kind !== 'keep' || !court.counts(i)) return []
    const { about, log, feed, seq, head } = body
    return [{ i, about, keep: { op: id, account: author, cut: { log, feed, seq, head } } }]
  })
}
