import { boxKeyFromSeed, redact, reveal, signingKeyFromSeed } from '#core/crypto/index.ts'
import type { Secret } from '#core/crypto/index.ts'
import {
  asArray,
  asBoxPublicKey,
  asBytes,
  asHash,
  asInt,
  decode,
  digest,
  encode,
  equalBytes,
  fail,
  ok,
  orNull,
} from '#core/proof/index.ts'
import type { Cbor, Result } from '#core/proof/index.ts'
import { deviceKeys, SEED_BYTES } from './account.ts'
import { accountOf, decodeCertificate, decodeCertifier, encodeCertificate, encodeCertifier } from './certificate.ts'
import type { AccountSecrets, DeviceSecrets, IdentityError } from './types.ts'

const VERSION = 1
/** How many parts there are, and what the check after them is a hash of: none of them says by itself that it is whole. */
const PARTS = 11
const CHECK = 'dure/secrets/v1'
const LIMITS = { maxBytes: 64 * 1024, maxDepth: 6, maxItems: 2048 }

/** All secrets of an installation as bytes, for the caller to seal before they touch a disk. Rule I2. */
export function encodeSecrets(secrets: { readonly account: AccountSecrets; readonly device: DeviceSecrets }): Secret {
  const { account, device } = secrets
  const parts: readonly Cbor[] = [
    VERSION,
    account.root && reveal(account.root),
    account.recovery && reveal(account.recovery),
    account.recoveryKey,
    reveal(account.anchor),
    encodeCertifier(account.certifier.statement),
    account.certifier.key && reveal(account.certifier.key.seed),
    reveal(account.letter.seed),
    reveal(account.inbox.seed),
    reveal(device.seed),
    encodeCertificate(device.certificate),
  ]
  return redact(encode([...parts, digest(CHECK, parts)]))
}

/** What `encodeSecrets` wrote. Refuses what does not belong together, so that no half-restored account ever speaks. */
export function decodeSecrets(
  secret: Secret,
): Result<{ readonly account: AccountSecrets; readonly device: DeviceSecrets }, IdentityError> {
  const decoded = decode(reveal(secret), LIMITS)
  const list = decoded.ok ? asArray(decoded.value) : undefined
  const v = asInt(list?.[0], 1)
  if (list === undefined || v === undefined) return fail({ type: 'SecretsMalformed' })
  if (v !== VERSION) return fail({ type: 'SecretsVersionUnknown', v })
  const root = orNull(list[1], asSeed)
  const recovery = orNull(list[2], asSeed)
  const recoveryKey = asBoxPublicKey(list[3])
  const anchor = asSeed(list[4])
  const statement = decodeCertifier(list[5])
  const certifierSeed = orNull(list[6], asSeed)
  const letter = asSeed(list[7])
  const inbox = asSeed(list[8])
  const seed = asSeed(list[9])
  const certificate = decodeCertificate(list[10] ?? null)
  const check = asHash(list[PARTS])
  const isWhole = check !== undefined && equalBytes(check, digest(CHECK, list.slice(0, PARTS)))
  if (
    list.length !== PARTS + 1 ||
    !isWhole ||
    root === undefined ||
    recovery === undefined ||
    certifierSeed === undefined
  )
    return fail({ type: 'SecretsMalformed' })
  if (!recoveryKey || !anchor || !letter || !inbox || !seed || !statement.ok || !certificate.ok)
    return fail({ type: 'SecretsMalformed' })
  const keys = deviceKeys(seed)
  const account = accountOf(certificate.value)
  if (keys.device !== certificate.value.device || statement.value.account !== account)
    return fail({ type: 'SecretsMalformed' })
  return ok({
    account: {
      account,
      root,
      recovery,
      recoveryKey,
      anchor,
      certifier: { statement: statement.value, key: certifierSeed && signingKeyFromSeed(certifierSeed) },
      letter: boxKeyFromSeed(letter),
      inbox: signingKeyFromSeed(inbox),
    },
    device: { ...keys, seed, certificate: certificate.value },
  })
}

function asSeed(x: Cbor | undefined): Secret | undefined {
  const bytes = asBytes(x, SEED_BYTES)
  return bytes && redact(bytes)
}
