import {
  asArray,
  asBytes,
  asHash,
  asInt,
  asSignature,
  decode,
  encode,
  fail,
  idToBytes,
  ok,
  orNull,
} from '#core/proof/index.ts'
import type { Cbor, Result } from '#core/proof/index.ts'
import { feedIdOf, NO_PREV } from './id.ts'
import { ENVELOPE_VERSION, MAX_BOX, MAX_SEQ, MIN_BOX, NONCE_BYTES } from './types.ts'
import type { ArrivingRun, EnvelopeError, EnvelopeId, Run, RunItem } from './types.ts'

// The compact form of runs, the same in frames, bundle files and on disk. An item is
//   nonce || box                            an ordinary envelope whose signature lies further up
//   [nonce || box, sig]                     one that carries its own
//   [nonce || box, sig or null, admit or null, v]   envelope 0, and versions to come
// and only the shortest of them that can say it is taken, so that a run has one form.

/** Most bytes of a run: a frame of the network is not larger. */
const MAX_RUN_BYTES = 1 << 20
/** Bytes that an item adds to its nonce and box at most, for who fills frames: four heads, two signatures, a version. */
export const ITEM_OVERHEAD = 1 + 5 + 66 + 66 + 9

/** The items in their compact form, to stand in a CBOR list. */
export function itemsToCbor(items: readonly RunItem[]): readonly Cbor[] {
  return items.map((item) => {
    const sealed = new Uint8Array(item.nonce.length + item.box.length)
    sealed.set(item.nonce)
    sealed.set(item.box, item.nonce.length)
    if (item.v !== ENVELOPE_VERSION || item.admit !== null) return [sealed, item.sig, item.admit, item.v]
    return item.sig === null ? sealed : [sealed, item.sig]
  })
}

/** Items from their compact form: bounded in size, one form only, `admit` at seq 0 and nowhere else. */
export function itemsFromCbor(list: readonly Cbor[], low: number): Result<readonly RunItem[], EnvelopeError> {
  if (list.length === 0) return malformed('no items')
  if (low + list.length - 1 > MAX_SEQ) return malformed('seq')
  const items: RunItem[] = []
  for (const found of list) {
    const item = itemFromCbor(found)
    if (!item.ok) return item
    if (item.value.v === ENVELOPE_VERSION && (item.value.admit !== null) !== (low + items.length === 0))
      return malformed('admit')
    items.push(item.value)
  }
  return ok(items)
}

function itemFromCbor(found: Cbor): Result<RunItem, EnvelopeError> {
  const list = asArray(found)
  const [first, second, third, fourth] = list ?? [found, null, null, ENVELOPE_VERSION]
  const sealed = asBytes(first)
  if (sealed === undefined || sealed.length < NONCE_BYTES + MIN_BOX) return malformed('box')
  if (sealed.length > NONCE_BYTES + MAX_BOX) return fail({ type: 'EnvelopeOversize', bytes: sealed.length })
  const sig = orNull(second, asSignature)
  const admit = list?.length === 2 ? null : orNull(third, asSignature)
  const v = list?.length === 2 ? ENVELOPE_VERSION : asInt(fourth, 0)
  if (sig === undefined || admit === undefined || v === undefined) return malformed('item')
  const isPlain = v === ENVELOPE_VERSION && admit === null
  const length = !isPlain ? 4 : sig === null ? undefined : 2
  if (list?.length !== length) return malformed('form')
  return ok({ v, nonce: sealed.subarray(0, NONCE_BYTES), box: sealed.subarray(NONCE_BYTES), admit, sig })
}

/** A run for a file or a disk: CBOR of `[feed, low, prev or null, ...items]`. Null says the same as leaving it out. */
export function encodeRun(run: ArrivingRun): Uint8Array {
  return encode(runToCbor(run))
}

/** The run that `encodeRun` wrote. From a disk, a file or a peer: every bound is checked before anything is kept. */
export function decodeRun(bytes: Uint8Array): Result<ArrivingRun, EnvelopeError> {
  const list = decode(bytes, { maxBytes: MAX_RUN_BYTES, maxDepth: 2 })
  return list.ok ? runFromCbor(list.value) : malformed(list.error.fault)
}

/** A run as a CBOR value, to stand in something larger. */
export function runToCbor(run: ArrivingRun): Cbor {
  return [idToBytes(run.feed), run.low, run.low === 0 ? null : run.prev, ...itemsToCbor(run.items)]
}

/** The run that `runToCbor` made. */
export function runFromCbor(found: Cbor | undefined): Result<ArrivingRun, EnvelopeError> {
  const [feedBytes, lowFound, prevFound, ...rest] = asArray(found) ?? []
  const feed = asBytes(feedBytes, 32)
  const place = placeFromCbor(lowFound, prevFound)
  if (feed === undefined || place === undefined) return malformed('run')
  const items = itemsFromCbor(rest, place.low)
  // 32 bytes are a feed id; whether they are a key shows when something verifies.
  return items.ok ? ok({ feed: feedIdOf(feed as Parameters<typeof feedIdOf>[0]), ...place, items: items.value }) : items
}

/** Where a run stands: at 0 nothing is before it, and only null says so; else null means that it is not said. */
export function placeFromCbor(
  lowFound: Cbor | undefined,
  prevFound: Cbor | undefined,
): { readonly low: number; readonly prev: EnvelopeId | null } | undefined {
  const low = asInt(lowFound, 0, MAX_SEQ)
  const prev = orNull(prevFound, asHash)
  if (low === undefined || prev === undefined || (low === 0 && prev !== null)) return undefined
  return { low, prev: low === 0 ? NO_PREV : (prev as EnvelopeId | null) } // a hash in this place is an id
}

/** Whether a run says what lies before it, as all but those of live frames do. */
export const isPlaced = (run: ArrivingRun): run is Run => run.prev !== null

const malformed = (detail: string) => fail({ type: 'EnvelopeMalformed' as const, detail })
