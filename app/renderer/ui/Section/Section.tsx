import { useId, type ReactElement, type ReactNode } from 'react'
import style from './Section.module.css'

export interface SectionProps {
  readonly title: string
  readonly hint?: string
  /** Where an address leads to: its title takes the focus. */
  readonly id?: string
  readonly children: ReactNode
}

/** A titled part of a page, on its own card. ARIA: region. */
export const Section = ({ title, hint, id: anchor, children }: SectionProps): ReactElement => {
  const own = useId()
  const id = anchor ?? own
  return (
    <section className={style['section']} aria-labelledby={id}>
      <header>
        <h2 id={id} className={style['title']} tabIndex={anchor === undefined ? undefined : -1}>
          {title}
        </h2>
        {hint !== undefined && <p className={style['hint']}>{hint}</p>}
      </header>
      {children}
    </section>
  )
}

/** A page of sections under one title. */
export const Sections = ({
  title,
  lead,
  children,
}: {
  title: string
  lead?: string
  children: ReactNode
}): ReactElement => (
  <main className={style['page']} tabIndex={-1}>
    <div className={style['column']}>
      <header>
        <h1 className={style['page-title']}>{title}</h1>
        {lead !== undefined && <p className={style['hint']}>{lead}</p>}
      </header>
      {children}
    </div>
  </main>
)
