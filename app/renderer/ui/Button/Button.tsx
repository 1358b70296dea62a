import type { ComponentProps, ReactElement, ReactNode } from 'react'
import { Icon, type IconName } from '../Icon/Icon.tsx'
import { classes } from '../classes.ts'
import style from './Button.module.css'

/** With everything a button may say of itself, so that it can open a menu or a popover. */
export interface ButtonProps extends Omit<ComponentProps<'button'>, 'className' | 'style' | 'title'> {
  readonly children: ReactNode
  /** `main`: what one is here for. `quiet`: everything else. `danger`: what cannot be taken back. `bare`: within a line of text. */
  readonly look?: 'main' | 'quiet' | 'danger' | 'bare'
  readonly icon?: IconName
  /** Shown as pressed out, and does nothing; stays reachable, so that nobody loses her place. */
  readonly isBusy?: boolean
  readonly label?: string
}

/** Does something when pressed. ARIA: button. */
export const Button = (props: ButtonProps): ReactElement => {
  const { children, look = 'quiet', icon, type = 'button', isBusy = false, label, onClick, ...rest } = props
  return (
    <button
      {...rest}
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
