export { bytesToId, fromBase32, idToBytes, parseId, toBase32 } from './base32.ts'
export type { IdInvalid } from './base32.ts'
export { compareBytes, concatBytes, equalBytes, fromUtf8, toHex, utf8 } from './bytes.ts'
export type { TextInvalid } from './bytes.ts'
export { CBOR_MAX_BYTES, CBOR_MAX_ITEMS, decode } from './decode.ts'
export { CBOR_MAX_DEPTH, encode, utf8Length } from './encode.ts'
export { digest, sha256, shortDigest } from './digest.ts'
export { fail, ok } from './result.ts'
export type { Result } from './result.ts'
export {
  asArray,
  asBoolean,
  asBoxPublicKey,
  asBytes,
  asBytesUpTo,
  asHash,
  asId,
  asInt,
  asListOf,
  asMap,
  asPublicKey,
  asSignature,
  asText,
  orNull,
} from './shape.ts'
export type {
  At,
  BoxPublicKey,
  Brand,
  Cbor,
  CborError,
  CborFault,
  CborLimits,
  CborMap,
  Domain,
  Hash,
  Id,
  Millis,
  PublicKey,
  Random,
  Signature,
} from './types.ts'
export { verify, verifyStatement } from './verify.ts'
