import { idToBytes, verifyStatement } from '#core/proof/index.ts'
import type { At, Millis, PublicKey } from '#core/proof/index.ts'
import type { AccountId, Certificate, DeviceId } from '#core/identity/types.ts'
import { BLOCK } from '#core/envelope/types.ts'
import type { FeedId, LogId } from '#core/envelope/types.ts'
import type { OpId } from '#core/space/types.ts'
import type { Entry, Refusal, Waiting } from './types.ts'

/** An `at` further ahead of the local clock than this waits unseen. Rule E8. */
export const MAX_AHEAD_MS = 10 * 60 * 1000

/** Whose feed it is: what envelope 0 says, once it is accepted. */
export interface Speaker {
  readonly account: AccountId
  readonly device: DeviceId
  readonly certificate: Certificate
  readonly generation: number
}

/** Where a stretch of a feed stands after its last accepted entry. `ctrl` null: not stated yet in this stretch. */
export interface Standing {
  readonly at: At
  readonly ctrl: readonly OpId[] | null
}

/** What the space's control log says, as an entry needs it. Rules S2, S3. */
export interface Membership {
  /** The rotate that opened this log. */
  readonly rotate: OpId
  /** Operations in the causal past of these heads, the heads too, that are not here. */
  missing(ctrl: readonly OpId[]): readonly OpId[]
  /** Whether everything in the past of `earlier` is in the past of `later`. */
  covers(later: readonly OpId[], earlier: readonly OpId[]): boolean
  /** Whether the device of this certificate may speak, as of these heads. */
  mayWrite(ctrl: readonly OpId[], certificate: Certificate): boolean
}

export type Acceptance =
  | { readonly type: 'accepted'; readonly standing: Standing }
  | { readonly type: 'refused'; readonly reason: Refusal }
  | { readonly type: 'waits'; readonly for: Waiting }

const refused = (reason: Refusal): Acceptance => ({ type: 'refused', reason })

/** Whether an `open` is signed by the device it names, for this feed in this log. Rule E3. */
export function opensFeed(entry: Entry, feed: FeedId, log: LogId): Speaker | Refusal {
  const { body } = entry
  if (body.kind !== 'open') return { type: 'FirstIsNotOpen' }
  const { certificate, bind, account, generation } = body
  // A device id is its public key (I2).
  const key = idToBytes(certificate.device) as PublicKey
  const signed = verifyStatement(key, 'dure/open/v1', [idToBytes(feed), idToBytes(log)], bind)
  if (!signed || certificate.certifier.account !== account) return { type: 'OpenForged' }
  return { account, device: certificate.device, certificate, generation }
}

/**
 * Whether a feed's next entry counts (E6, after it opened): its clock rises (E3) and is not far ahead (E8), its `ctrl`
 * is stated where it must be, never goes back (S3), is here (or it waits), and lets its author speak.
 * `standing` is what the entry before it left, null at the beginning of a stretch; `floor` what the device's other
 * feeds had reached, which an `open` must cover too. Pure; facts and notes have laws of their own, applied after.
 */
export function acceptEntry(ask: {
  readonly seq: number
  readonly entry: Entry
  readonly speaker: Speaker
  readonly standing: Standing | null
  readonly floor: readonly OpId[] | null
  readonly membership: Membership
  readonly now: Millis
}): Acceptance {
  const { seq, entry, speaker, standing, floor, membership, now } = ask
  if (seq > 0 && entry.body.kind === 'open') return refused({ type: 'EntryMalformed', detail: 'a second open' })
  if (entry.ctrl === null && seq % BLOCK === 0) return refused({ type: 'EntryMalformed', detail: 'ctrl is not stated' })
  if (standing !== null && entry.at <= standing.at) return refused({ type: 'ClockWentBack' })
  if (entry.at > (now + MAX_AHEAD_MS) * 1000) {
    return { type: 'waits', for: { type: 'Clock', until: Math.ceil(entry.at / 1000) - MAX_AHEAD_MS } }
  }
  const ctrl = entry.ctrl ?? standing?.ctrl ?? null
  // In the middle of a block that is not here from its beginning: it is read when the rest has come.
  if (ctrl === null) return { type: 'waits', for: { type: 'Operations', missing: [] } }
  if (entry.ctrl !== null) {
    const missing = membership.missing(entry.ctrl)
    if (missing.length > 0) return { type: 'waits', for: { type: 'Operations', missing } }
    const earlier = [...(standing?.ctrl ?? []), ...(floor ?? []), membership.rotate]
    if (!membership.covers(entry.ctrl, earlier)) return refused({ type: 'CtrlWentBack' })
  }
  if (!membership.mayWrite(ctrl, speaker.certificate)) {
    return refused({ type: 'NotAMember', account: speaker.account })
  }
  return { type: 'accepted', standing: { at: entry.at, ctrl } }
}
