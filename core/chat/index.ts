export { composeMessage, MAX_TEXT_BYTES, MESSAGES } from './compose.ts'
export { readMessage } from './validate.ts'
export { containsWords, indexWords, matchQuery, snippetOf } from './words.ts'
export type { ComposeError, MessageContent, MessagePlace } from './types.ts'
