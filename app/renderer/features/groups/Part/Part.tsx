import { useId, type ReactElement, type ReactNode } from 'react'
import style from './Part.module.css'

export interface PartProps {
  readonly title: string
  readonly hint?: string
  /** What can be done here, beside the title. */
  readonly act?: ReactNode
  readonly children: ReactNode
}

/** A titled part of the details pane. ARIA: region. */
export const Part = ({ title, hint, act, children }: PartProps): ReactElement => {
  const id = useId()
  return (
    <section className={style['part']} aria-labelledby={id}>
      <header className={style['head']}>
        <h3 id={id} className={style['title']}>
          {title}
        </h3>
        {act}
      </header>
      {hint !== undefined && <p className={style['hint']}>{hint}</p>}
      {children}
    </section>
  )
}
