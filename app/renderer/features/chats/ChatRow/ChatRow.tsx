import { memo, type ReactElement } from 'react'
import type { Space } from '../../../app/queries.ts'
import { hashOf } from '../../../app/route.ts'
import { useManner, useWorld } from '../../../app/world.ts'
import { Badge } from '../../../ui/Badge/Badge.tsx'
import { DeliveryMark } from '../../chat/DeliveryMark/DeliveryMark.tsx'
import { Portrait } from '../../people/Portrait/Portrait.tsx'
import style from './ChatRow.module.css'

export interface ChatRowProps {
  readonly space: Space
  readonly self: string
  readonly isOpen: boolean
  /** Its number in the list, from 1, and how many there are. */
  readonly position: number
  readonly total: number
}

/** Most of a line that fits. */
const MOST = 160

/** A chat in the list: who, the last line or what stands unsent, when, and how much is unread. */
export const ChatRow = memo(({ space, self, isOpen, position, total }: ChatRowProps): ReactElement => {
  const { now, chat } = useWorld()
  const { words, formats } = useManner()
  const { last, title, unread, draft } = space
  const other = space.members.find((member) => member !== self) ?? space.space
  const isMine = last?.author === self
  // While it is open the draft stands in its field.
  const isDraft = draft.trim() !== '' && !isOpen
  return (
    <li aria-posinset={position} aria-setsize={total}>
      <a
        className={style['row']}
        href={hashOf({ screen: 'chat', space: space.space, message: null })}
        aria-current={isOpen ? 'true' : undefined}
        // Between pressing and letting go there is time enough to read it.
        onPointerDown={({ button }) => button === 0 && !isOpen && chat(space.space).warm()}
      >
        <Portrait account={other} name={title} />
        <span className={style['text']}>
          <span className={style['line']}>
            <bdi className={style['title']}>{title}</bdi>
            {last !== null && (
              <time className={style['time']} dateTime={new Date(last.at).toISOString()}>
                {formats.brief(last.at, now())}
              </time>
            )}
          </span>
          <span className={style['line']}>
            {isMine && !isDraft && <DeliveryMark delivery={last.delivery} />}
            <bdi className={style['last']}>
              {isDraft && <span className={style['draft']}>{words.chats.draft} </span>}
              {isDraft ? draft.slice(0, MOST) : last === null ? words.chats.nothingSaid : lineOf(last.text, isMine)}
            </bdi>
            <Badge count={unread} label={words.chats.unread(unread)} />
          </span>
        </span>
      </a>
    </li>
  )

  function lineOf(text: string, mine: boolean): string {
    const short = text.slice(0, MOST)
    return mine ? words.chats.you(short) : short
  }
})
