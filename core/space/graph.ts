import type { AccountId, Certificate, DeviceId } from '#core/identity/index.ts'
import type { Id } from '#core/proof/index.ts'
import { isIn, NOTHING, pastOf } from './past.ts'
import type { Past } from './past.ts'
import type { Operation, OpId } from './types.ts'

/** The first operations, each seeing none of the others, in which root's statement of a certifier came up (I1). */
interface Supersession {
  /** Of all it says: a root that makes two statements with one number is taken at both words. */
  readonly name: string
  readonly n: number
  readonly keeps: ReadonlySet<DeviceId>
  readonly at: number[]
}

/**
 * Operations whose whole past is here, numbered so that parents come first, and what is found by looking them up.
 * Only ever appended to. The numbers are an order of arrival: nothing that is decided may depend on it.
 */
export interface Graph {
  readonly ops: Operation[]
  readonly numbers: Map<OpId, number>
  readonly pasts: Past[]
  /** Length of the longest way from `create`. */
  readonly depths: number[]
  readonly byAccount: Map<AccountId, number[]>
  readonly byDevice: Map<DeviceId, number[]>
  /** What makes, ends or changes an account's membership. */
  readonly about: Map<AccountId, number[]>
  /** What removes a device. */
  readonly aboutDevice: Map<DeviceId, number[]>
  /** Accounts that something made an owner. */
  readonly owners: Set<AccountId>
  /** What states an account's letter key: its adds, and its own removals of devices. */
  readonly letterKeys: Map<AccountId, number[]>
  readonly adds: number[]
  readonly rotates: number[]
  readonly policies: number[]
  readonly relays: number[]
  readonly keeps: number[]
  /** After which an epoch's key is in hands it should not be in: removals, leaves, changes of role. Rule S6. */
  readonly breaking: number[]
  readonly invites: Map<Id, number[]>
  readonly supersessions: Map<AccountId, Supersession[]>
  /**
   * Removals and changes of role whose subject did something without seeing them. Only these have anything to void,
   * so only these take part in the contest of S4; all others matter by what comes after them alone.
   */
  readonly contested: Set<number>
}

/** A graph with nothing in it. */
export const emptyGraph = (): Graph => ({
  ops: [],
  numbers: new Map(),
  pasts: [],
  depths: [],
  byAccount: new Map(),
  byDevice: new Map(),
  about: new Map(),
  aboutDevice: new Map(),
  owners: new Set(),
  letterKeys: new Map(),
  adds: [],
  rotates: [],
  policies: [],
  relays: [],
  keeps: [],
  breaking: [],
  invites: new Map(),
  supersessions: new Map(),
  contested: new Set(),
})

/**
 * Appends an operation whose parents are all there, and tells whether what is decided about earlier ones may change
 * by it: whether it enters or opens a contest (S4), uses an invite again (S10), or ends devices that spoke since (I1).
 */
export function append(graph: Graph, op: Operation): boolean {
  const i = graph.ops.length
  const parents = op.ctrl.map((id) => numberOf(graph, id))
  graph.ops.push(op)
  graph.numbers.set(op.id, i)
  graph.pasts.push(parents.length === 0 ? NOTHING : pastOf(parents, graph.pasts))
  graph.depths.push(parents.reduce((depth, parent) => Math.max(depth, (graph.depths[parent] ?? 0) + 1), 0))
  push(graph.byAccount, op.author, i)
  if (op.device !== null) push(graph.byDevice, op.device, i)
  const stirs = [file(graph, op, i), supersede(graph, op, i), contest(graph, op, i)]
  return stirs.includes(true)
}

/** Whether `a` is in the causal past of `b`. */
export const precedes = (graph: Graph, a: number, b: number): boolean => isIn(pastAt(graph, b), a)

/** The operation with this number. */
export function opAt(graph: Graph, i: number): Operation {
  const op = graph.ops[i]
  if (op === undefined) throw new RangeError('no operation has this number')
  return op
}

/** Its causal past, itself excluded. */
export const pastAt = (graph: Graph, i: number): Past => graph.pasts[i] ?? NOTHING

/** The number of an operation that is there. */
export function numberOf(graph: Graph, id: OpId): number {
  const number = graph.numbers.get(id)
  if (number === undefined) throw new RangeError('the operation is not here')
  return number
}

/** Whether an operation removes somebody or changes a role, and so may void what its subject did meanwhile (S4). */
export const isRemoval = (op: Operation): boolean =>
  op.body.kind === 'remove-member' || op.body.kind === 'remove-device' || op.body.kind === 'set-role'

/** What the subject of a removal or change of role did. */
export function bySubject(graph: Graph, op: Operation): readonly number[] {
  if (op.body.kind === 'remove-device') return graph.byDevice.get(op.body.device) ?? []
  if (op.body.kind === 'remove-member' || op.body.kind === 'set-role') return graph.byAccount.get(op.body.account) ?? []
  return []
}

/** Whether a new certifier, of which some operation knows that this one does not know, does not keep its device. */
export function isSuperseded(graph: Graph, i: number): boolean {
  const { author, certificate } = opAt(graph, i)
  if (certificate === null) return false
  const since = graph.supersessions.get(author)
  return since?.some((it) => ends(it, certificate) && it.at.some((at) => !precedes(graph, i, at))) ?? false
}

/** Whether root says, in a statement that this removal of a device does not know of, that the device stays. Rule I1. */
export function isOverruled(graph: Graph, i: number): boolean {
  const { author, certificate, body } = opAt(graph, i)
  if (body.kind !== 'remove-device' || certificate === null) return false
  const { n } = certificate.certifier
  const since = graph.supersessions.get(author) ?? []
  return since.some((it) => it.n > n && it.keeps.has(body.device) && !it.at.some((at) => precedes(graph, at, i)))
}

/** Whether the statement ends the device of this certificate. Rule I1. */
export const ends = (statement: { readonly n: number; readonly keeps: ReadonlySet<DeviceId> }, it: Certificate) =>
  statement.n > it.certifier.n && !statement.keeps.has(it.device)

/** Puts an operation on the lists of its kind; true if it uses an invite that another one used. */
function file(graph: Graph, op: Operation, i: number): boolean {
  const { body } = op
  switch (body.kind) {
    case 'create':
      for (const owner of body.owners) {
        push(graph.about, owner, i)
        graph.owners.add(owner)
      }
      return false
    case 'add-member':
      push(graph.about, body.account, i)
      push(graph.letterKeys, body.account, i)
      graph.adds.push(i)
      if (body.role === 'owner') graph.owners.add(body.account)
      return body.invite !== null && push(graph.invites, body.invite, i) > 1
    case 'remove-member':
      push(graph.about, body.account, i)
      graph.breaking.push(i)
      return false
    case 'set-role':
      push(graph.about, body.account, i)
      graph.breaking.push(i)
      if (body.role === 'owner') graph.owners.add(body.account)
      return false
    case 'leave':
      push(graph.about, op.author, i)
      graph.breaking.push(i)
      return false
    case 'remove-device':
      push(graph.aboutDevice, body.device, i)
      push(graph.letterKeys, op.author, i)
      graph.breaking.push(i)
      return false
    case 'rotate':
      graph.rotates.push(i)
      return false
    case 'keep':
      graph.keeps.push(i)
      return false
    case 'set-policy':
      graph.policies.push(i)
      return false
    case 'set-relays':
      graph.relays.push(i)
      return false
  }
}

/** Notes a certifier that the account's earlier operations do not speak of; true if that changes what they come to. */
function supersede(graph: Graph, op: Operation, i: number): boolean {
  const statement = op.certificate?.certifier
  if (statement === undefined || statement.n === 1) return false
  const known = graph.supersessions.get(op.author) ?? []
  graph.supersessions.set(op.author, known)
  const name = [statement.n, ...statement.keeps].join()
  let entry = known.find((it) => it.name === name)
  if (entry === undefined) known.push((entry = { name, n: statement.n, keeps: new Set(statement.keeps), at: [] }))
  // What somebody who knew less said, says it all.
  if (entry.at.some((at) => precedes(graph, at, i))) return false
  entry.at.push(i)
  const { keeps, n } = entry
  return (graph.byAccount.get(op.author) ?? []).some((earlier) => {
    const { certificate, body } = opAt(graph, earlier)
    if (certificate === null || certificate.certifier.n >= n) return false
    if (body.kind === 'remove-device' && keeps.has(body.device)) return true
    return ends({ n, keeps }, certificate) && !precedes(graph, earlier, i)
  })
}

/** Finds the contests that an operation, of which nobody knows yet, opens or enters. */
function contest(graph: Graph, op: Operation, i: number): boolean {
  const before = graph.contested.size
  if (isRemoval(op) && bySubject(graph, op).some((j) => j !== i && !precedes(graph, j, i))) graph.contested.add(i)
  const onDevice = op.device === null ? [] : (graph.aboutDevice.get(op.device) ?? [])
  for (const removal of [...(graph.about.get(op.author) ?? []), ...onDevice])
    if (removal !== i && isRemoval(opAt(graph, removal)) && !precedes(graph, removal, i)) graph.contested.add(removal)
  return graph.contested.size > before
}

function push<K>(lists: Map<K, number[]>, key: K, i: number): number {
  const list = lists.get(key)
  if (list !== undefined) return list.push(i)
  lists.set(key, [i])
  return 1
}
