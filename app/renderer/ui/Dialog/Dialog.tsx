import { Dialog as Base } from '@base-ui/react/dialog'
import { useRef, type ReactElement, type ReactNode, type RefObject } from 'react'
import { IconButton } from '../IconButton/IconButton.tsx'
import { classes } from '../classes.ts'
import style from './Dialog.module.css'

export interface DialogProps {
  readonly title: string
  readonly lead?: string
  readonly isOpen: boolean
  readonly onClose: () => void
  /** Name of the button in its corner. */
  readonly closeLabel: string
  readonly size?: 'small' | 'medium' | 'large'
  /** Buttons below what it holds, the main one last. */
  readonly actions?: ReactNode
  /** What has the focus at first; else the window itself, so that nothing is pressed by mistake. */
  readonly focus?: RefObject<HTMLElement | null>
  readonly children: ReactNode
}

/**
 * A window over the screen, until it is closed: by its corner, Escape or a press beside it. The focus stays in it, and goes back
 * to where it was. ARIA: modal dialog, named by its title.
 */
export const Dialog = (props: DialogProps): ReactElement => {
  const { title, lead, isOpen, onClose, closeLabel, size = 'medium', actions, focus, children } = props
  const popup = useRef<HTMLDivElement>(null)
  return (
    <Base.Root open={isOpen} onOpenChange={(open) => !open && onClose()}>
      <Base.Portal>
        <Base.Backdrop className={style['veil']} />
        <Base.Viewport className={style['room']}>
          <Base.Popup ref={popup} className={classes(style['dialog'], style[size])} initialFocus={focus ?? popup}>
            <header className={style['header']}>
              <Base.Title className={style['title']}>{title}</Base.Title>
              <Base.Close render={<IconButton icon="close" label={closeLabel} />} />
            </header>
            <div className={style['content']}>
              {lead !== undefined && <Base.Description className={style['lead']}>{lead}</Base.Description>}
              {children}
            </div>
            {actions !== undefined && <footer className={style['actions']}>{actions}</footer>}
          </Base.Popup>
        </Base.Viewport>
      </Base.Portal>
    </Base.Root>
  )
}
