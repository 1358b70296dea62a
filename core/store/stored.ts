import { bytesToId } from '#core/proof/index.ts'
import type { Id } from '#core/proof/index.ts'
import { StoreFault } from './types.ts'

// What rows hold is what these functions wrote, unless the disk has changed it since: that is damage, and said as such.

const ID_BYTES = 32

/** The id that a column's bytes are. Throws `StoreFault` where they can be none. */
export function storedId(bytes: Uint8Array): Id {
  if (!(bytes instanceof Uint8Array) || bytes.length !== ID_BYTES) throw damaged('an id of another length')
  return bytesToId(bytes)
}

/** The texts that a column holds as JSON. Throws `StoreFault` where it holds anything else. */
export function storedTexts(json: string): readonly string[] {
  const list = parsed(json)
  if (!Array.isArray(list) || !list.every((item) => typeof item === 'string')) throw damaged('a list that is none')
  return list
}

function parsed(json: string): unknown {
  try {
    return JSON.parse(json) as unknown
  } catch {
    return undefined
  }
}

const damaged = (detail: string): StoreFault => new StoreFault({ type: 'StoreDamaged', detail })
