import type { ReactElement, ReactNode } from 'react'
import { Icon, type IconName } from '../Icon/Icon.tsx'
import style from './Empty.module.css'

export interface EmptyProps {
  readonly icon: IconName
  readonly title: string
  readonly more?: string
  readonly children?: ReactNode
}

/** A place where there is nothing yet, and what to do about it. */
export const Empty = ({ icon, title, more, children }: EmptyProps): ReactElement => (
  <div className={style['empty']}>
    <span className={style['icon']}>
      <Icon name={icon} />
    </span>
    <h2 className={style['title']}>{title}</h2>
    {more !== undefined && <p className={style['more']}>{more}</p>}
    {children}
  </div>
)
