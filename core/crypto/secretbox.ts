import nacl from 'tweetnacl'
import { reveal } from './redacted.ts'
import type { Secret } from './types.ts'

/** Bytes of a secretbox's nonce: long enough to be random. */
export const NONCE_BYTES = 24
/** Bytes a secretbox is longer than what is in it. */
export const SECRETBOX_OVERHEAD = 16

/**
 * Seals `plain` (XSalsa20-Poly1305, NaCl's secretbox) under a 32-byte key and a nonce of 24 bytes never used with it.
 * 16 bytes longer than `plain`. Says nothing of who sealed, and does not commit to its key.
 */
export function sealWith(key: Secret, nonce: Uint8Array, plain: Uint8Array): Uint8Array {
  return nacl.secretbox(plain, nonce, reveal(key))
}

/** What was sealed, or undefined: wrong key or nonce, a changed or cut box. Nonce and box may be a stranger's. */
export function openWith(key: Secret, nonce: Uint8Array, box: Uint8Array): Uint8Array | undefined {
  if (nonce.length !== NONCE_BYTES || box.length < SECRETBOX_OVERHEAD) return undefined
  return nacl.secretbox.open(box, nonce, reveal(key)) ?? undefined
}
