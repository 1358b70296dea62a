import { feedIdOf, forkFromCbor, itemsFromCbor, MAX_RUNS, MAX_SEQ, placeFromCbor } from '#core/envelope/index.ts'
import {
  asArray,
  asBoolean,
  asBytes,
  asInt,
  asListOf,
  asPublicKey,
  asSignature,
  asText,
  decode,
  fail,
  ok,
  orNull,
} from '#core/proof/index.ts'
import type { Cbor, Result } from '#core/proof/index.ts'
import { CODES, ROLES } from './frames.ts'
import type { FeedName, Frame, FrameError, LogName, SaidFeed, SaidRun, SentRun } from './frames.ts'
import {
  FEEDS_PER_FRAME,
  MAX_ENTRIES_BYTES,
  MAX_FRAME_BYTES,
  MAX_LIST,
  MAX_REASON_BYTES,
  SALT_BYTES,
  SHORT_BYTES,
} from './limits.ts'

type Found = Cbor | undefined
type Body = readonly Cbor[]

/** Lists within lists: a frame, a run, an item or a feed's name; two more in FORK. */
const MAX_DEPTH = 5

/**
 * The frame that these bytes are. What a newer program may say is not an error: an unknown code is its own frame, and
 * HELLO may have grown. Everything else has one form. Rule Y1.
 */
export function decodeFrame(bytes: Uint8Array): Result<Frame, FrameError> {
  if (bytes.length > MAX_FRAME_BYTES) return fail({ type: 'FrameOversize', bytes: bytes.length })
  const decoded = decode(bytes, { maxBytes: MAX_FRAME_BYTES, maxDepth: MAX_DEPTH })
  if (!decoded.ok) return malformed(decoded.error.fault)
  const [codeFound, ...body] = asArray(decoded.value) ?? []
  const code = asInt(codeFound, 0)
  if (code === undefined) return malformed('code')
  if (code === CODES.entries && bytes.length > MAX_ENTRIES_BYTES)
    return fail({ type: 'FrameOversize', bytes: bytes.length })
  const read = readers[code]
  if (read === undefined) return ok({ type: 'unknown', code })
  const frame = read(body)
  return frame === undefined ? malformed(String(code)) : ok(frame)
}

const malformed = (detail: string) => fail({ type: 'FrameMalformed' as const, detail })

/** By code: each gives its frame, or undefined for what is none. */
const readers: { readonly [code: number]: (body: Body) => Frame | undefined } = {
  [CODES.hello]: (body) => {
    const oldest = asInt(body[0], 0)
    const newest = asInt(body[1], oldest)
    const role = ROLES[asInt(body[2], 0) ?? -1]
    const salt = asBytes(body[3], SALT_BYTES)
    const time = asInt(body[4], 0)
    if (oldest === undefined || newest === undefined || !role || !salt || time === undefined) return undefined
    return { type: 'hello', oldest, newest, role, salt, time }
  },
  [CODES.share]: (body) => {
    const spaces = asListOf(body, MAX_LIST, (item) => {
      const [space, frontier] = pair(item, short, short)
      return space && frontier ? { space, frontier } : undefined
    })
    return spaces && { type: 'share', spaces }
  },
  [CODES.prove]: (body) => {
    const [read, write, sig] = [asPublicKey(body[0]), asPublicKey(body[1]), asSignature(body[2])]
    return body.length === 3 && read && write && sig ? { type: 'prove', keys: { read, write }, sig } : undefined
  },
  [CODES.digest]: (body) => {
    const [log, digest] = pair(body, logName, short)
    return log === undefined || digest === undefined ? undefined : { type: 'digest', log, digest }
  },
  [CODES.frontier]: ([logFound, lastFound, ...rest]) => {
    const log = logName(logFound)
    const isLast = asBoolean(lastFound)
    const feeds = asListOf(rest, FEEDS_PER_FRAME, (item) => saidFeed(item, numberOrShort))
    return log === undefined || isLast === undefined || !feeds ? undefined : { type: 'frontier', log, isLast, feeds }
  },
  [CODES.entries]: (body) => {
    const runs = asListOf(body, MAX_LIST, sentRun)
    return runs && runs.length > 0 ? { type: 'entries', runs } : undefined
  },
  [CODES.have]: (body) => {
    const feeds = asListOf(body, MAX_LIST, (item) => saidFeed(item, feedName))
    return feeds && { type: 'have', feeds }
  },
  [CODES.seen]: (body) => {
    const heads = asListOf(body, MAX_LIST, (item) => {
      const [name, seq] = pair(item, feedName, asSeq)
      return name === undefined || seq === undefined ? undefined : { name, seq }
    })
    return heads && { type: 'seen', heads }
  },
  [CODES.fork]: (body) => {
    const log = logName(body[0])
    const fork = forkFromCbor(body[1])
    return body.length === 2 && log !== undefined && fork.ok ? { type: 'fork', log, fork: fork.value } : undefined
  },
  [CODES.refused]: (body) => {
    const [log, reason] = pair(body, logName, asReason)
    return log === undefined || reason === undefined ? undefined : { type: 'refused', log, reason }
  },
  [CODES.bye]: (body) => {
    const reason = asReason(body[0])
    return body.length !== 1 || reason === undefined ? undefined : { type: 'bye', reason }
  },
}

function pair<A, B>(
  x: Found | Body,
  first: (x: Found) => A | undefined,
  second: (x: Found) => B | undefined,
): readonly [A | undefined, B | undefined] {
  const list = asArray(x, 2)
  return [first(list?.[0]), second(list?.[1])]
}

const short = (x: Found) => asBytes(x, SHORT_BYTES)
const asSeq = (x: Found) => asInt(x, 0, MAX_SEQ)
const asReason = (x: Found) => asText(x, MAX_REASON_BYTES)
const logName = (x: Found): LogName | undefined => (typeof x === 'number' ? x : short(x))
const numberOrShort = logName

function feedName(x: Found): FeedName | undefined {
  if (typeof x === 'number') return x
  const [log, key] = pair(x, logName, asPublicKey)
  return log === undefined || key === undefined ? undefined : { log, feed: feedIdOf(key) }
}

function sentRun(x: Cbor): SentRun | undefined {
  const [nameFound, lowFound, prevFound, ...rest] = asArray(x) ?? []
  const name = feedName(nameFound)
  const place = placeFromCbor(lowFound, prevFound)
  if (name === undefined || place === undefined) return undefined
  const items = itemsFromCbor(rest, place.low)
  return items.ok ? { name, ...place, items: items.value } : undefined
}

function saidFeed<Name>(x: Cbor, readName: (x: Found) => Name | undefined): SaidFeed<Name> | undefined {
  const [nameFound, limitsFound, ...rest] = asArray(x) ?? []
  const name = readName(nameFound)
  const limits = limitsFrom(limitsFound)
  const runs = runsFrom(rest)
  return name === undefined || limits === undefined || runs === undefined ? undefined : { name, ...limits, runs }
}

function limitsFrom(x: Found): { readonly stoppedAt: number | null; readonly wantedFrom: number } | undefined {
  const list = asArray(x, 2)
  const stoppedAt = orNull(list === undefined ? x : list[0], (stop) => asInt(stop, -1, MAX_SEQ))
  const wantedFrom = list === undefined ? 0 : asInt(list[1], 1, MAX_SEQ)
  return stoppedAt === undefined || wantedFrom === undefined ? undefined : { stoppedAt, wantedFrom }
}

function runsFrom(flat: Body): readonly SaidRun[] | undefined {
  if (flat.length % 3 !== 0 || flat.length > 3 * MAX_RUNS) return undefined
  const runs: SaidRun[] = []
  for (let i = 0; i < flat.length; i += 3) {
    const last = runs.at(-1)
    const low = asInt(flat[i], last === undefined ? 0 : last.high + 2, MAX_SEQ)
    const high = asInt(flat[i + 1], low ?? 0, MAX_SEQ)
    const head = short(flat[i + 2])
    if (low === undefined || high === undefined || head === undefined) return undefined
    runs.push({ low, high, head })
  }
  return runs
}
