import type { ReactElement } from 'react'
import { useManner } from '../../../app/world.ts'
import type { Message } from '../window.ts'
import style from './DeliveryMark.module.css'

/** Shapes that differ without colour: a ring, one tick, two ticks, two heavier ticks. */
const drawings: Readonly<Record<Message['delivery'], string>> = {
  saved: 'M8 12.5a4.5 4.5 0 1 0 0-9 4.5 4.5 0 0 0 0 9Z',
  relayed: 'M4.5 8.5 7.5 11.5 13.5 4.5',
  delivered: 'M1 8.5 4 11.5 10 4.5M8.5 11.5 14.5 4.5 M7.2 10.1 8.5 11.5',
  read: 'M1 8.5 4 11.5 10 4.5M8.5 11.5 14.5 4.5 M7.2 10.1 8.5 11.5',
}

/** How far one's own message has come, in a word, and what that means on hover. */
export const DeliveryMark = ({ delivery }: { readonly delivery: Message['delivery'] }): ReactElement => {
  const { words } = useManner()
  return (
    <span
      className={style['mark']}
      data-delivery={delivery}
      title={`${words.delivery[delivery]}. ${words.delivery[`${delivery}More`]}`}
    >
      <svg viewBox="0 0 16 16" aria-hidden="true">
        <path d={drawings[delivery]} />
      </svg>
      <span className="only-said">{words.delivery[delivery]}</span>
    </span>
  )
}
