import type { ReactElement, ReactNode } from 'react'
import { Icon, type IconName } from '../Icon/Icon.tsx'
import { classes } from '../classes.ts'
import style from './Button.module.css'

export interface ButtonProps {
  readonly children: ReactNode
  /** `main`: what one is here for. `quiet`: everything else. `bare`: within a line of text. */
  readonly look?: 'main' | 'quiet' | 'bare'
  readonly icon?: IconName
  readonly type?: 'button' | 'submit'
  /** Shown as pressed out, and does nothing; stays reachable, so that nobody loses her place. */
  readonly isBusy?: boolean
  readonly label?: string
  readonly onClick?: () => void
}

/** Does something when pressed. */
export const Button = (props: ButtonProps): ReactElement => {
  const { children, look = 'quiet', icon, type = 'button', isBusy = false, label, onClick } = props
  return (
    <button
      type={type}
      className={classes(style['button'], style[look])}
      aria-disabled={isBusy || undefined}
      aria-label={label}
      onClick={isBusy ? undefined : onClick}
    >
      {icon !== undefined && <Icon name={icon} />}
      {children}
    </button>
  )
}
