import { memo, type ReactElement } from 'react'
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

export interface DeliveryMarkProps {
  readonly delivery: Message['delivery']
  /** Whom it was said to, if it is to say what it means when it is pointed at or focused; null: it only shows. */
  readonly explains?: string | null
  /** Whether Tab stops at it. */
  readonly isStop?: boolean
}

/** How far one's own message has come, in a word, and on hover or focus what that means. ARIA: a tooltip. */
export const DeliveryMark = memo(({ delivery, explains = null, isStop = false }: DeliveryMarkProps): ReactElement => {
  const { words } = useManner()
  const drawing = (
    <>
      <svg viewBox="0 0 16 16" aria-hidden="true">
        <path d={drawings[delivery]} />
      </svg>
      <span className="only-said">{words.delivery[delivery]}</span>
    </>
  )
  if (explains === null)
    return (
      <span className={style['mark']} data-delivery={delivery}>
        {drawing}
      </span>
    )
  const meaning = `${words.delivery[delivery]}. ${words.delivery[`${delivery}More`](explains)}`
  return (
    <button
      type="button"
      className={style['mark']}
      data-delivery={delivery}
      data-tip={meaning}
      aria-label={meaning}
      tabIndex={isStop ? 0 : -1}
    >
      {drawing}
    </button>
  )
})
