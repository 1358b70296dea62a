import { randomFillSync } from 'node:crypto'
import type { Random } from '#core/net/index.ts'

/** `length` bytes from the system's generator, fit for keys. */
export const systemRandom: Random = (length) => randomFillSync(new Uint8Array(length))
