import type { DocumentKind, Fact, FactScalar, FactValue } from '#core/entry/types.ts'
import type { FeedId } from '#core/envelope/types.ts'
import type { AccountTag } from '#core/identity/types.ts'
import type { At } from '#core/proof/index.ts'
import { ACTION, writeChange } from './change/write.ts'
import type { Operation } from './change/write.ts'
import { FIRST_OP, GENESIS, GENESIS_ACTOR } from './genesis.ts'
import { factKey, keyText } from './key.ts'
import { isList } from './policy.ts'
import { actorOf } from './shard.ts'
import type { BranchState, DocumentId, FeedName } from './types.ts'

/** The branch of a feed in a document it has said nothing in yet: it starts from genesis. Rules D1, D3. */
export function startBranch(branch: {
  readonly feed: FeedId
  readonly document: DocumentId
  readonly kind: DocumentKind
}): BranchState {
  const { feed, document, kind } = branch
  return { actor: actorOf(feed, document), seq: 0, nextOp: FIRST_OP, hash: GENESIS[kind].hash }
}

/** An entry's facts, and where it stands. They have passed `validateFacts`. */
export interface BranchEntry {
  /** The author's branch before this entry. */
  readonly branch: BranchState
  readonly name: FeedName
  /** The entry's place in its feed. */
  readonly seq: number
  readonly at: At
  /** Of the author's account. */
  readonly tag: AccountTag
  readonly facts: readonly Fact[]
}

/** A fact under its full key, as a change holds it. */
export interface KeyedFact {
  readonly container: number
  readonly key: Uint8Array
  readonly value: FactValue
}

/**
 * The one Automerge change that an entry's facts stand for, byte for byte the same on every replica, and the branch
 * after it. Rule D3. Per fact: a map under its full key in its container, then its fields in order of their names
 * (code units), each a scalar, or a list whose items follow it at once. Nothing overwrites anything.
 */
export function encodeBranchChange(entry: BranchEntry): { readonly change: Uint8Array; readonly branch: BranchState } {
  const { branch, name, seq, at, tag, facts } = entry
  return encodeKeyed(
    branch,
    at,
    // A derived key says the entry's seq; where none does, the change's message does, so that it is never lost.
    facts.every((fact) => fact.key !== null) ? String(seq) : null,
    facts.map(({ container, key, value }, index) => ({ container, key: factKey(name, seq, index, key, tag), value })),
  )
}

/** The change of facts under full keys: what `encodeBranchChange` gives, and what a change read back is held against. */
export function encodeKeyed(
  branch: BranchState,
  at: At,
  message: string | null,
  facts: readonly KeyedFact[],
): { readonly change: Uint8Array; readonly branch: BranchState } {
  const operations: Operation[] = []
  for (const fact of facts) pushFact(operations, branch.nextOp, fact)
  const seq = branch.seq + 1
  const { bytes, hash } = writeChange({
    actor: branch.actor,
    others: [GENESIS_ACTOR],
    seq,
    startOp: branch.nextOp,
    time: at,
    message,
    deps: [branch.hash],
    operations,
  })
  return { change: bytes, branch: { actor: branch.actor, seq, nextOp: branch.nextOp + operations.length, hash } }
}

function pushFact(operations: Operation[], startOp: number, { container, key, value }: KeyedFact): void {
  const map = startOp + operations.length
  const { makeMap, makeList, set } = ACTION
  operations.push({
    action: makeMap,
    objActor: 1,
    objCtr: container + 1,
    key: keyText(key),
    after: null,
    value: undefined,
  })
  for (const name of Object.keys(value).toSorted()) {
    const field = value[name] ?? null
    const own = { objActor: 0, objCtr: map, key: name, after: null } as const
    if (!isList(field)) operations.push({ action: set, ...own, value: field })
    else {
      operations.push({ action: makeList, ...own, value: undefined })
      pushItems(operations, startOp, field)
    }
  }
}

function pushItems(operations: Operation[], startOp: number, items: readonly FactScalar[]): void {
  const list = startOp + operations.length - 1
  items.forEach((value, i) => {
    // Behind the item before, whose operation is the one before.
    const after = i === 0 ? 0 : list + i
    operations.push({ action: ACTION.set, objActor: 0, objCtr: list, key: null, after, value })
  })
}
