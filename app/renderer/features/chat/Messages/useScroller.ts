import { useEffect, useLayoutEffect, useRef, useState, useSyncExternalStore, type RefObject } from 'react'
import type { Chat } from '../chat.ts'
import { createScroller, type Scroller, type View } from './scroller.ts'

export interface UsedScroller {
  readonly scroller: Scroller
  readonly view: View
  readonly box: RefObject<HTMLElement | null>
  readonly content: RefObject<HTMLDivElement | null>
  readonly block: RefObject<HTMLDivElement | null>
}

/** A scroller over a chat, fastened to three elements while they are on screen. */
export const useScroller = (chat: Chat): UsedScroller => {
  const [scroller] = useState(() => createScroller(chat))
  const view = useSyncExternalStore(scroller.subscribe, scroller.get)
  const box = useRef<HTMLElement>(null)
  const content = useRef<HTMLDivElement>(null)
  const block = useRef<HTMLDivElement>(null)
  const hadFocus = useRef(false)
  useLayoutEffect(() => {
    if (box.current === null || content.current === null || block.current === null) return undefined
    return scroller.attach({ box: box.current, content: content.current, block: block.current })
  }, [scroller])
  // After every drawing: whatever was drawn anew may have another height.
  useLayoutEffect(() => {
    scroller.drawn()
    // The message that had the focus was scrolled away and is drawn no more: the list keeps the focus.
    if (hadFocus.current && document.activeElement === document.body) box.current?.focus({ preventScroll: true })
  })
  useEffect(() => {
    const { current } = box
    const changed = (): void => {
      hadFocus.current = current?.contains(document.activeElement) ?? false
    }
    // While the focus is on its way elsewhere nothing has it: whoever leaves must not be caught and brought back.
    const left = ({ relatedTarget }: FocusEvent): void => {
      hadFocus.current = relatedTarget instanceof Node && current?.contains(relatedTarget) === true
    }
    document.addEventListener('focusin', changed)
    current?.addEventListener('focusout', left)
    return () => {
      document.removeEventListener('focusin', changed)
      current?.removeEventListener('focusout', left)
    }
  }, [])
  return { scroller, view, box, content, block }
}
