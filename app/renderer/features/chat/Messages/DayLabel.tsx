import { useEffect, useState, type ReactElement, type RefObject } from 'react'
import { useManner, useWorld } from '../../../app/world.ts'
import { dayOf } from '../../../words/index.ts'
import { classes } from '../../../ui/classes.ts'
import style from './DayLabel.module.css'

/** How long it stays after one has stopped scrolling, in milliseconds. */
const STAYS_MS = 1200

export interface DayLabelProps {
  /** What scrolls. */
  readonly box: RefObject<HTMLElement | null>
  /** When the first message in view was said; null where none is. */
  readonly firstAt: () => number | null
  /** Whether one is at the newest: there the day is known. */
  readonly isAtEnd: boolean
}

/** The day of what is at the top while one scrolls through the past. Hidden from screen readers: the days stand in the feed. */
export const DayLabel = ({ box, firstAt, isAtEnd }: DayLabelProps): ReactElement | null => {
  const { now } = useWorld()
  const { formats } = useManner()
  const [at, setAt] = useState<number | null>(null)
  const [isMoving, setMoving] = useState(false)
  useEffect(() => {
    const { current } = box
    let timer: ReturnType<typeof setTimeout> | undefined
    const onScroll = (): void => {
      clearTimeout(timer)
      timer = setTimeout(() => setMoving(false), STAYS_MS)
      setMoving(true)
      const next = firstAt()
      setAt((before) => (before !== null && next !== null && dayOf(before) === dayOf(next) ? before : next))
    }
    current?.addEventListener('scroll', onScroll, { passive: true })
    return () => {
      clearTimeout(timer)
      current?.removeEventListener('scroll', onScroll)
    }
  }, [box, firstAt])
  if (at === null) return null
  return (
    <div className={classes(style['label'], isMoving && !isAtEnd && style['shown'])} aria-hidden="true" data-day-label>
      <span className={style['day']}>{formats.day(at, now())}</span>
    </div>
  )
}
