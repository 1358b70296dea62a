import { useState } from 'react'
import { flushSync } from 'react-dom'
import { go } from '../../app/route.ts'
import { useShortcut } from '../../app/useShortcut.ts'

/** What is open over the screen. */
export interface Ways {
  readonly front: 'palette' | 'sheet' | null
  /** What had the focus when the palette opened. */
  readonly from: HTMLElement | null
  readonly openPalette: () => void
  readonly openSheet: () => void
  readonly close: () => void
}

const isWriting = (): boolean =>
  document.activeElement?.matches('input, textarea, select, [contenteditable="true"]') === true

/** The palette and the sheet, and the keys that open them or lead straight somewhere. */
export const useWays = (): Ways => {
  const [front, setFront] = useState<Ways['front']>(null)
  const does = (act: () => void) => (): boolean => {
    act()
    return true
  }
  const [from, setFrom] = useState<HTMLElement | null>(null)
  const openPalette = (): void => {
    // Drawn before the next key is heard: a letter typed at once must not be lost.
    flushSync(() => {
      setFrom(document.activeElement instanceof HTMLElement ? document.activeElement : null)
      setFront('palette')
    })
  }
  const openSheet = (): void => setFront('sheet')
  useShortcut(
    'palette',
    does(() => (front === 'palette' ? setFront(null) : openPalette())),
  )
  useShortcut('sheet', does(openSheet))
  useShortcut('sheetByMark', () => {
    // In a field it is a letter like any other.
    if (isWriting()) return false
    openSheet()
    return true
  })
  useShortcut(
    'newChat',
    does(() => go({ screen: 'add', link: '' })),
  )
  useShortcut(
    'settings',
    does(() => go({ screen: 'settings' })),
  )
  return { front, from, openPalette, openSheet, close: () => setFront(null) }
}
