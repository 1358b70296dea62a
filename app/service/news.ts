import type { ContractEvent, Topic } from '#app/contract/index.ts'
import type { MessengerEvent } from './types.ts'

/** Most ids that one `chat.changed` names; of more it says null: read the page again. */
const MOST_IDS = 100

/**
 * Gathers what the messenger tells and hands it on once in a turn of the event loop, saying everything once: a first
 * sync changes a chat a thousand times a second, and a page that reads it again each time would do nothing else.
 * What a call caused is told after the call's answer.
 */
export const gather = (
  onEvent: (listener: (event: MessengerEvent) => void) => () => void,
  tell: (events: readonly ContractEvent[]) => void,
): (() => void) => {
  let waiting = new Map<string, ContractEvent>()
  let notices = 0
  const flush = (): void => {
    const events = [...waiting.values()]
    waiting = new Map()
    tell(events)
  }
  const stop = onEvent((event) => {
    if (waiting.size === 0) setImmediate(flush)
    const key = keyOf(event) ?? `notice ${notices++}`
    waiting.set(key, merged(waiting.get(key), event))
  })
  return stop
}

/** Events of one key say the same thing. Null: each is its own. */
const keyOf = (event: MessengerEvent): string | null => {
  if (event.topic === 'notice') return null
  if (event.topic === 'sync.progress') return `${event.topic} ${event.peer}`
  return 'space' in event ? `${event.topic} ${event.space}` : event.topic
}

const merged = (before: ContractEvent | undefined, event: MessengerEvent): ContractEvent => {
  if (before?.topic !== 'chat.changed' || event.topic !== 'chat.changed') return event
  if (before.messages === null || event.messages === null) return { ...event, messages: null }
  const messages = [...new Set([...before.messages, ...event.messages])]
  return { ...event, messages: messages.length > MOST_IDS ? null : messages }
}

/** The topics somebody asked for, all of them if she named none. */
export const chosen = (all: readonly Topic[], asked: readonly Topic[] | undefined): readonly Topic[] =>
  asked === undefined ? all : [...new Set(asked)]
