import { Tooltip } from '@base-ui/react/tooltip'
import { useRef, type ReactElement } from 'react'
import { Keys } from '../Keys/Keys.tsx'
import style from './Tooltips.module.css'
import { useTip } from './useTip.ts'

/**
 * The layer of tooltips: one for all. An element that has one says `data-tip` (its text) and, if it has keys, `data-keys`
 * (`Mod+K`); so a hundred buttons cost no more than one. It stays while the pointer is over it and goes with Escape (WCAG 1.4.13).
 * ARIA: none of its own; what it says is the element's name or description already, so it is hidden from screen readers.
 */
export const Tooltips = (): ReactElement => {
  const popup = useRef<HTMLDivElement>(null)
  const tip = useTip(popup)
  return (
    <Tooltip.Root open={tip !== null}>
      <Tooltip.Portal>
        <Tooltip.Positioner
          className={style['place']}
          anchor={tip?.element ?? null}
          side={tip?.side ?? 'top'}
          sideOffset={6}
          collisionPadding={8}
        >
          <Tooltip.Popup ref={popup} className={style['tip']} aria-hidden="true" role="presentation">
            <span>{tip?.text}</span>
            {tip?.keys !== undefined && <Keys keys={tip.keys} />}
          </Tooltip.Popup>
        </Tooltip.Positioner>
      </Tooltip.Portal>
    </Tooltip.Root>
  )
}
