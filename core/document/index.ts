export { encodeBranchChange, startBranch } from './encode.ts'
export type { BranchEntry } from './encode.ts'
export { compareFeeds, comparePlaces, foldFacts, slotOf } from './fold.ts'
export { isSavingDue } from './due.ts'
export { containerObject, GENESIS } from './genesis.ts'
export type { Genesis } from './genesis.ts'
export { factKey, feedName, keyText, MAX_KEY_BYTES, parseFactKey, parseKeyText } from './key.ts'
export type { ParsedKey } from './key.ts'
export { CONTAINER_COUNT, containerNumber, CONTAINERS } from './kinds.ts'
export type { ContainerName } from './kinds.ts'
export {
  checkFact,
  MAX_FACTS,
  MAX_FIELD_NAME,
  MAX_FIELDS,
  MAX_LIST,
  MAX_OPERATIONS,
  MAX_VALUE_BYTES,
  validateFacts,
} from './policy.ts'
export { actorOf, documentId, granularityOf, parseShard, shardBounds, shardOf } from './shard.ts'
export type {
  Actor,
  AutomergeStopped,
  BranchState,
  DocumentDamaged,
  DocumentError,
  DocumentId,
  DocumentTooLarge,
  FactPlace,
  FeedName,
  Granularity,
  PlacedFact,
  PolicyBroken,
  PolicyRule,
  Shard,
  ShardInvalid,
} from './types.ts'
