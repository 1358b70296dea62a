export { BOX_OVERHEAD, boxKeyFromSeed, boxTo, openBoxed } from './box.ts'
export { derive, deriveBoxKey, deriveSigningKey } from './derive.ts'
export {
  asCost,
  isTooCostly,
  PASSPHRASE_SALT_BYTES,
  SCRYPT_COST,
  stretch,
  unwrapSecret,
  wrapSecret,
} from './passphrase.ts'
export type { PassphraseError, ScryptCost } from './passphrase.ts'
export { redact, reveal } from './redacted.ts'
export type { Redacted } from './redacted.ts'
export { NONCE_BYTES, openWith, sealWith, SECRETBOX_OVERHEAD } from './secretbox.ts'
export { sign, signingKeyFromSeed, signStatement } from './sign.ts'
export { openPiece, sealPiece, STREAM_PREFIX_BYTES } from './stream.ts'
export type { BoxKey, Secret, SigningKey } from './types.ts'
