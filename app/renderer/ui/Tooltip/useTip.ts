import { useEffect, useState, type RefObject } from 'react'

/** How long a pointer rests on something before its tip appears, in milliseconds: longer than it takes to pass over it. */
const REST_MS = 450

/** How long a tip stays after the pointer has left, in milliseconds: long enough to move onto the tip. */
const LINGER_MS = 120

export interface Tip {
  readonly element: Element
  readonly text: string
  /** As in `app/shortcuts.ts`. */
  readonly keys: string | undefined
  readonly side: 'top' | 'right' | undefined
}

const tipOf = (target: EventTarget | null): Tip | null => {
  const element = target instanceof Element ? target.closest<HTMLElement>('[data-tip]') : null
  const text = element?.dataset['tip']
  if (element === null || text === undefined || text === '') return null
  const side = element.dataset['tipSide'] === 'right' ? 'right' : undefined
  return { element, text, keys: element.dataset['keys'], side }
}

/** Whose tip is shown now. `popup`: where it is shown, so that moving onto it keeps it. */
export const useTip = (popup: RefObject<HTMLElement | null>): Tip | null => {
  const [tip, setTip] = useState<Tip | null>(null)
  useEffect(() => {
    const stop = new AbortController()
    const { signal } = stop
    let timer: ReturnType<typeof setTimeout> | undefined
    let isShown = false
    const show = (next: Tip | null, after: number): void => {
      clearTimeout(timer)
      timer = setTimeout(() => {
        isShown = next !== null
        setTip(next)
      }, after)
    }
    const hide = (): void => show(null, 0)
    const over = (event: PointerEvent): void => {
      if (event.pointerType === 'touch') return
      if (event.target instanceof Node && popup.current?.contains(event.target) === true) clearTimeout(timer)
      else {
        const next = tipOf(event.target)
        if (next === null) show(null, isShown ? LINGER_MS : 0)
        else show(next, isShown ? 0 : REST_MS)
      }
    }
    const focus = (event: FocusEvent): void => {
      // A click focuses, too; only who walks by keyboard has not seen the pointer's tip.
      if (event.target instanceof Element && event.target.matches(':focus-visible')) show(tipOf(event.target), 0)
    }
    document.addEventListener('pointerover', over, { signal })
    document.addEventListener('focusin', focus, { signal })
    document.addEventListener('focusout', hide, { signal })
    document.addEventListener('pointerdown', hide, { signal, capture: true })
    document.addEventListener('pointerleave', hide, { signal })
    document.addEventListener('keydown', (event) => event.key === 'Escape' && hide(), { signal, capture: true })
    document.addEventListener('scroll', () => isShown && hide(), { signal, capture: true, passive: true })
    return () => {
      clearTimeout(timer)
      stop.abort()
    }
  }, [popup])
  return tip
}
