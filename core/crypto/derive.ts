import { hkdfSync } from 'node:crypto'
import { encode } from '#core/proof/index.ts'
import type { Cbor, Domain } from '#core/proof/index.ts'
import { boxKeyFromSeed } from './box.ts'
import { redact, reveal } from './redacted.ts'
import { signingKeyFromSeed } from './sign.ts'
import type { BoxKey, Secret, SigningKey } from './types.ts'

const SECRET_BYTES = 32
const NO_SALT = new Uint8Array()

/**
 * A 32-byte secret for one use: HKDF-SHA256 (RFC 5869) of `secret`, no salt, info = the CBOR of `[domain, ...context]`.
 * From it nobody learns `secret` or what it derives for another domain or context.
 */
export function derive(secret: Secret, domain: Domain, ...context: readonly Cbor[]): Secret {
  return redact(new Uint8Array(hkdfSync('sha256', reveal(secret), NO_SALT, encode([domain, ...context]), SECRET_BYTES)))
}

/** The signing key whose seed `derive` gives. */
export const deriveSigningKey = (secret: Secret, domain: Domain, ...context: readonly Cbor[]): SigningKey =>
  signingKeyFromSeed(derive(secret, domain, ...context))

/** The box key whose seed `derive` gives. */
export const deriveBoxKey = (secret: Secret, domain: Domain, ...context: readonly Cbor[]): BoxKey =>
  boxKeyFromSeed(derive(secret, domain, ...context))
