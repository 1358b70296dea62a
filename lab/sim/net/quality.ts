import type { Dice } from '../dice.ts'

/** How good a host's line to the outside is. Two hosts on one site do not use it. */
export interface Quality {
  /** One way from the host to the middle of the network, in milliseconds. Between two hosts both count. */
  readonly delayMs: number
  /** What comes on top, at random, in the mean. Frames of one stream keep their order, streams overtake each other. */
  readonly jitterMs: number
  /** Bytes a second in each direction; null: any number. */
  readonly bytesPerSecond: number | null
  /** Of how many packets one is lost, as a probability: streams are reliable, so it costs a retransmission's time. */
  readonly loss: number
  /** How often a connection over it breaks for no reason, in the mean per hour that it stands. */
  readonly breaksPerHour: number
}

/** A line at home. */
export const HOME: Quality = { delayMs: 10, jitterMs: 3, bytesPerSecond: 12_500_000, loss: 0.0005, breaksPerHour: 0 }
/** A telephone on a train. */
export const TRAIN: Quality = { delayMs: 60, jitterMs: 60, bytesPerSecond: 250_000, loss: 0.03, breaksPerHour: 30 }
/** A machine in a data centre. */
export const HOSTED: Quality = { delayMs: 2, jitterMs: 0.3, bytesPerSecond: 125_000_000, loss: 0, breaksPerHour: 0 }
/** A line that is no trouble at all, for tests about other things. */
export const PERFECT: Quality = { delayMs: 5, jitterMs: 0, bytesPerSecond: null, loss: 0, breaksPerHour: 0 }

/** Between two hosts on one site, one way and with its jitter, in milliseconds. */
const SITE_DELAY_MS = 0.4
const SITE_JITTER_MS = 0.2
/** Bytes of a packet's content: Ethernet's 1,500 without the headers of IP and TCP. */
const PACKET_BYTES = 1_460
/** Shortest wait before a packet is sent again, in milliseconds (as Linux does). */
const RESEND_MS = 200
/** A packet is not lost more often than this in a row: after that the connection breaks, which `breaksPerHour` models. */
const LOSSES_IN_A_ROW = 6

/** Milliseconds that so many bytes take on the line, besides the time that the line is busy with others. */
export function travelMs(from: Quality, to: Quality, isOnOneSite: boolean, bytes: number, dice: Dice): number {
  if (isOnOneSite) return SITE_DELAY_MS + dice.unit() * SITE_JITTER_MS
  const delay = from.delayMs + to.delayMs
  const jitter = from.jitterMs + to.jitterMs
  return delay + (jitter > 0 ? dice.spread(jitter) : 0) + resendMs(from, to, bytes, dice)
}

function resendMs(from: Quality, to: Quality, bytes: number, dice: Dice): number {
  const perPacket = 1 - (1 - from.loss) * (1 - to.loss)
  if (perPacket === 0) return 0
  // Packets that are lost together are sent again together, so what counts is the unluckiest.
  let packets = Math.max(1, Math.ceil(bytes / PACKET_BYTES))
  let wait = Math.max(RESEND_MS, 2 * (from.delayMs + to.delayMs))
  let total = 0
  for (let round = 0; round < LOSSES_IN_A_ROW; round++) {
    if (!dice.chance(1 - (1 - perPacket) ** packets)) break
    total += wait
    wait *= 2
    packets = Math.max(1, Math.round(packets * perPacket))
  }
  return total
}

/** One way without jitter or load, in milliseconds: what handshakes and time limits are reckoned from. */
export const plainDelayMs = (from: Quality, to: Quality, isOnOneSite: boolean): number =>
  isOnOneSite ? SITE_DELAY_MS : from.delayMs + to.delayMs
