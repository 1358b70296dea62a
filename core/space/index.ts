export {
  covers,
  ctrlOf,
  hasSeen,
  memberAt,
  missingOf,
  operationOf,
  operationsOf,
  rightsAt,
  toCarryOver,
} from './ask.ts'
export { MAX_BOXES, MAX_CUTS } from './body.ts'
export { compose, composeAdd, composeRemove, composeRemoveDevice, composeRotate, createSpace } from './compose.ts'
export type { Author, LetterKeysLacking } from './compose.ts'
export { DEFAULT_POLICY, directSpace, selfSpace, selfSpaceOf } from './computed.ts'
export type { Computed } from './computed.ts'
export { cutFor, isOut } from './cut.ts'
export type { FeedOpened } from './cut.ts'
export { encodeOperation } from './draft.ts'
export { boxEpochKey, epochKeyHash, epochKeys, newEpochKey, openKeyBox } from './epoch.ts'
export type { EpochKeys, KeyBoxError } from './epoch.ts'
export { samePolicy } from './fit.ts'
export {
  decodeJoin,
  encodeJoin,
  inviteOf,
  invitePlace,
  inviteToLink,
  isJoinLink,
  linkToInvite,
  MAX_USES,
} from './invite.ts'
export type { InviteLink, InviteLinkError } from './invite.ts'
export { decodeOperation, MAX_CTRL, signOperation } from './operation.ts'
export { extend, resolve } from './resolve.ts'
export { tidyTitle } from './title.ts'
export {
  decodeAccept,
  decodeHello,
  decodeRotateLetter,
  decodeWelcome,
  encodeAccept,
  encodeHello,
  encodeRotateLetter,
  encodeWelcome,
  MAX_WELCOME_OPERATIONS,
} from './welcome.ts'
export type { EpochKey, Hello, Welcome, WelcomeError } from './welcome.ts'
export type {
  Cut,
  Epoch,
  Keep,
  KeyBox,
  Member,
  Operation,
  OperationBody,
  OperationError,
  OpId,
  Policy,
  Removal,
  Rights,
  Role,
  SpaceId,
  SpaceKind,
  SpaceState,
  VoidReason,
} from './types.ts'
