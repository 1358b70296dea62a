import { useEffect, useRef } from 'react'
import type { Act, BoundId } from './shortcuts.ts'
import { useWorld } from './world.ts'

/** Binds a shortcut while this is on screen. What it does may change from drawing to drawing. */
export const useShortcut = (id: BoundId, act: Act): void => {
  const { shortcuts } = useWorld()
  const newest = useRef(act)
  useEffect(() => {
    newest.current = act
  })
  useEffect(() => shortcuts.bind(id, (digit) => newest.current(digit)), [shortcuts, id])
}
