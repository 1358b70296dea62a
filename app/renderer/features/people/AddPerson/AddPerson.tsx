import type { ReactElement } from 'react'
import { MyCard } from '../MyCard/MyCard.tsx'
import { TheirCard } from '../TheirCard/TheirCard.tsx'
import style from './AddPerson.module.css'

/** Two ways for two people to find each other: one shows hers, or takes the other's. `link`: one that was opened from outside. */
export const AddPerson = ({ link = null }: { readonly link?: string | null }): ReactElement => (
  <div className={style['ways']}>
    <MyCard />
    {/* Another link that is opened is another question. */}
    <TheirCard key={link} opened={link} />
  </div>
)
