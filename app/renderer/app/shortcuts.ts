/** Keys that do something wherever one is, in one table: one listener binds them, and the sheet of shortcuts lists them. */

/** Where a shortcut belongs in the sheet. */
export type ShortcutGroup = 'everywhere' | 'chats' | 'chat'

export interface Shortcut {
  /** What it does, in words: `words.shortcuts.does[id]`. */
  readonly id: string
  readonly group: ShortcutGroup
  /**
   * Modifiers and a key, with `+` between. `Mod` is Ctrl, on a Mac Command. `1-9` is any of these digits. Other keys are
   * named as `KeyboardEvent.key` names them.
   */
  readonly keys: string
  /** Whether the place where it works listens for itself (a field, a list): here it is only listed. */
  readonly isLocal?: true
}

/** Every shortcut, in the order of the sheet. */
export const shortcuts = [
  { id: 'palette', group: 'everywhere', keys: 'Mod+K' },
  { id: 'sheet', group: 'everywhere', keys: 'Mod+/' },
  { id: 'sheetByMark', group: 'everywhere', keys: '?' },
  { id: 'newChat', group: 'everywhere', keys: 'Mod+N' },
  { id: 'settings', group: 'everywhere', keys: 'Mod+,' },
  { id: 'nextPane', group: 'everywhere', keys: 'F6' },
  { id: 'previousPane', group: 'everywhere', keys: 'Shift+F6' },
  { id: 'search', group: 'everywhere', keys: 'Mod+F' },
  { id: 'close', group: 'everywhere', keys: 'Escape' },
  { id: 'previousChat', group: 'chats', keys: 'Alt+ArrowUp' },
  { id: 'nextChat', group: 'chats', keys: 'Alt+ArrowDown' },
  { id: 'previousUnread', group: 'chats', keys: 'Alt+Shift+ArrowUp' },
  { id: 'nextUnread', group: 'chats', keys: 'Alt+Shift+ArrowDown' },
  { id: 'nthChat', group: 'chats', keys: 'Mod+1-9' },
  { id: 'searchHere', group: 'chat', keys: 'Mod+Shift+F' },
  { id: 'send', group: 'chat', keys: 'Enter', isLocal: true },
  { id: 'newLine', group: 'chat', keys: 'Shift+Enter', isLocal: true },
  { id: 'lastOwn', group: 'chat', keys: 'ArrowUp', isLocal: true },
  { id: 'reply', group: 'chat', keys: 'R', isLocal: true },
  { id: 'copy', group: 'chat', keys: 'Mod+C', isLocal: true },
] as const satisfies readonly Shortcut[]

export type ShortcutId = (typeof shortcuts)[number]['id']
/** Those that anybody may bind. */
export type BoundId = Exclude<ShortcutId, Extract<(typeof shortcuts)[number], { readonly isLocal: true }>['id']>

/** What a shortcut does. `digit`: of `1-9`, else 0. False: nothing to do here, so whoever bound it before is asked. */
export type Act = (digit: number) => boolean

/** The keys that are bound now. */
export interface Shortcuts {
  /** Binds; the last to bind is asked first. Returns its end. */
  readonly bind: (id: BoundId, act: Act) => () => void
}

/** What of a key event matters here. */
export type Chord = Pick<KeyboardEvent, 'key' | 'code' | 'altKey' | 'ctrlKey' | 'metaKey' | 'shiftKey'>

const latinLetter = /^[a-z]$/i
const isSign = /^[?/,]$/

/**
 * The key that was meant. Under a Korean layout the key beside D says ㄹ, and with Shift a digit says a sign: the place on
 * the board says what it is. A Latin letter is believed, since layouts move them.
 */
const keyOf = ({ key, code }: Chord): string => {
  if (latinLetter.test(key)) return key.toUpperCase()
  const onBoard = /^(?:Key|Digit)(.)$/.exec(code)?.[1]
  return onBoard ?? key
}

/** The digit of a chord that matches, 0 if it names none; null if it does not match. */
export const matchChord = (keys: string, chord: Chord, isMac: boolean): number | null => {
  const parts = keys.split('+')
  const wanted = parts.at(-1) ?? ''
  const has = (name: string): boolean => parts.slice(0, -1).includes(name)
  if (chord.altKey !== has('Alt')) return null
  // A sign is known by itself: on which keys it takes Shift differs from board to board.
  if (!isSign.test(wanted) && chord.shiftKey !== has('Shift')) return null
  if (chord.ctrlKey !== (has('Mod') && !isMac) || chord.metaKey !== (has('Mod') && isMac)) return null
  const key = keyOf(chord)
  if (wanted !== '1-9') return key === wanted ? 0 : null
  return /^[1-9]$/.test(key) ? Number(key) : null
}

/** Listens for the table's keys in a window, until it is gone. */
export const createShortcuts = (listen: (onKey: (event: KeyboardEvent) => void) => void, isMac: boolean): Shortcuts => {
  const bound = new Map<BoundId, Act[]>()
  const act = (id: BoundId, digit: number): boolean => (bound.get(id) ?? []).toReversed().some((one) => one(digit))
  listen((event) => {
    // Whoever is nearer has taken it; or an input method has, and Escape undoes what is being composed.
    if (event.defaultPrevented || (event.isComposing && event.key === 'Escape')) return
    for (const shortcut of shortcuts) {
      if ('isLocal' in shortcut) continue
      const digit = matchChord(shortcut.keys, event, isMac)
      if (digit !== null && act(shortcut.id, digit)) return event.preventDefault()
    }
  })
  return {
    bind: (id, one) => {
      bound.set(id, [...(bound.get(id) ?? []), one])
      return () =>
        bound.set(
          id,
          (bound.get(id) ?? []).filter((other) => other !== one),
        )
    },
  }
}
