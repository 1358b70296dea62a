import { boxKeyFromSeed, redact, reveal, signingKeyFromSeed } from '#core/crypto/index.ts'
import type { Secret } from '#core/crypto/index.ts'
import {
  accountOf,
  asAddresses,
  asPlainName,
  decodeCertificate,
  decodeCertifier,
  decodeSecrets,
  deviceKeys,
  encodeCertificate,
  encodeCertifier,
  encodeSecrets,
  TICKET_BYTES,
} from '#core/identity/index.ts'
import type { AccountSecrets, Certificate, DeviceSecrets } from '#core/identity/index.ts'
import { asArray, asBoxPublicKey, asBytes, asInt, decode, encode, equalBytes, orNull } from '#core/proof/index.ts'
import type { Cbor } from '#core/proof/index.ts'
import { decodeWelcome, encodeWelcome, operationsOf } from '#core/space/index.ts'
import type { Welcome } from '#core/space/index.ts'
import { accountByNo, damaged } from '#core/store/index.ts'
import type { ReadDb } from '#core/store/index.ts'
import { ownRelays } from './people.ts'
import { epochKeyOf, spaceOf } from './spaces.ts'
import type { Me, NodeState } from './state.ts'
import { defaultTicket } from './tickets.ts'

const VERSION = 1
const SEED = 32
const MAX_RELAYS = 8
const LIMITS = { maxBytes: 768 * 1024, maxDepth: 12, maxItems: 1 << 16 }

/**
 * What a device of an account gives a new one: its certificate, the account's keys but root and recovery secret, the own
 * space with its epoch keys, and how to go on from there. All else arrives by ordinary sync. Rule I3.
 */
export interface Handed {
  readonly account: AccountSecrets
  readonly certificate: Certificate
  readonly self: Welcome
  readonly name: string
  readonly ticket: Uint8Array
  readonly relays: readonly string[]
  /** Who hands it over, and where it can be reached. */
  readonly by: Certificate
  readonly addresses: readonly string[]
}

/** What this account hands to a device that it has certified. With the certifier's key only if its person said so. */
export function handTo(node: NodeState, db: ReadDb, me: Me, certificate: Certificate, withCertifier: boolean): Secret {
  const { account } = me
  const space = spaceOf(node, db, me.self)
  const row = accountByNo(db, me.accountNo)
  if (!space || !row) throw damaged('the own space is there')
  const epochs = [...space.logs.values()].flatMap((log) => {
    const key = epochKeyOf(node, db, log)
    return key ? [{ rotate: log.rotate, key }] : []
  })
  const self = { space: me.self, epochs, operations: operationsOf(space.state), relays: [] }
  const listen = node.network?.net.status().listen ?? []
  const terms: readonly Cbor[] = [
    VERSION,
    account.recoveryKey,
    reveal(account.anchor),
    encodeCertifier(account.certifier.statement),
    withCertifier && account.certifier.key ? reveal(account.certifier.key.seed) : null,
    reveal(account.letter.seed),
    reveal(account.inbox.seed),
    encodeCertificate(certificate),
    encodeWelcome(self),
    row.name,
    defaultTicket(db, me),
    ownRelays(node, db).slice(0, MAX_RELAYS),
    encodeCertificate(me.device.certificate),
    listen.slice(0, MAX_RELAYS),
  ]
  return redact(encode(terms))
}

/** What was handed to the device with this seed; undefined where it does not belong together, or to another device. */
export function readHanded(handed: Secret, seed: Secret): (Handed & { readonly device: DeviceSecrets }) | undefined {
  const decoded = decode(reveal(handed), LIMITS)
  const list = decoded.ok ? asArray(decoded.value, 14) : undefined
  if (list === undefined || asInt(list[0], 1) !== VERSION) return undefined
  const recoveryKey = asBoxPublicKey(list[1])
  const anchor = asSeed(list[2])
  const statement = decodeCertifier(list[3])
  const certifier = orNull(list[4], asSeed)
  const letter = asSeed(list[5])
  const inbox = asSeed(list[6])
  const certificate = decodeCertificate(list[7] ?? null)
  const self = decodeWelcome(list[8])
  const name = asPlainName(list[9])
  const ticket = asBytes(list[10], TICKET_BYTES)
  const relays = asAddresses(list[11])
  const by = decodeCertificate(list[12] ?? null)
  const addresses = asAddresses(list[13])
  if (!recoveryKey || !anchor || !statement.ok || certifier === undefined || !letter || !inbox || !certificate.ok)
    return undefined
  if (!self.ok || name === undefined || !ticket || !relays || !by.ok || !addresses) return undefined
  const account = {
    account: accountOf(certificate.value),
    root: null,
    recovery: null,
    recoveryKey,
    anchor,
    certifier: { statement: statement.value, key: certifier && signingKeyFromSeed(certifier) },
    letter: boxKeyFromSeed(letter),
    inbox: signingKeyFromSeed(inbox),
  }
  const device = { ...deviceKeys(seed), seed, certificate: certificate.value }
  // As at every start: parts that do not belong together are refused, another device's certificate among them.
  const isWhole = decodeSecrets(encodeSecrets({ account, device })).ok
  const isOurs =
    accountOf(by.value) === account.account && self.value.operations.every((it) => it.author === account.account)
  if (!isWhole || !isOurs || boxDiffers(device, certificate.value)) return undefined
  return {
    account,
    device,
    certificate: certificate.value,
    self: self.value,
    name,
    ticket,
    relays,
    by: by.value,
    addresses,
  }
}

const boxDiffers = ({ box }: DeviceSecrets, { boxKey }: Certificate): boolean => !equalBytes(box.publicKey, boxKey)

function asSeed(x: Cbor | undefined): Secret | undefined {
  const bytes = asBytes(x, SEED)
  return bytes && redact(bytes)
}
