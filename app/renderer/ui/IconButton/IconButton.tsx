import type { ComponentProps, ReactElement } from 'react'
import { Icon, type IconName } from '../Icon/Icon.tsx'
import { classes } from '../classes.ts'
import style from './IconButton.module.css'

/** With everything a button may say of itself, so that it can open a menu or a popover. */
export interface IconButtonProps extends Omit<ComponentProps<'button'>, 'className' | 'style' | 'title' | 'children'> {
  readonly icon: IconName
  /** Its name, said, and shown in its tip. */
  readonly label: string
  readonly look?: 'plain' | 'main'
  /** `small`: in a line or a corner; 28 px. */
  readonly size?: 'medium' | 'small'
  /** Shown as pressed out, and does nothing; stays reachable, so that nobody loses her place. */
  readonly isBusy?: boolean
  /** Its shortcut, shown in its tip: `Mod+N`. */
  readonly keys?: string
}

/** A button that is a drawing. ARIA: button. */
export const IconButton = (props: IconButtonProps): ReactElement => {
  const {
    icon,
    label,
    look = 'plain',
    size = 'medium',
    type = 'button',
    isBusy = false,
    keys,
    onClick,
    ...rest
  } = props
  return (
    <button
      {...rest}
      type={type}
      className={classes(style['button'], style[look], style[size])}
      aria-label={label}
      data-tip={label}
      data-keys={keys}
      aria-disabled={isBusy || undefined}
      onClick={isBusy ? undefined : onClick}
    >
      <Icon name={icon} />
    </button>
  )
}
