import {
  asArray,
  asBytes,
  asBytesUpTo,
  asHash,
  asId,
  asInt,
  asListOf,
  asMap,
  asSignature,
  decode,
  fail,
  ok,
} from '#core/proof/index.ts'
import type { At, Cbor, Result } from '#core/proof/index.ts'
import { asPlainName, decodeCertificate, decodeReach } from '#core/identity/index.ts'
import type { AccountId } from '#core/identity/types.ts'
import { decodeOperation, MAX_CTRL } from '#core/space/index.ts'
import type { OpId } from '#core/space/types.ts'
import type { EnvelopeId, FeedId } from '#core/envelope/types.ts'
import { ENTRY_KINDS, ENTRY_VERSION, MAX_ENTRY_BYTES, NOTE_NAMES } from './encode.ts'
import { DOCUMENT_KINDS } from './types.ts'
import type { DocumentKind, Entry, EntryBody, Fact, FactScalar, FeedEnd, Note, Refusal } from './types.ts'

/** Facts in one entry. */
const MAX_FACTS = 256
/** Items of a list in a fact's value. */
const MAX_LIST = 512
/** Older feeds an `open` may end, and heads a `seen` note may state: 90 KiB of them at most. */
export const MAX_HEADS = 1024
/** Longest key of a fact without its account tag, in bytes. */
const MAX_KEY_BYTES = 64

type Malformed = Extract<Refusal, { type: 'EntryMalformed' | 'OpenForged' | 'OperationForged' }>
const malformed = (detail: string) => fail<Malformed>({ type: 'EntryMalformed', detail })

/**
 * Reads an entry strictly (E3). Certificates and operations inside are verified; whether its author may say it is
 * `acceptEntry`'s to tell. A newer version or unknown kind is no failure: it comes back as `unknown` (E6).
 */
export function decodeEntry(bytes: Uint8Array): Result<Entry, Malformed> {
  const decoded = decode(bytes, { maxBytes: MAX_ENTRY_BYTES })
  if (!decoded.ok) return malformed(decoded.error.fault)
  const fields = asArray(decoded.value)
  if (!fields || fields.length < 5) return malformed('not an entry')
  const [version, time, heads, kindCode, content] = fields
  const v = asInt(version, 1)
  const at = asInt(time, 0)
  const code = asInt(kindCode, 0)
  const ctrl = heads === null ? null : asListOf(heads, MAX_CTRL, asId)
  if (v === undefined || at === undefined || code === undefined || ctrl === undefined) return malformed('header')
  // The casts brand what was just checked.
  const head = { v, at: at as At, ctrl: ctrl as readonly OpId[] | null }
  if (v > ENTRY_VERSION) return ok({ ...head, body: { kind: 'unknown', code, v } })
  if (fields.length !== 5) return malformed('length')
  const body = readBody(code, content, v)
  return body.ok ? ok({ ...head, body: body.value }) : body
}

function readBody(code: number, content: Cbor | undefined, v: number): Result<EntryBody, Malformed> {
  switch (code) {
    case ENTRY_KINDS.open:
      return readOpen(content)
    case ENTRY_KINDS.control:
      return readControl(content)
    case ENTRY_KINDS.facts:
      return readFacts(content)
    case ENTRY_KINDS.note:
      return readNote(content, v)
    default:
      return ok({ kind: 'unknown', code, v })
  }
}

function readOpen(content: Cbor | undefined): Result<EntryBody, Malformed> {
  const [accountId, certificateValue, bindValue, generationValue, endsValue, nameValue, reachValue] =
    asArray(content, 7) ?? []
  const account = asId(accountId)
  const bind = asSignature(bindValue)
  const generation = asInt(generationValue, 0, 0xffff_ffff)
  const ends = asListOf(endsValue, MAX_HEADS, readEnd)
  const name = asPlainName(nameValue)
  const reach = decodeReach(reachValue)
  if (!account || !bind || generation === undefined || !ends || name === undefined || !reach.ok)
    return malformed('open')
  if (certificateValue === undefined) return malformed('open')
  const certificate = decodeCertificate(certificateValue)
  if (!certificate.ok || certificate.value.certifier.account !== account) return fail<Malformed>({ type: 'OpenForged' })
  // The brand says that the certificate below speaks for this account.
  const owner = account as AccountId
  return ok({
    kind: 'open',
    account: owner,
    certificate: certificate.value,
    bind,
    generation,
    ends,
    name,
    reach: reach.value,
  })
}

function readEnd(value: Cbor): FeedEnd | undefined {
  const [feedValue, seqValue, headValue] = asArray(value, 3) ?? []
  const feed = asId(feedValue)
  const seq = asInt(seqValue, 0)
  const head = asHash(headValue)
  if (!feed || seq === undefined || !head) return undefined
  return { feed: feed as FeedId, seq, head: head as Uint8Array as EnvelopeId } // brands of what was just checked
}

function readControl(content: Cbor | undefined): Result<EntryBody, Malformed> {
  if (content === undefined) return malformed('control')
  const operation = decodeOperation(content)
  if (operation.ok) return ok({ kind: 'control', operation: operation.value })
  if (operation.error.type === 'OperationForged') return fail<Malformed>({ type: 'OperationForged' })
  // Of a newer program, like an entry of an unknown kind (E6).
  if (operation.error.type === 'OperationKindUnknown' || operation.error.type === 'OperationVersionUnknown')
    return ok({ kind: 'unknown', code: ENTRY_KINDS.control, v: ENTRY_VERSION })
  return malformed(operation.error.type)
}

const KIND_OF_NUMBER = new Map<number, DocumentKind>(
  Object.entries(DOCUMENT_KINDS).map(([kind, number]) => [number, kind as DocumentKind]),
)

function readFacts(content: Cbor | undefined): Result<EntryBody, Malformed> {
  const list = asArray(content)
  if (!list || list.length < 2 || list.length > MAX_FACTS + 1) return malformed('facts')
  const number = asInt(list[0], 0)
  if (number === undefined) return malformed('document kind')
  const document = KIND_OF_NUMBER.get(number)
  if (document === undefined) return ok({ kind: 'unknown', code: ENTRY_KINDS.facts, v: ENTRY_VERSION })
  const facts = asListOf(list.slice(1), MAX_FACTS, readFact)
  return facts ? ok({ kind: 'facts', document, facts }) : malformed('fact')
}

function readFact(value: Cbor): Fact | undefined {
  const [containerValue, keyValue, valueValue] = asArray(value, 3) ?? []
  const container = asInt(containerValue, 0, 255)
  const key = keyValue === null ? null : asBytesUpTo(keyValue, MAX_KEY_BYTES)
  const map = asMap(valueValue)
  if (container === undefined || key === undefined || !map) return undefined
  const fields: Record<string, FactScalar | readonly FactScalar[]> = Object.create(null) as Record<string, FactScalar>
  for (const [name, field] of Object.entries(map)) {
    const read = readField(field)
    if (read === undefined) return undefined
    fields[name] = read
  }
  return { container, key, value: fields }
}

function readField(value: Cbor): FactScalar | readonly FactScalar[] | undefined {
  if (!Array.isArray(value)) return readScalar(value)
  return asListOf(value, MAX_LIST, readScalar)
}

function readScalar(value: Cbor): FactScalar | undefined {
  if (value === null || typeof value === 'string' || typeof value === 'boolean') return value
  return asInt(value) ?? asBytes(value)
}

function readNote(content: Cbor | undefined, v: number): Result<EntryBody, Malformed> {
  const [nameValue, value] = asArray(content, 2) ?? []
  const name = asInt(nameValue, 0)
  if (name === undefined || value === undefined) return malformed('note')
  if (!Object.values<number>(NOTE_NAMES).includes(name)) return ok({ kind: 'unknown', code: ENTRY_KINDS.note, v })
  const note = readNamedNote(name, value)
  return note ? ok({ kind: 'note', note }) : malformed('note')
}

function readNamedNote(name: number, value: Cbor): Note | undefined {
  switch (name) {
    case NOTE_NAMES.seen: {
      const heads = asListOf(value, MAX_HEADS, (item) => {
        const [feedValue, seqValue] = asArray(item, 2) ?? []
        const feed = asId(feedValue)
        const seq = asInt(seqValue, 0)
        return feed && seq !== undefined ? { feed: feed as FeedId, seq } : undefined
      })
      return heads && { name: 'seen', heads }
    }
    case NOTE_NAMES.read: {
      const [atValue, feedValue] = asArray(value, 2) ?? []
      const at = asInt(atValue, 0)
      const feed = asId(feedValue)
      return at !== undefined && feed ? { name: 'read', at: at as At, feed: feed as FeedId } : undefined
    }
    case NOTE_NAMES.profile: {
      const [nameValue, reachValue] = asArray(value, 2) ?? []
      const displayName = asPlainName(nameValue)
      const reach = decodeReach(reachValue)
      return displayName !== undefined && reach.ok ? { name: 'profile', displayName, reach: reach.value } : undefined
    }
    case NOTE_NAMES.picture: {
      // Of any kind and size that an entry holds: what a newer program shows must not stop the feed of whoever has it.
      const bytes = value === null ? null : asBytes(value)
      return bytes === undefined ? undefined : { name: 'picture', bytes }
    }
    default:
      return undefined
  }
}
