import { scrypt } from 'node:crypto'
import { asArray, asBytes, asBytesUpTo, asInt, decode, encode, fail, ok, utf8 } from '#core/proof/index.ts'
import type { Cbor, Domain, Random, Result } from '#core/proof/index.ts'
import { redact, reveal } from './redacted.ts'
import type { Redacted } from './redacted.ts'
import { NONCE_BYTES, openWith, sealWith } from './secretbox.ts'
import type { Secret } from './types.ts'

/** What guessing one passphrase costs (RFC 7914). Memory is 128 · 2^logN · r bytes. */
export interface ScryptCost {
  readonly logN: number
  readonly r: number
  readonly p: number
}

/** 128 MiB and about half a second a guess: bearable once a start, dear a million times. */
export const SCRYPT_COST: ScryptCost = { logN: 17, r: 8, p: 1 }

/** Why a wrapped secret did not open. A changed file cannot be told from a wrong passphrase. */
export type PassphraseError =
  | { readonly type: 'PassphraseWrong' }
  | { readonly type: 'WrappedSecretInvalid' }
  | { readonly type: 'WrappedSecretVersionUnknown'; readonly version: string }
  | { readonly type: 'WrappedSecretTooCostly'; readonly memory: number; readonly limit: number }

/** A cost as a file states it, within bounds that can be reckoned with; undefined otherwise. */
export function asCost(logN: Cbor | undefined, r: Cbor | undefined, p: Cbor | undefined): ScryptCost | undefined {
  const cost = { logN: asInt(logN, 1, 30), r: asInt(r, 1, 32), p: asInt(p, 1, MAX_P) }
  return cost.logN && cost.r && cost.p ? { logN: cost.logN, r: cost.r, p: cost.p } : undefined
}

const DOMAIN = 'dure/passphrase/v1' satisfies Domain
const SALT_BYTES = 16
const KEY_BYTES = 32
/** Bytes of a secret file: a handful of keys. */
const MAX_WRAPPED = 1 << 16
/** Bytes of memory that a file may ask for: four times ours, so that a later default still opens here. */
const MAX_MEMORY = 512 * 1024 * 1024
const MAX_P = 16

/** Wraps a secret under a passphrase; the bytes say how, and open with `unwrapSecret`. Rule I2. */
export async function wrapSecret(
  secret: Secret,
  passphrase: Redacted<string>,
  random: Random,
  cost: ScryptCost = SCRYPT_COST,
): Promise<Uint8Array> {
  const salt = random(SALT_BYTES)
  const nonce = random(NONCE_BYTES)
  const key = await stretch(passphrase, salt, cost)
  return encode([DOMAIN, cost.logN, cost.r, cost.p, salt, nonce, sealWith(key, nonce, reveal(secret))])
}

/** The secret that was wrapped. The bytes may be anybody's: shape and cost are checked before any work. Rule I2. */
export async function unwrapSecret(
  wrapped: Uint8Array,
  passphrase: Redacted<string>,
): Promise<Result<Secret, PassphraseError>> {
  const parsed = parse(wrapped)
  if (!parsed.ok) return parsed
  const { cost, salt, nonce, box } = parsed.value
  const memory = memoryOf(cost)
  if (isTooCostly(cost)) return fail({ type: 'WrappedSecretTooCostly', memory, limit: MAX_MEMORY })
  const secret = openWith(await stretch(passphrase, salt, cost), nonce, box)
  return secret === undefined ? fail({ type: 'PassphraseWrong' }) : ok(redact(secret))
}

interface Wrapped {
  readonly cost: ScryptCost
  readonly salt: Uint8Array
  readonly nonce: Uint8Array
  readonly box: Uint8Array
}

function parse(wrapped: Uint8Array): Result<Wrapped, PassphraseError> {
  const decoded = decode(wrapped, { maxBytes: MAX_WRAPPED, maxDepth: 1, maxItems: 16 })
  const list = decoded.ok ? asArray(decoded.value) : undefined
  const version = list?.[0]
  if (list === undefined || typeof version !== 'string' || !version.startsWith('dure/passphrase/'))
    return fail({ type: 'WrappedSecretInvalid' })
  if (version !== DOMAIN) return fail({ type: 'WrappedSecretVersionUnknown', version })
  const cost = asCost(list[1], list[2], list[3])
  const salt = asBytes(list[4], SALT_BYTES)
  const nonce = asBytes(list[5], NONCE_BYTES)
  const box = asBytesUpTo(list[6], MAX_WRAPPED)
  if (list.length !== 7 || !cost || !salt || !nonce || !box) return fail({ type: 'WrappedSecretInvalid' })
  return ok({ cost, salt, nonce, box })
}

const memoryOf = ({ logN, r }: ScryptCost): number => 128 * 2 ** logN * r

/** Whether a file asks for more memory than this computer gives a stranger's file. */
export const isTooCostly = (cost: ScryptCost): boolean => memoryOf(cost) > MAX_MEMORY

/** Bytes of the salt of a passphrase. */
export const PASSPHRASE_SALT_BYTES = SALT_BYTES

/** The key that a passphrase gives with a salt (scrypt). Off the main thread: the node goes on answering meanwhile. */
export function stretch(passphrase: Redacted<string>, salt: Uint8Array, cost: ScryptCost): Promise<Secret> {
  // Keyboards differ in how they compose 한글 and accents: NFKC makes what looks the same the same.
  const password = utf8(reveal(passphrase).toWellFormed().normalize('NFKC'))
  // Node refuses at the limit it is given; twice the need leaves room for its own.
  const options = { N: 2 ** cost.logN, r: cost.r, p: cost.p, maxmem: 2 * memoryOf(cost) + 128 * cost.r * cost.p }
  return new Promise((resolve, reject) => {
    scrypt(password, salt, KEY_BYTES, options, (error, key) => {
      if (error === null) resolve(redact(new Uint8Array(key)))
      else reject(error)
    })
  })
}
