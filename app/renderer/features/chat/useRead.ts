import { useEffect, useRef, useSyncExternalStore } from 'react'
import type { Chat } from './chat.ts'
import type { Seen } from './Messages/Messages.tsx'
import { newestUnread } from './rows.ts'
import { hasNewer } from './window.ts'

const subscribe = (listener: () => void): (() => void) => {
  document.addEventListener('visibilitychange', listener)
  addEventListener('focus', listener)
  addEventListener('blur', listener)
  return () => {
    document.removeEventListener('visibilitychange', listener)
    removeEventListener('focus', listener)
    removeEventListener('blur', listener)
  }
}

/** Marks the newest message as read while somebody looks at it: in the window in front, at the end of the chat. */
export const useRead = (chat: Chat, view: Seen | null, self: string): void => {
  const isLooking = useSyncExternalStore(subscribe, () => document.visibilityState === 'visible' && document.hasFocus())
  const marked = useRef<string | null>(null)
  const isSeen = isLooking && view !== null && view.isAtEnd && !hasNewer(view.state.window)
  const newest = isSeen ? newestUnread(view.state.window.messages, self) : null
  useEffect(() => {
    if (newest === null || newest === marked.current) return
    marked.current = newest
    chat.markRead(newest)
  }, [chat, newest])
}
