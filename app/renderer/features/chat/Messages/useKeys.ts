import { useLayoutEffect, useRef, useState, type KeyboardEvent, type RefObject } from 'react'
import type { Scroller, View } from './scroller.ts'

/** How much of a screen PageUp and PageDown turn: a line or two stays in view. */
const TURN = 0.9

export interface Keys {
  /** The row that the keyboard has chosen, by its name; null while nobody has. */
  readonly chosen: string | null
  readonly choose: (id: string | null) => void
  /** Chooses a row as soon as it is drawn, and gives it the focus. */
  readonly goTo: (id: string) => void
  readonly onKeyDown: (event: KeyboardEvent<HTMLElement>) => void
}

export interface KeyActs {
  readonly reply: (row: string) => void
  readonly copy: (row: string) => void
  /** Back to where one writes. */
  readonly leave: () => void
}

/** What is wanted once it is drawn: a row by its name, the first or last in view, or of all. */
type Wish = { readonly id: string } | 'first' | 'last' | 'oldest' | 'newest'

const articleIn = (block: HTMLElement | null, id: string): HTMLElement | null =>
  block?.querySelector<HTMLElement>(`[data-row="${CSS.escape(id)}"] article`) ?? null

const idOf = (row: Element | null | undefined): string | null =>
  row instanceof HTMLElement ? (row.dataset['row'] ?? null) : null

/** The keyboard in a list of messages: one stop for Tab, arrows within. ARIA: a feed, with a roving tab index. */
export const useKeys = (scroller: Scroller, view: View, block: RefObject<HTMLElement | null>, acts: KeyActs): Keys => {
  const [chosen, choose] = useState<string | null>(null)
  const wish = useRef<Wish | null>(null)

  const focus = (id: string): boolean => {
    const article = articleIn(block.current, id)
    const index = scroller.indexOf(id)
    if (article === null || index === undefined) return false
    choose(id)
    article.focus({ preventScroll: true })
    scroller.reveal(index)
    return true
  }
  /** The row that stands at a number, if it is drawn. */
  const drawnAt = (index: number): string | null => idOf(block.current?.children[index - scroller.get().from])
  const fulfil = (): void => {
    const wanted = wish.current
    if (wanted === null) return
    const [first, last] = scroller.inView()
    const places = { first, last, oldest: 0, newest: view.state.window.total - 1 }
    const id = typeof wanted === 'object' ? wanted.id : drawnAt(places[wanted])
    if (id !== null && focus(id)) wish.current = null
  }
  useLayoutEffect(fulfil)

  const step = (by: number): boolean => {
    const [, last] = scroller.inView()
    const at = chosen === null ? undefined : scroller.indexOf(chosen)
    const isHere = chosen !== null && articleIn(block.current, chosen) !== null
    const next = at === undefined || !isHere ? last : at + by
    const id = drawnAt(next)
    if (id !== null) focus(id)
    return true
  }
  const jump = (go: () => void, to: Wish): boolean => {
    wish.current = to
    go()
    fulfil()
    return true
  }
  const isDone = (event: KeyboardEvent<HTMLElement>): boolean => {
    const isPlain = !event.ctrlKey && !event.metaKey && !event.altKey && !event.shiftKey
    const row = idOf((event.target as HTMLElement).closest('[data-row]')) // React's target of a key is an element
    if ((event.ctrlKey || event.metaKey) && event.code === 'KeyC') {
      // What is selected is copied by the browser.
      if (row === null || document.getSelection()?.isCollapsed === false) return false
      acts.copy(row)
      return true
    }
    if (!isPlain) return false
    switch (event.key) {
      case 'ArrowUp':
        return step(-1)
      case 'ArrowDown':
        return step(1)
      case 'Home':
        return jump(() => scroller.toStart(), 'oldest')
      case 'End':
        return jump(() => scroller.toEnd(), 'newest')
      case 'PageUp':
        return jump(() => scroller.turn(-TURN), 'first')
      case 'PageDown':
        return jump(() => scroller.turn(TURN), 'last')
      case 'Escape':
        acts.leave()
        return true
      default:
        if (event.code !== 'KeyR' || row === null) return false
        acts.reply(row)
        return true
    }
  }
  return {
    chosen,
    choose,
    goTo: (id) => {
      wish.current = { id }
      fulfil()
    },
    onKeyDown: (event) => {
      if (isDone(event)) event.preventDefault()
    },
  }
}
