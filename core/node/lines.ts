import { decodeCertificate } from '#core/identity/index.ts'
import { decode, fromUtf8 } from '#core/proof/index.ts'
import { memberAt, operationsOf } from '#core/space/index.ts'
import type { Operation, SpaceState } from '#core/space/index.ts'
import { accountByNo, devicesOfAccount, findAccount } from '#core/store/index.ts'
import { nameOf } from './groups.ts'
import { titlesOf } from './group-shown.ts'
import type { LineView } from './messenger.ts'
import type { NodeState, SpaceHandle } from './state.ts'
import { millisOf } from './time.ts'

type Said = Pick<LineView, 'kind' | 'role' | 'title' | 'history' | 'invite'> & { readonly whom: string | null }

const PLAIN = { role: null, title: null, history: null, invite: null, whom: null } as const

/** A line as far as the control log says it: who and what, in hybrid time, without names. */
interface Bare extends Said {
  readonly id: string
  readonly at: number
  readonly by: string
}

/** Per state: a page asks for a stretch of them, and a log may have thousands. */
const known = new WeakMap<SpaceState, readonly Bare[]>()

/** What the control log says in a chat: who was added, removed, left … as far as it counts, in order. */
function linesOf(state: SpaceState): readonly Bare[] {
  const made = known.get(state)
  if (made) return made
  const lines: Bare[] = []
  for (const operation of operationsOf(state)) {
    const said = state.counts.has(operation.id) ? saidBy(state, operation) : null
    if (said) lines.push({ id: operation.id, at: operation.at, by: operation.author, ...said })
  }
  lines.sort((a, b) => a.at - b.at || (a.id < b.id ? -1 : 1))
  known.set(state, lines)
  return lines
}

function saidBy(state: SpaceState, { body, ctrl }: Operation): Said | null {
  switch (body.kind) {
    case 'create':
      return { ...PLAIN, kind: 'created', title: body.title }
    case 'add-member':
      return { ...PLAIN, kind: body.invite === null ? 'added' : 'joined', whom: body.account }
    case 'remove-member':
      return { ...PLAIN, kind: 'removed', whom: body.account }
    case 'leave':
      return { ...PLAIN, kind: 'left' }
    case 'set-role':
      // Channels alone have managers.
      if (body.role === 'manager' || memberAt(state, ctrl, body.account) === body.role) return null
      return { ...PLAIN, kind: 'role', whom: body.account, role: body.role }
    case 'set-policy':
      return { ...PLAIN, kind: 'policy', history: body.policy.history, invite: body.policy.invite }
    case 'remove-device':
    case 'rotate':
    case 'keep':
    case 'set-relays':
      return null
  }
}

/**
 * The lines of a group that stand between two moments (hybrid microseconds; `from` included, `to` not), in order: what
 * became of its members, its title and its picture.
 */
export function linesBetween(node: NodeState, space: SpaceHandle, from: number, to: number): LineView[] {
  const stated = (['title', 'picture'] as const).flatMap((name) =>
    titlesOf(node, node.db, space, name).map((row): Bare => {
      const text = name === 'title' && row.value ? fromUtf8(row.value) : null
      const by = accountByNo(node.db, row.accountNo)?.id ?? ''
      const title = text?.ok ? text.value : null
      return { ...PLAIN, id: `${name}${row.feedNo}x${row.seq}`, at: row.at, by, kind: name, title }
    }),
  )
  return [...linesOf(space.state), ...stated]
    .filter(({ at }) => from <= at && at < to)
    .toSorted((a, b) => a.at - b.at)
    .map(({ id, at, by, whom, ...said }) => ({
      line: id,
      at: millisOf(at),
      by,
      byName: nameIn(node, by),
      whom,
      whomName: whom === null ? null : nameIn(node, whom),
      ...said,
    }))
}

/**
 * In a direct chat: the other's devices besides her first, each where it was certified (I5). Between the same moments as
 * `linesBetween`.
 */
export function devicesBetween(node: NodeState, space: SpaceHandle, from: number, to: number): LineView[] {
  const other = [...space.state.members.keys()].find((account) => account !== node.me?.account.account)
  const account = other && findAccount(node.db, other)
  if (!account) return []
  return devicesOfAccount(node.db, account.no)
    .flatMap(({ id, certificate }) => {
      const decoded = decode(certificate)
      const read = decoded.ok ? decodeCertificate(decoded.value) : null
      return read?.ok ? [{ id, at: read.value.at }] : []
    })
    .toSorted((a, b) => a.at - b.at || (a.id < b.id ? -1 : 1))
    .slice(1)
    .filter(({ at }) => from <= at && at < to)
    .map(({ id, at }) => ({
      ...PLAIN,
      line: id,
      kind: 'device',
      at: millisOf(at),
      by: account.id,
      byName: nameIn(node, account.id),
      whomName: null,
    }))
}

const nameIn = (node: NodeState, account: string): string => nameOf(node, account as Operation['author']) // as an operation names it
