import { Popover as Base } from '@base-ui/react/popover'
import type { ReactElement, ReactNode } from 'react'
import style from './Popover.module.css'

export interface PopoverProps {
  /** What opens it: a button. */
  readonly trigger: ReactElement
  readonly title: string
  readonly children: ReactNode
}

/** More about something, beside it, without leaving the screen. Escape and a press beside it close it. ARIA: dialog, not modal. */
export const Popover = ({ trigger, title, children }: PopoverProps): ReactElement => (
  <Base.Root>
    <Base.Trigger render={trigger} />
    <Base.Portal>
      <Base.Positioner className={style['place']} sideOffset={6} collisionPadding={8}>
        <Base.Popup className={style['popover']}>
          <Base.Title className={style['title']}>{title}</Base.Title>
          {children}
        </Base.Popup>
      </Base.Positioner>
    </Base.Portal>
  </Base.Root>
)
