import { equalBytes, utf8 } from '#core/proof/index.ts'

/** What a file of secrets begins with that is sealed under a key of the keychain. No CBOR map or array begins so. */
export const SEALED_MARK = 'dure keys, sealed 1\n'

/** Whether these are secrets that only the keychain's key opens. */
export const isSealed = (bytes: Uint8Array): boolean =>
  equalBytes(bytes.subarray(0, SEALED_MARK.length), utf8(SEALED_MARK))
