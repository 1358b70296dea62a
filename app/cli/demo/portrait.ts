import { crc32, deflateSync } from 'node:zlib'
import type { Role } from './story.ts'

/** Side of a portrait, in pixels. */
const SIDE = 96

type Colour = readonly [red: number, green: number, blue: number]
/** The colour at a place; both from 0 to 1. */
type Painter = (x: number, y: number) => Colour

const within = (x: number, y: number, cx: number, cy: number, radius: number): boolean =>
  (x - cx) ** 2 + (y - cy) ** 2 < radius ** 2

/** A persimmon on the branch, a mountain under the sun, and the sea at night. */
const painters: Readonly<Record<Role, Painter>> = {
  bora: (x, y) => {
    if (within(x, y, 0.36, 0.27, 0.1) || within(x, y, 0.64, 0.27, 0.1) || within(x, y, 0.5, 0.3, 0.09))
      return [76, 122, 61]
    if (within(x, y, 0.4, 0.48, 0.07)) return [247, 176, 118]
    return within(x, y, 0.5, 0.57, 0.29) ? [233, 118, 43] : [251, 227, 192]
  },
  jun: (x, y) => {
    const ridge = 0.38 + Math.abs(x - 0.4) * 0.95
    if (y > ridge) return y < ridge + 0.1 && Math.abs(x - 0.4) < 0.12 ? [247, 250, 248] : [63, 122, 106]
    return within(x, y, 0.74, 0.26, 0.11) ? [244, 185, 66] : [207, 228, 238]
  },
  haru: (x, y) => {
    if (y > 0.66) return Math.sin(x * 19 + y * 30) > 0.55 ? [138, 178, 214] : [44, 82, 130]
    return within(x, y, 0.62, 0.33, 0.17) && !within(x, y, 0.7, 0.28, 0.15) ? [247, 227, 161] : [47, 58, 99]
  },
}

const part = (name: string, body: Uint8Array): Buffer => {
  const named = Buffer.concat([Buffer.from(name), body])
  const frame = Buffer.alloc(8)
  frame.writeUInt32BE(body.length, 0)
  frame.writeUInt32BE(crc32(named), 4)
  return Buffer.concat([frame.subarray(0, 4), named, frame.subarray(4)])
}

/** What somebody of the demo looks like: a PNG that is small enough to be sent to everybody (I8). */
export const portraitOf = (who: Role): Uint8Array => {
  const paint = painters[who]
  const rows = Array.from({ length: SIDE }, (_, y) => [
    0, // no filter
    ...Array.from({ length: SIDE }, (__, x) => smooth(paint, x, y)).flat(),
  ]).flat()
  const header = Buffer.alloc(13)
  header.writeUInt32BE(SIDE, 0)
  header.writeUInt32BE(SIDE, 4)
  // Eight bits each of red, green and blue.
  header.set([8, 2], 8)
  return new Uint8Array(
    Buffer.concat([
      Buffer.from('89504e470d0a1a0a', 'hex'),
      part('IHDR', header),
      part('IDAT', deflateSync(Uint8Array.from(rows), { level: 9 })),
      part('IEND', Buffer.alloc(0)),
    ]),
  )
}

/** Nine looks into one pixel, so that edges are round. */
const smooth = (paint: Painter, x: number, y: number): number[] => {
  const looks = [0, 1, 2].flatMap((i) =>
    [0, 1, 2].map((j) => paint((x + (i + 0.5) / 3) / SIDE, (y + (j + 0.5) / 3) / SIDE)),
  )
  return [0, 1, 2].map((channel) =>
    Math.round(looks.reduce((sum, look) => sum + (look[channel] ?? 0), 0) / looks.length),
  )
}
