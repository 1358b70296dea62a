import { useEffect, useRef, type CompositionEvent as CompositionNews, type KeyboardEvent } from 'react'
import { idle, step, type CompositionEvent } from '../chat/Composer/composition.ts'

export interface UsedEnter {
  /** For the field, as they are. */
  readonly handlers: {
    readonly onCompositionStart: () => void
    readonly onCompositionUpdate: (event: CompositionNews) => void
    readonly onCompositionEnd: (event: CompositionNews) => void
    readonly onBlur: () => void
  }
  /** Hears a key. True: it was Enter, and is dealt with. */
  readonly onKeyDown: (event: KeyboardEvent) => boolean
  /** Whether what is composing is Hangul. */
  readonly isHangul: () => boolean
}

/** Enter in a line of text, as composition.ts says: once, with the last syllable; in Japanese and Chinese it only commits. */
export const useEnter = (act: () => void): UsedEnter => {
  const composition = useRef(idle)
  const newest = useRef(act)
  // What it does is what was drawn last: one macrotask after the end of a composition that is the whole text.
  useEffect(() => {
    newest.current = act
  })
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
    },
    onKeyDown: (event) => {
      if (event.key !== 'Enter' && event.code !== 'Enter' && event.code !== 'NumpadEnter') return false
      if (happened({ type: 'enter', isShift: false, isPartOfIt: event.nativeEvent.isComposing })) event.preventDefault()
      return true
    },
    isHangul: () => composition.current.isHangul,
  }
}
