import { memo, type ReactElement } from 'react'
import { contactsQuery, type Space } from '../../../app/queries.ts'
import { hashOf } from '../../../app/route.ts'
import { useLive, useManner, useWorld } from '../../../app/world.ts'
import { Badge } from '../../../ui/Badge/Badge.tsx'
import { DeliveryMark } from '../../chat/DeliveryMark/DeliveryMark.tsx'
import { SpacePortrait } from '../../groups/SpacePortrait/SpacePortrait.tsx'
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
  const contacts = useLive(contactsQuery)
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
        <SpacePortrait space={space} self={self} />
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
              {isDraft ? draft.slice(0, MOST) : last === null ? words.chats.nothingSaid : lineOf(last)}
            </bdi>
            <Badge count={unread} label={words.chats.unread(unread)} />
          </span>
        </span>
      </a>
    </li>
  )

  function lineOf({ author, text }: NonNullable<Space['last']>): string {
    const short = text.slice(0, MOST)
    if (author === self) return words.chats.you(short)
    const known = space.kind === 'group' && contacts.state === 'here'
    const name = known ? contacts.value.find(({ account }) => account === author)?.name : undefined
    return name === undefined ? short : words.groups.wrote(name, short)
  }
})
