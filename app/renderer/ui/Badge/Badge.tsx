import type { ReactElement } from 'react'
import { classes } from '../classes.ts'
import style from './Badge.module.css'

export interface BadgeProps {
  /** Nothing is shown for 0. */
  readonly count: number
  /** The same in words, for screen readers: "3 unread messages". */
  readonly label: string
  /** `quiet`: it is counted, but asks for nothing (a muted chat). */
  readonly look?: 'loud' | 'quiet'
}

/** Most that fits; the words say the whole number. */
const MOST = 999

/** How many wait. */
export const Badge = ({ count, label, look = 'loud' }: BadgeProps): ReactElement | null =>
  count === 0 ? null : (
    <span className={classes(style['badge'], style[look])}>
      <span aria-hidden="true">{count > MOST ? `${MOST}+` : count}</span>
      <span className="only-said">{label}</span>
    </span>
  )
