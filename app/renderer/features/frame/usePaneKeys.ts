import { useEffect, useRef } from 'react'
import { useShortcut } from '../../app/useShortcut.ts'

/** What takes the focus in a pane where nothing had it yet. */
const wanted = '[aria-current], textarea, main, h2, a, button, input'

const panes = (): HTMLElement[] =>
  [...document.querySelectorAll<HTMLElement>('[data-pane]')].filter((pane) => pane.offsetParent !== null)

const paneOf = (element: Element | null): HTMLElement | null => element?.closest<HTMLElement>('[data-pane]') ?? null

/** F6 and Shift+F6 go from pane to pane: rail, list, the thing itself, details. Each remembers where one was in it. */
export const usePaneKeys = (): void => {
  const last = useRef(new WeakMap<HTMLElement, HTMLElement>())
  useEffect(() => {
    const remember = ({ target }: FocusEvent): void => {
      const pane = target instanceof HTMLElement ? paneOf(target) : null
      if (pane !== null && target instanceof HTMLElement) last.current.set(pane, target)
    }
    document.addEventListener('focusin', remember)
    return () => document.removeEventListener('focusin', remember)
  }, [])
  const cycle = (by: 1 | -1): boolean => {
    // A window in front keeps the focus.
    if (document.querySelector('[role="dialog"]') !== null) return false
    const all = panes()
    const here = paneOf(document.activeElement)
    const at = here === null ? (by === 1 ? -1 : 0) : all.indexOf(here)
    const next = all[(at + by + all.length) % all.length]
    if (next === undefined) return false
    const before = last.current.get(next)
    const element = before?.isConnected === true ? before : next.querySelector<HTMLElement>(wanted)
    element?.focus()
    return element !== null
  }
  useShortcut('nextPane', () => cycle(1))
  useShortcut('previousPane', () => cycle(-1))
}
