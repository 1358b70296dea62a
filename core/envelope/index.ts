export { acceptRun } from './accept.ts'
export type { AcceptBy } from './accept.ts'
export { forkFromCbor, forkToCbor, isExactFork, replacesFork, verifyFork } from './fork.ts'
export type { ForkError } from './fork.ts'
export { addRun, appendOwn, emptyHolding, feedDigest, logDigest } from './frontier.ts'
export {
  ADMISSION,
  chainIds,
  ENVELOPE_SIGNATURE,
  envelopeId,
  feedIdOf,
  feedKeyOf,
  logIdOf,
  NO_PREV,
  verifyAdmission,
  verifyEnvelope,
} from './id.ts'
export { keepsSignature } from './prove.ts'
export { countOf, intersect, missing, rangeAt, subtract, unite, upTo } from './ranges.ts'
export {
  decodeRun,
  encodeRun,
  isPlaced,
  ITEM_OVERHEAD,
  itemsFromCbor,
  itemsToCbor,
  placeFromCbor,
  runFromCbor,
  runToCbor,
} from './run.ts'
export { BLOCK, ENVELOPE_VERSION, MAX_BOX, MAX_RUNS, MAX_SEQ, MIN_BOX, NONCE_BYTES, SMALL_BOX } from './types.ts'
export type {
  Accepted,
  ArrivingRun,
  Envelope,
  EnvelopeError,
  EnvelopeId,
  FeedHolding,
  FeedId,
  Fork,
  FoundFork,
  HeldRun,
  LogId,
  LogKeys,
  Range,
  Run,
  RunItem,
  Stop,
  Stretch,
} from './types.ts'
