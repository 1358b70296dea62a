import type { ReactElement } from 'react'
import style from './Skeleton.module.css'

export interface SkeletonProps {
  /** What will stand there. */
  readonly shape: 'row' | 'text'
  /** How many of them; as many as fill the place. */
  readonly count: number
}

/** Where something is about to be, drawn as its outline so that nothing jumps. It appears only after a moment. Hidden from screen readers. */
export const Skeleton = ({ shape, count }: SkeletonProps): ReactElement => (
  <div className={style['skeleton']} aria-hidden="true">
    {Array.from({ length: count }, (_, at) => (
      <div key={at} className={style[shape]}>
        {shape === 'row' && <span className={style['round']} />}
        <span className={style['lines']}>
          <span className={style['line']} />
          <span className={style['line']} />
        </span>
      </div>
    ))}
  </div>
)
