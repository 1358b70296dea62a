import { useEffect, useRef, type CompositionEvent as CompositionNews, type InputEvent, type KeyboardEvent } from 'react'
import { idle, step, type CompositionEvent } from './composition.ts'

export interface UsedComposition {
  /** For the field, as they are. */
  readonly handlers: {
    readonly onCompositionStart: () => void
    readonly onCompositionUpdate: (event: CompositionNews) => void
    readonly onCompositionEnd: (event: CompositionNews) => void
    readonly onBlur: () => void
    readonly onBeforeInput: (event: InputEvent<HTMLTextAreaElement | HTMLInputElement>) => void
  }
  /** Hears a key. True: it was Enter, and is dealt with. */
  readonly onKeyDown: (event: KeyboardEvent) => boolean
  /** Whether what is composing is Hangul. */
  readonly isHangul: () => boolean
}

/** What composition.ts decides, on a field. `isLine`: it has one line, so Shift+Enter is Enter. */
export const useComposition = (send: () => void, { isLine = false } = {}): UsedComposition => {
  const composition = useRef(idle)
  const newest = useRef(send)
  // What it does is what was drawn last: one macrotask after the end of a composition that is the whole text.
  useEffect(() => {
    newest.current = send
  })
  /** Tells the composition what happened, and does what it says. True: the browser's own doing is not wanted. */
  const happened = (event: CompositionEvent): boolean => {
    const [next, effects] = step(composition.current, event)
    composition.current = next
    if (effects.includes('schedule')) setTimeout(() => happened({ type: 'later' }))
    if (effects.includes('send')) newest.current()
    return effects.includes('prevent')
  }
  return {
    handlers: {
      onCompositionStart: () => happened({ type: 'start' }),
      onCompositionUpdate: ({ data }) => happened({ type: 'update', text: data }),
      onCompositionEnd: ({ data }) => happened({ type: 'end', text: data }),
      onBlur: () => happened({ type: 'blur' }),
      onBeforeInput: (event) => {
        const { inputType } = event.nativeEvent
        if (inputType !== 'insertLineBreak' && inputType !== 'insertParagraph') return
        if (happened({ type: 'newline' })) event.preventDefault()
      },
    },
    onKeyDown: (event) => {
      if (event.code !== 'Enter' && event.code !== 'NumpadEnter' && event.key !== 'Enter') return false
      const isPartOfIt = event.nativeEvent.isComposing || isTakenKey(event)
      if (happened({ type: 'enter', isShift: event.shiftKey && !isLine, isPartOfIt })) event.preventDefault()
      return true
    },
    isHangul: () => composition.current.isHangul,
  }
}

/** What browsers say instead of a key that an input method has taken. */
const TAKEN = 229

/** Safari tells of the Enter that ended a composition after its end, and only this number tells it from another Enter. */
const isTakenKey = (event: KeyboardEvent): boolean =>
  // oxlint-disable-next-line typescript/no-deprecated -- nothing newer says it
  event.keyCode === TAKEN
