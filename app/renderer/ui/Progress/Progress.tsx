import { useId, type ReactElement } from 'react'
import style from './Progress.module.css'

export interface ProgressProps {
  readonly label: string
  /** How far it is, of `of`. Null: nobody knows; the bar then only says that something goes on. */
  readonly done: number | null
  readonly of: number
  /** The same in words that mean something: "3,200 of about 10,000 messages". */
  readonly text?: string
}

/** How far something is that takes more than a second. ARIA: progressbar, by the native element. */
export const Progress = ({ label, done, of, text }: ProgressProps): ReactElement => {
  const id = useId()
  return (
    <div className={style['progress']}>
      <div className={style['words']}>
        <label htmlFor={id}>{label}</label>
        {text !== undefined && <span className={style['text']}>{text}</span>}
      </div>
      <progress id={id} className={style['bar']} max={of} value={done ?? undefined} />
    </div>
  )
}
