export { acceptEntry, MAX_AHEAD_MS, opensFeed } from './accept.ts'
export type { Acceptance, Membership, Speaker, Standing } from './accept.ts'
export { decodeEntry, MAX_HEADS } from './decode.ts'
export { encodeEntry, ENTRY_VERSION, MAX_ENTRY_BYTES } from './encode.ts'
export { PAD_BYTES, pad, unpad } from './pad.ts'
export { openEntry, sealEntry } from './seal.ts'
export { DOCUMENT_KINDS } from './types.ts'
export type {
  DocumentKind,
  Entry,
  EntryBody,
  Fact,
  FactScalar,
  FactValue,
  FeedEnd,
  Note,
  Refusal,
  Waiting,
} from './types.ts'
