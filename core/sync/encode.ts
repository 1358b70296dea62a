import { itemsToCbor, forkToCbor } from '#core/envelope/index.ts'
import { encode, idToBytes } from '#core/proof/index.ts'
import type { Cbor } from '#core/proof/index.ts'
import { CODES, ROLES } from './frames.ts'
import type { FeedName, Frame, SaidFeed } from './frames.ts'

/** The bytes of a frame: a CBOR list that begins with its code. */
export const encodeFrame = (frame: Exclude<Frame, { type: 'unknown' }>): Uint8Array =>
  encode([CODES[frame.type], ...bodyOf(frame)])

function bodyOf(frame: Exclude<Frame, { type: 'unknown' }>): readonly Cbor[] {
  switch (frame.type) {
    case 'hello':
      return [frame.oldest, frame.newest, ROLES.indexOf(frame.role), frame.salt, frame.time]
    case 'share':
      return frame.spaces.map(({ space, frontier }) => [space, frontier])
    case 'prove':
      return [frame.keys.read, frame.keys.write, frame.sig]
    case 'digest':
      return [frame.log, frame.digest]
    case 'frontier':
      return [frame.log, frame.isLast, ...frame.feeds.map((feed) => feedToCbor(feed, feed.name))]
    case 'entries':
      return frame.runs.map(({ name, low, prev, items }) => [
        nameToCbor(name),
        low,
        low === 0 ? null : prev,
        ...itemsToCbor(items),
      ])
    case 'have':
      return frame.feeds.map((feed) => feedToCbor(feed, nameToCbor(feed.name)))
    case 'seen':
      return frame.heads.map(({ name, seq }) => [nameToCbor(name), seq])
    case 'fork':
      return [frame.log, forkToCbor(frame.fork)]
    case 'refused':
      return [frame.log, frame.reason]
    case 'bye':
      return [frame.reason]
  }
}

const nameToCbor = (name: FeedName): Cbor => (typeof name === 'number' ? name : [name.log, idToBytes(name.feed)])

/** `[name, limits, low, high, head, …]`; limits are null, the stop, or `[stop or null, wanted from]`. */
function feedToCbor({ stoppedAt, wantedFrom, runs }: SaidFeed<unknown>, name: Cbor): Cbor {
  const limits = wantedFrom === 0 ? stoppedAt : [stoppedAt, wantedFrom]
  return [name, limits, ...runs.flatMap(({ low, high, head }) => [low, high, head])]
}
