import type { FactValue } from '#core/entry/types.ts'
import type { MessageContent } from './types.ts'

/** Longest key another message can have: its own bytes and its account tag. */
const MAX_TARGET_BYTES = 80

/**
 * What a fact in `messages` says, or null if it is none that this program can show: it is kept all the same, for a
 * newer one. Fields that are not known are passed over. Rule D5.
 */
export function readMessage(value: FactValue): MessageContent | null {
  const { text, replyTo } = value
  if (typeof text !== 'string' || text.trim() === '') return null
  if (replyTo === undefined || replyTo === null) return { text, replyTo: null }
  if (!(replyTo instanceof Uint8Array) || replyTo.length > MAX_TARGET_BYTES) return { text, replyTo: null }
  return { text, replyTo }
}
