import { useCallback, useEffect, useLayoutEffect, useRef, useState, type RefObject } from 'react'
import type { ChatState } from '../chat.ts'

/** Closer to an end than this, in pixels, more is asked for: two screens. */
const NEAR = 1200
/** Closer to the newest than this, in pixels, one is there. */
const AT_END = 48

export interface Scroll {
  /** The box that scrolls, and the list in it. */
  readonly box: RefObject<HTMLElement | null>
  readonly list: RefObject<HTMLOListElement | null>
  /** Whether the newest message is in view: what comes next stays in view, too. */
  readonly isAtEnd: boolean
  readonly onScroll: () => void
}

interface Anchor {
  readonly message: string
  readonly top: number
}

/**
 * Keeps what somebody reads where it is: at the newest it follows, elsewhere the first message in view does not move,
 * whatever is added above or taken away below.
 */
export const useScroll = (
  state: ChatState,
  loadOlder: () => void,
  loadNewer: () => void,
  divider: string | null,
): Scroll => {
  const box = useRef<HTMLElement>(null)
  const list = useRef<HTMLOListElement>(null)
  const anchor = useRef<Anchor | null>(null)
  const shownTarget = useRef<ChatState['target']>(null)
  const hasOpened = useRef(false)
  const follows = useRef(true)
  const [isAtEnd, setAtEnd] = useState(true)
  const { window, target, phase } = state

  const remember = useCallback((): void => {
    const { current } = box
    if (current === null) return
    const fromEnd = current.scrollHeight - current.scrollTop - current.clientHeight
    follows.current = fromEnd < AT_END && !window.newer
    setAtEnd(follows.current)
    anchor.current = firstInView(current)
    if (window.older && current.scrollTop < NEAR) loadOlder()
    if (window.newer && fromEnd < NEAR) loadNewer()
  }, [window, loadOlder, loadNewer])

  // After every drawing: whatever changed may have moved something.
  useLayoutEffect(() => {
    const { current } = box
    if (current === null || phase !== 'here') return
    const isFirst = !hasOpened.current
    hasOpened.current = true
    if (target !== null && target !== shownTarget.current) {
      shownTarget.current = target
      find(current, target.message)?.scrollIntoView({ block: 'center' })
    } else if (isFirst && divider !== null) find(current, divider)?.scrollIntoView({ block: 'center' })
    else if (isFirst || follows.current) current.scrollTop = current.scrollHeight
    else restore(current, anchor.current)
    remember()
  })

  // Text that grows (a wider font, a narrower window) moves things, too.
  useEffect(() => {
    const { current } = box
    if (current === null || list.current === null) return undefined
    const watcher = new ResizeObserver(() => {
      if (follows.current) current.scrollTop = current.scrollHeight
      else restore(current, anchor.current)
    })
    watcher.observe(current)
    watcher.observe(list.current)
    return () => watcher.disconnect()
  }, [])

  return { box, list, isAtEnd, onScroll: remember }
}

const find = (box: HTMLElement, message: string): Element | null =>
  box.querySelector(`[data-message="${CSS.escape(message)}"]`)

const firstInView = (box: HTMLElement): Anchor | null => {
  const top = box.getBoundingClientRect().top
  for (const element of box.querySelectorAll<HTMLElement>('[data-message]')) {
    const place = element.getBoundingClientRect()
    if (place.bottom > top) return { message: element.dataset['message'] ?? '', top: place.top - top }
  }
  return null
}

const restore = (box: HTMLElement, anchor: Anchor | null): void => {
  const element = anchor === null ? null : find(box, anchor.message)
  if (anchor === null || element === null) return
  const moved = element.getBoundingClientRect().top - box.getBoundingClientRect().top - anchor.top
  if (Math.abs(moved) >= 1) box.scrollTop += moved
}
