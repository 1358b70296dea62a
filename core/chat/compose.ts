import { fail, ok, utf8Length } from '#core/proof/index.ts'
import type { Result } from '#core/proof/index.ts'
import { containerNumber } from '#core/document/index.ts'
import type { Fact } from '#core/entry/types.ts'
import type { ComposeError, MessageContent } from './types.ts'

/** The container of messages in a chat document. */
export const MESSAGES = containerNumber('chat', 'messages')
/** Longest text in bytes: what a fact's 64 KiB leave with 1 KiB for all but the text. A longer one is offered as a file. */
export const MAX_TEXT_BYTES = 63 * 1024

/** The fact that says a message. Its key is derived from its place in the feed, so it costs no bytes. Rules D3, D4. */
export function composeMessage(content: MessageContent): Result<Fact, ComposeError> {
  const { text, replyTo } = content
  if (!text.isWellFormed()) return fail<ComposeError>({ type: 'TextMalformed' })
  if (text.trim() === '') return fail<ComposeError>({ type: 'TextEmpty' })
  const bytes = utf8Length(text)
  if (bytes > MAX_TEXT_BYTES) return fail<ComposeError>({ type: 'TextTooLong', bytes, limit: MAX_TEXT_BYTES })
  return ok({ container: MESSAGES, key: null, value: replyTo === null ? { text } : { text, replyTo } })
}
