import { signStatement } from '#core/crypto/index.ts'
import type { SigningKey } from '#core/crypto/index.ts'
import {
  asArray,
  asBoxPublicKey,
  asId,
  asInt,
  asListOf,
  asPublicKey,
  asSignature,
  digest,
  fail,
  idToBytes,
  ok,
  toBase32,
  verifyStatement,
} from '#core/proof/index.ts'
import type { At, BoxPublicKey, Cbor, Domain, PublicKey, Result } from '#core/proof/index.ts'
import { asPlainName } from './name.ts'
import type { AccountId, Certificate, Certifier, DeviceId, IdentityError } from './types.ts'

const CERTIFIER: Domain = 'dure/certifier/v1'
const DEVICE: Domain = 'dure/device/v1'

/** Devices of one account that a new certifier may keep. */
export const MAX_KEEPS = 256
/** Certifiers an account may go through in its life. */
const MAX_CERTIFIERS = 1 << 20
/** Verified certificates kept ready, about 1 KiB each: those of a group of 500 with two devices each, twice. */
const CACHED_CERTIFICATES = 2048

/** Root's statement that certifier `n` speaks from now on and that `keeps` stay of the devices before it. Rule I1. */
export function issueCertifier(
  root: SigningKey,
  account: AccountId,
  n: number,
  key: PublicKey,
  keeps: readonly DeviceId[],
): Certifier {
  const sorted = [...new Set(keeps)].toSorted()
  return {
    account,
    n,
    key,
    keeps: sorted,
    sig: signStatement(root, CERTIFIER, certifierTerms(account, n, key, sorted)),
  }
}

/** A certifier's word that a device belongs to its account. Name as `validateName` gives it. Rule I1. */
export function issueCertificate(
  certifier: { readonly statement: Certifier; readonly key: SigningKey },
  device: { readonly device: DeviceId; readonly boxKey: BoxPublicKey; readonly name: string; readonly at: At },
): Certificate {
  const certificate = { certifier: certifier.statement, ...device }
  return { ...certificate, sig: signStatement(certifier.key, DEVICE, deviceTerms(certificate)) }
}

/** `[account, n, key, keeps, sig]`, for `decodeCertifier`. */
export const encodeCertifier = ({ account, n, key, keeps, sig }: Certifier): Cbor => [
  ...certifierTerms(account, n, key, keeps),
  sig,
]

/** `[certifier, device, box key, name, at, sig]`, for `decodeCertificate`. */
export function encodeCertificate(certificate: Certificate): Cbor {
  const [, , ...device] = deviceTerms(certificate)
  return [encodeCertifier(certificate.certifier), ...device, certificate.sig]
}

/** The account a certificate speaks for. */
export const accountOf = (certificate: Certificate): AccountId => certificate.certifier.account

/** By digest of all of it, signatures too, so that nothing unverified is ever found here. Oldest use first. */
const verified = new Map<string, Certificate>()

/**
 * The certificate, after checking its shape, root's signature under the certifier and the certifier's under the device.
 * The same certificate gives the same object while it is remembered. Rule I1.
 */
export function decodeCertificate(cbor: Cbor): Result<Certificate, IdentityError> {
  const parsed = parse(cbor)
  if (parsed === undefined) return fail({ type: 'CertificateMalformed', detail: 'shape' })
  const name = toBase32(digest('dure/certificate/v1', cbor))
  const known = verified.get(name)
  if (known !== undefined) {
    verified.delete(name)
    verified.set(name, known)
    return ok(known)
  }
  if (!rootSigned(parsed.certifier)) return fail({ type: 'CertificateForged', part: 'certifier' })
  if (!verifyStatement(parsed.certifier.key, DEVICE, deviceTerms(parsed), parsed.sig))
    return fail({ type: 'CertificateForged', part: 'device' })
  if (verified.size >= CACHED_CERTIFICATES) for (const [oldest] of verified.entries().take(1)) verified.delete(oldest)
  verified.set(name, parsed)
  return ok(parsed)
}

/** Root's statement, its signature checked. Rule I1. */
export function decodeCertifier(cbor: Cbor | undefined): Result<Certifier, IdentityError> {
  const certifier = parseCertifier(cbor)
  if (certifier === undefined) return fail({ type: 'CertificateMalformed', detail: 'certifier' })
  return rootSigned(certifier) ? ok(certifier) : fail({ type: 'CertificateForged', part: 'certifier' })
}

function rootSigned({ account, n, key, keeps, sig }: Certifier): boolean {
  // An account id is root's public key.
  const root = idToBytes(account) as PublicKey
  return verifyStatement(root, CERTIFIER, certifierTerms(account, n, key, keeps), sig)
}

function certifierTerms(account: AccountId, n: number, key: PublicKey, keeps: readonly DeviceId[]): readonly Cbor[] {
  return [idToBytes(account), n, key, keeps.map(idToBytes)]
}

/** Names the account and the certifier's number, so that a root cannot pass off another's devices as its own. */
function deviceTerms(certificate: Omit<Certificate, 'sig'>): readonly Cbor[] {
  const { certifier, device, boxKey, name, at } = certificate
  return [idToBytes(certifier.account), certifier.n, idToBytes(device), boxKey, name, at]
}

function parse(cbor: Cbor): Certificate | undefined {
  const list = asArray(cbor, 6)
  if (list === undefined) return undefined
  const certifier = parseCertifier(list[0])
  const device = asId(list[1]) as DeviceId | undefined // an id by its shape; its device has signed what it is used for
  const boxKey = asBoxPublicKey(list[2])
  const name = asPlainName(list[3])
  const at = asInt(list[4], 0) as At | undefined // any moment since 1970
  const sig = asSignature(list[5])
  if (!certifier || !device || !boxKey || name === undefined || at === undefined || !sig) return undefined
  return { certifier, device, boxKey, name, at, sig }
}

function parseCertifier(cbor: Cbor | undefined): Certifier | undefined {
  const list = asArray(cbor, 5)
  if (list === undefined) return undefined
  const account = asId(list[0]) as AccountId | undefined // root's key: its signature is checked against it
  const n = asInt(list[1], 1, MAX_CERTIFIERS)
  const key = asPublicKey(list[2])
  const keeps = asListOf(list[3], MAX_KEEPS, asId) as readonly DeviceId[] | undefined // ids by their shape
  const sig = asSignature(list[4])
  if (!account || n === undefined || !key || !keeps || !sig) return undefined
  for (let i = 1; i < keeps.length; i++) if ((keeps[i - 1] ?? '') >= (keeps[i] ?? '')) return undefined
  return { account, n, key, keeps, sig }
}
