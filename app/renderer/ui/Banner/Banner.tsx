import type { ReactElement, ReactNode } from 'react'
import { Icon } from '../Icon/Icon.tsx'
import { classes } from '../classes.ts'
import style from './Banner.module.css'

export interface BannerProps {
  readonly look?: 'plain' | 'warning' | 'danger'
  readonly children: ReactNode
}

/** A quiet line across a screen about a state that lasts. ARIA: status. */
export const Banner = ({ look = 'plain', children }: BannerProps): ReactElement => (
  <output className={classes(style['banner'], style[look])}>
    {look !== 'plain' && <Icon name="warning" />}
    <span className={style['content']}>{children}</span>
  </output>
)
