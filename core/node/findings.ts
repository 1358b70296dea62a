import type { FeedId } from '#core/envelope/index.ts'

/** Something that is not as it should be, in facts. */
export type Finding =
  | { readonly type: 'DatabaseDamaged'; readonly detail: string }
  /** What is held of a feed does not prove itself. */
  | {
      readonly type: 'EnvelopeMissing' | 'ChainBroken' | 'SignatureWrong' | 'AdmissionWrong' | 'EnvelopeDoesNotOpen'
      readonly feed: FeedId
      readonly seq: number
    }
  /** What is kept of how a feed was read is not what its envelopes say. */
  | { readonly type: 'ReadingDiffers'; readonly feed: FeedId; readonly seq: number }
  /** Of a space: keys that do not open, operations or members that are not those its envelopes state. */
  | { readonly type: 'KeyDamaged' | 'OperationsDiffer' | 'MembersDiffer'; readonly space: string }
  | { readonly type: 'ProjectionDiffers'; readonly space: string; readonly missing: number; readonly extra: number }
  | { readonly type: 'DocumentDamaged' | 'DocumentDiffers'; readonly document: string; readonly detail: string }

/** What was looked at, and what was found. */
export interface Report {
  readonly logs: number
  readonly feeds: number
  readonly envelopes: number
  readonly messages: number
  readonly documents: number
  readonly findings: readonly Finding[]
}
