import type { ReactElement } from 'react'
import { Icon, type IconName } from '../Icon/Icon.tsx'
import { classes } from '../classes.ts'
import style from './IconButton.module.css'

export interface IconButtonProps {
  readonly icon: IconName
  /** Its name, said and shown on hover. */
  readonly label: string
  readonly look?: 'plain' | 'main'
  readonly type?: 'button' | 'submit'
  readonly isBusy?: boolean
  readonly onClick?: () => void
}

/** A button that is a drawing. */
export const IconButton = (props: IconButtonProps): ReactElement => {
  const { icon, label, look = 'plain', type = 'button', isBusy = false, onClick } = props
  return (
    <button
      type={type}
      className={classes(style['button'], style[look])}
      aria-label={label}
      title={label}
      aria-disabled={isBusy || undefined}
      onClick={isBusy ? undefined : onClick}
    >
      <Icon name={icon} />
    </button>
  )
}
