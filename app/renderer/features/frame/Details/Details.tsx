import { createContext, use, useEffect, useId, useRef, type ReactElement, type ReactNode } from 'react'
import { createPortal } from 'react-dom'
import { useShortcut } from '../../../app/useShortcut.ts'
import { useManner } from '../../../app/world.ts'
import { IconButton } from '../../../ui/IconButton/IconButton.tsx'
import style from './Details.module.css'

interface Slot {
  /** Where details are drawn; null before the panes are. */
  readonly slot: Element | null
  /** Says that there are details; returns their end. */
  readonly enter: () => () => void
}

/** Given by Panes. */
export const SlotContext = createContext<Slot | null>(null)

export interface DetailsProps {
  readonly title: string
  readonly onClose: () => void
  readonly children: ReactNode
}

/**
 * The fourth pane: more about what is open (members, media, history). Any screen draws it where it is in its own tree; it
 * appears at the end of the panes, or as a page where it is narrow. It takes the focus, and gives it back; Escape closes it.
 * ARIA: complementary, named by its title.
 */
export const Details = ({ title, onClose, children }: DetailsProps): ReactElement | null => {
  const room = use(SlotContext)
  const { words } = useManner()
  const id = useId()
  const heading = useRef<HTMLHeadingElement>(null)
  const slot = room?.slot ?? null
  const enter = room?.enter
  useEffect(() => enter?.(), [enter])
  useShortcut('close', () => {
    onClose()
    return true
  })
  useEffect(() => {
    if (slot === null) return undefined
    const before = document.activeElement
    heading.current?.focus()
    return () => {
      if (before instanceof HTMLElement && before.isConnected) before.focus()
    }
  }, [slot])
  if (slot === null) return null
  return createPortal(
    <aside className={style['details']} aria-labelledby={id}>
      <header className={style['head']}>
        <h2 ref={heading} id={id} className={style['title']} tabIndex={-1}>
          {title}
        </h2>
        <IconButton icon="close" label={words.close} keys="Escape" onClick={onClose} />
      </header>
      <div className={style['content']}>{children}</div>
    </aside>,
    slot,
  )
}
