import type { ReactElement } from 'react'
import type { Space } from '../../../app/queries.ts'
import { hashOf } from '../../../app/route.ts'
import { useManner, useWorld } from '../../../app/world.ts'
import { DeliveryMark } from '../../chat/DeliveryMark/DeliveryMark.tsx'
import { Portrait } from '../../people/Portrait/Portrait.tsx'
import style from './ChatRow.module.css'

export interface ChatRowProps {
  readonly space: Space
  readonly self: string
  readonly isOpen: boolean
}

/** A chat in the list: who, the last line, when, and how much is unread. */
export const ChatRow = ({ space, self, isOpen }: ChatRowProps): ReactElement => {
  const { now } = useWorld()
  const { words, formats } = useManner()
  const { last, title, unread } = space
  const other = space.members.find((member) => member !== self) ?? space.space
  const isMine = last?.author === self
  return (
    <li>
      <a
        className={style['row']}
        href={hashOf({ screen: 'chat', space: space.space, message: null })}
        aria-current={isOpen ? 'true' : undefined}
      >
        <Portrait account={other} name={title} />
        <span className={style['text']}>
          <span className={style['line']}>
            <span className={style['title']}>{title}</span>
            {last !== null && <time className={style['time']}>{formats.brief(last.at, now())}</time>}
          </span>
          <span className={style['line']}>
            {isMine && <DeliveryMark delivery={last.delivery} />}
            <span className={style['last']}>
              {last === null ? words.chats.nothingSaid : isMine ? words.chats.you(last.text) : last.text}
            </span>
            {unread > 0 && (
              <span className={style['unread']}>
                <span aria-hidden="true">{unread > 999 ? '999+' : formats.count(unread)}</span>
                <span className="only-said">{words.chats.unread(unread)}</span>
              </span>
            )}
          </span>
        </span>
      </a>
    </li>
  )
}
