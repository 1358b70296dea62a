import { useState } from 'react'
import { go } from '../../app/route.ts'
import { useShortcut } from '../../app/useShortcut.ts'

/** What is open over the screen. */
export interface Ways {
  readonly front: 'palette' | 'sheet' | null
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
  const openPalette = (): void => setFront('palette')
  const openSheet = (): void => setFront('sheet')
  useShortcut(
    'palette',
    does(() => setFront(front === 'palette' ? null : 'palette')),
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
  return { front, openPalette, openSheet, close: () => setFront(null) }
}
