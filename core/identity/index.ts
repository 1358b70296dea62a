export {
  accountTag,
  anchorOf,
  createAccount,
  deviceKeys,
  newDevice,
  recoveryBoxKey,
  recoveryOf,
  rootKeyOf,
} from './account.ts'
export { cardToLink, CONTACT_LINK, decodeCard, encodeCard, linkToCard, makeCard } from './card.ts'
export {
  accountOf,
  decodeCertificate,
  decodeCertifier,
  encodeCertificate,
  encodeCertifier,
  issueCertificate,
  issueCertifier,
  MAX_KEEPS,
} from './certificate.ts'
export {
  commitmentTo,
  DEVICE_LINK,
  deviceToLink,
  LINK_NONCE_BYTES,
  LINK_SECRET_BYTES,
  linkCode,
  linkProof,
  linkToDevice,
} from './device-link.ts'
export type { DeviceLink, DeviceLinkError, LinkEnds } from './device-link.ts'
export { MAX_LETTER, openLetter, sealLetter } from './letter.ts'
export { asName, asPlainName, hasControls, MAX_NAME, validateName } from './name.ts'
export { asAddresses, decodeReach, encodeReach, MAX_ADDRESSES, TICKET_BYTES } from './reach.ts'
export { safetyNumber } from './safety.ts'
export { MAX_PICTURE_BYTES, MAX_PICTURE_SIDE, readPicture } from './picture.ts'
export type { PictureFacts, PictureFault, PictureType } from './picture.ts'
export { decodeSecrets, encodeSecrets } from './secrets.ts'
export { isSameWord, rootToWords, WORD_COUNT, wordsToRoot } from './words.ts'
export type { WordsError, WordsLanguage } from './words.ts'
export { LETTER_KINDS } from './types.ts'
export type {
  AccountId,
  AccountSecrets,
  AccountTag,
  Card,
  CardFault,
  Certificate,
  Certifier,
  DeviceId,
  DeviceSecrets,
  IdentityError,
  Letter,
  LetterKind,
  Reach,
} from './types.ts'
