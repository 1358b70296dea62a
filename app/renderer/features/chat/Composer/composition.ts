/**
 * What Enter means while an input method is composing.
 *
 * Hangul: the syllable under the cursor is composing until the next key, so people press Enter in the middle of one and
 * mean "send". Sending then would lose half a syllable; swallowing the key would make them press twice. So the wish is
 * remembered, and done once the composition has ended and the field holds what was written (one macrotask later).
 * Japanese and Chinese: Enter chooses among candidates. It commits and nothing else.
 */

/** What is known between two events. */
export interface Composition {
  readonly isComposing: boolean
  /** Whether what is being composed is Hangul. */
  readonly isHangul: boolean
  /** Whether Enter was pressed and waits for the end of the composition, or for the macrotask after it. */
  readonly wish: 'none' | 'waiting' | 'due'
}

export type CompositionEvent =
  | { readonly type: 'start' }
  /** `text`: what is composing now. */
  | { readonly type: 'update'; readonly text: string }
  | { readonly type: 'end'; readonly text: string }
  /** Enter. `isPartOfIt`: the browser says that the key belongs to the composition (`isComposing`, or key code 229). */
  | { readonly type: 'enter'; readonly isShift: boolean; readonly isPartOfIt: boolean }
  /** The field is about to get a new line from the key that was pressed. */
  | { readonly type: 'newline' }
  /** The macrotask after the end of the composition. */
  | { readonly type: 'later' }
  /** Focus has gone elsewhere: whatever was wished is off. */
  | { readonly type: 'blur' }

/** What the field has to do. `prevent`: the browser's own doing. `schedule`: send `later` in a macrotask. */
export type CompositionEffect = 'prevent' | 'schedule' | 'send'

export const idle: Composition = { isComposing: false, isHangul: false, wish: 'none' }

const hangul = /\p{Script=Hangul}/u

/** One event further. */
export const step = (
  now: Composition,
  event: CompositionEvent,
): readonly [Composition, readonly CompositionEffect[]] => {
  switch (event.type) {
    case 'start':
      return [{ ...now, isComposing: true, isHangul: false }, []]
    case 'update':
      return [{ ...now, isHangul: event.text === '' ? now.isHangul : hangul.test(event.text) }, []]
    case 'end':
      return ended(now, event.text)
    case 'enter':
      return entered(now, event)
    case 'newline':
      // Some input methods hand Enter on after committing. It has been heard already.
      return [now, now.wish === 'none' ? [] : ['prevent']]
    case 'later':
      return now.wish === 'due' ? [{ ...now, wish: 'none' }, ['send']] : [now, []]
    case 'blur':
      return [{ ...now, wish: 'none' }, []]
  }
}

const ended = (now: Composition, text: string): readonly [Composition, readonly CompositionEffect[]] => {
  // Safari tells of Enter after the end: it needs to know a moment longer what was composed.
  const isHangul = text === '' ? now.isHangul : hangul.test(text)
  const next = { ...now, isComposing: false, isHangul }
  return now.wish === 'waiting' ? [{ ...next, wish: 'due' }, ['schedule']] : [next, []]
}

const entered = (
  now: Composition,
  { isShift, isPartOfIt }: { readonly isShift: boolean; readonly isPartOfIt: boolean },
): readonly [Composition, readonly CompositionEffect[]] => {
  if (isShift) return [now, []]
  // The same key, told twice: before and after the end of the composition.
  if (now.wish !== 'none') return [now, ['prevent']]
  if (now.isComposing) return [now.isHangul ? { ...now, wish: 'waiting' } : now, []]
  if (!isPartOfIt) return [now, ['prevent', 'send']]
  // The composition has ended just now, and this was its Enter (Safari).
  return now.isHangul ? [{ ...now, wish: 'due' }, ['prevent', 'schedule']] : [now, ['prevent']]
}
