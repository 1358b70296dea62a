import { opAt, precedes } from './graph.ts'
import type { Graph } from './graph.ts'
import { judge, newCourt, REASONS, struckBy } from './court.ts'
import type { Court } from './court.ts'
import { compareSeniority } from './standing.ts'
import type { Operation } from './types.ts'

/**
 * Decides about all operations of a graph from nothing. Rule S4, as an algorithm:
 *
 * 1. Judge every operation by its own past (S3), as if no removal voided anything.
 * 2. Of the contested removals that count and have not won, the one by the most senior author wins: what its subject
 *    did without knowing it is void. Judge again what rested on that.
 * 3. A removal that had won and by this no longer counts has fallen, for good, and voids nothing any more. Judge again.
 * 4. Go on with 2 until none is left. Then of concurrent adds under one invite all but the smallest hash fall (S10);
 *    if any did, go on with 2.
 *
 * Each step makes one removal win or fall, or an add fall, and nothing ever wins after it fell: so it ends. Each step
 * chooses by what operations say and what they know, never by when they came: so all replicas end alike.
 */
export function decide(graph: Graph): Court {
  const size = graph.ops.length
  const court = newCourt(graph, size)
  const dirty = new Uint8Array(size)
  for (let i = 0; i < size; i++) judge(court, i)
  const open = new Set(graph.contested)
  const won = new Set<number>()
  for (;;) {
    const winner = mostSenior(court, open)
    if (winner !== null) {
      open.delete(winner)
      won.add(winner)
      if (strike(court, winner, dirty)) settle(court, won, dirty)
    } else if (dropSecondAdds(court, dirty)) settle(court, won, dirty)
    else return court
  }
}

/** The contested removal that counts, voids something, and whose author is the most senior. */
function mostSenior(court: Court, open: ReadonlySet<number>): number | null {
  let best: number | null = null
  for (const i of open) {
    if (!court.counts(i) || (opAt(court.graph, i).body.kind === 'set-role' && !court.lowers(i))) continue
    if (best === null || compareRemovals(court, i, best) < 0) best = i
  }
  return best
}

/**
 * Orders removals, the senior first: what an account says of its own devices before all else, by I1, since before that
 * is settled nobody knows who speaks for it; the rest by the standing their authors had (S4), then by I1.
 */
export function compareRemovals(court: Court, a: number, b: number): number {
  const { graph } = court
  const [one, other] = [opAt(graph, a), opAt(graph, b)]
  const [ofDevice, otherOfDevice] = [one.body.kind === 'remove-device', other.body.kind === 'remove-device']
  if (ofDevice !== otherOfDevice) return ofDevice ? -1 : 1
  return (ofDevice ? compareText(one.author, other.author) : compareAuthors(court, a, b)) || compareDevices(graph, a, b)
}

function compareAuthors(court: Court, a: number, b: number): number {
  const [standing, otherStanding] = [court.authors[a], court.authors[b]]
  if (!standing || !otherStanding) throw new TypeError('a removal that counts was judged')
  const one = { account: opAt(court.graph, a).author, standing }
  return compareSeniority(court.graph, one, { account: opAt(court.graph, b).author, standing: otherStanding })
}

/** Root's newest word first, then the certifier's, then a device's, the earlier certified first. Rule I1. */
function compareDevices(graph: Graph, a: number, b: number): number {
  const [one, other] = [opAt(graph, a), opAt(graph, b)]
  if (one.certificate === null || other.certificate === null) throw new TypeError('a removal is signed')
  return (
    other.certificate.certifier.n - one.certificate.certifier.n ||
    Number(isEndorsed(other)) - Number(isEndorsed(one)) ||
    one.certificate.at - other.certificate.at ||
    compareText(one.certificate.device, other.certificate.device) ||
    compareText(one.id, other.id)
  )
}

const isEndorsed = ({ body }: Operation): boolean => body.kind === 'remove-device' && body.endorsement !== null

const compareText = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0)

/** Lets a removal void what it voids; true if anything of that has to be judged again. */
function strike(court: Court, removal: number, dirty: Uint8Array): boolean {
  const { body } = opAt(court.graph, removal)
  if (body.kind === 'remove-device') {
    const { device } = body
    court.struckDevices.set(device, [...(court.struckDevices.get(device) ?? []), removal])
  } else if ('account' in body) {
    const { account } = body
    court.struckAccounts.set(account, [...(court.struckAccounts.get(account) ?? []), removal])
  }
  // What is removed already stays so.
  return markStruck(court, removal, dirty, (i) => !isRemoved(court, i))
}

/** Takes back what `strike` did. */
function release(court: Court, removal: number, dirty: Uint8Array): void {
  const { body } = opAt(court.graph, removal)
  const without = (list: readonly number[] = []) => list.filter((it) => it !== removal)
  if (body.kind === 'remove-device') court.struckDevices.set(body.device, without(court.struckDevices.get(body.device)))
  else if ('account' in body) court.struckAccounts.set(body.account, without(court.struckAccounts.get(body.account)))
  markStruck(court, removal, dirty, (i) => isRemoved(court, i))
}

function markStruck(court: Court, removal: number, dirty: Uint8Array, isConcerned: (i: number) => boolean): boolean {
  const struck = struckBy(court.graph, removal).filter(isConcerned)
  for (const i of struck) dirty[i] = 1
  return struck.length > 0
}

const isRemoved = (court: Court, i: number): boolean => REASONS[(court.verdicts[i] ?? 0) - 1] === 'removed'

/** Judges again what is marked and what rests on that, until nothing changes; lets fall what had won and lost ground. */
function settle(court: Court, won: Set<number>, dirty: Uint8Array): void {
  for (;;) {
    const changed = judgeMarked(court, dirty)
    // All that fell by one step fall together: which of them was met first is an accident.
    const lost = changed.filter((i) => won.has(i) && !stillVoids(court, i))
    if (lost.length === 0) return
    for (const i of lost) {
      won.delete(i)
      // A change of role that still counts but takes nothing away any more only stops voiding.
      if (!court.counts(i)) court.fallen.set(i, 'restsOnVoid')
      release(court, i, dirty)
      dirty[i] = 1
    }
  }
}

const stillVoids = (court: Court, i: number): boolean =>
  court.counts(i) && (opAt(court.graph, i).body.kind !== 'set-role' || court.lowers(i))

/** In ascending order, so that all an operation knows is judged before it. Gives what changed. */
function judgeMarked(court: Court, dirty: Uint8Array): readonly number[] {
  const changed: number[] = []
  for (let i = dirty.indexOf(1); i >= 0; i = dirty.indexOf(1, i + 1)) {
    dirty[i] = 0
    if (!judge(court, i)) continue
    changed.push(i)
    markDependents(court, i, dirty)
  }
  return changed
}

/** Marks what comes after an operation and may have been judged by it. */
function markDependents(court: Court, i: number, dirty: Uint8Array): void {
  const { graph } = court
  const mark = (list: Iterable<number> | undefined) => {
    for (const it of list ?? []) if (it > i) dirty[it] = 1
  }
  const op = opAt(graph, i)
  const { body } = op
  court.sound.clear()
  mark(court.askedRotates)
  switch (body.kind) {
    case 'add-member':
      if (body.invite !== null) mark(graph.invites.get(body.invite))
      break
    case 'remove-device':
      mark(graph.byDevice.get(body.device))
      return
    case 'set-policy':
      mark(graph.adds)
      return
    case 'create':
    case 'rotate':
    case 'keep':
    case 'set-relays':
      return
    case 'remove-member':
    case 'set-role':
    case 'leave':
      break
  }
  // What is left changes who is a member.
  const account = body.kind === 'leave' ? op.author : body.account
  mark(graph.byAccount.get(account))
  mark(graph.about.get(account))
  mark(court.askedHeirs)
}

/**
 * Lets fall, of concurrent adds under one invite, all but that with the smallest hash; true if any did. First those
 * conflicts are decided of which no part rests on another's loser, since that may be gone then; where each rests on
 * another, all. Rule S10.
 */
export function dropSecondAdds(court: Court, dirty: Uint8Array): boolean {
  const { graph } = court
  const conflicts: { readonly all: readonly number[]; readonly losers: readonly number[] }[] = []
  for (const adds of graph.invites.values()) {
    const all = adds.filter((i) => court.counts(i))
    if (all.length < 2) continue
    const winner = all.reduce((best, i) => (opAt(graph, i).id < opAt(graph, best).id ? i : best))
    conflicts.push({ all, losers: all.filter((i) => i !== winner) })
  }
  const losers = conflicts.flatMap((it) => it.losers)
  const ripe = conflicts.filter(({ all }) => !all.some((i) => losers.some((loser) => precedes(graph, loser, i))))
  for (const i of (ripe.length > 0 ? ripe : conflicts).flatMap((it) => it.losers)) {
    court.fallen.set(i, 'duplicateInvite')
    dirty[i] = 1
  }
  return conflicts.length > 0
}
