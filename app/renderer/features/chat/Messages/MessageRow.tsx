import { memo, type ReactElement } from 'react'
import { useManner, useWorld } from '../../../app/world.ts'
import { Bubble, type MessageActs } from '../Bubble/Bubble.tsx'
import type { Row } from '../rows.ts'
import style from './Messages.module.css'

export interface MessageRowProps extends Row {
  readonly names: ReadonlyMap<string, string>
  readonly self: string
  /** The other's name, or the chat's. */
  readonly title: string
  /** Whether nothing was said before it. */
  readonly isBeginning: boolean
  readonly isNewest: boolean
  readonly isFound: boolean
  readonly isHot: boolean
  readonly isStop: boolean
  readonly isUnfolded: boolean
  readonly position: number
  readonly total: number
  readonly acts: MessageActs
}

/** A message with what stands above it: the beginning of the chat, a day, what is new. */
export const MessageRow = memo((props: MessageRowProps): ReactElement => {
  const { message, isNewDay, isNew, names, self, title, isBeginning, isNewest, ...rest } = props
  const { now } = useWorld()
  const { words, formats } = useManner()
  const nameOf = (account: string): string => (account === self ? words.chat.you : (names.get(account) ?? title))
  const quoted = message.replyTo?.author ?? null
  return (
    <div className={style['row']} data-row={message.message} data-newest={isNewest || undefined}>
      {isBeginning && <p className={style['note']}>{words.chat.beginning(title)}</p>}
      {isNewDay && (
        <p className={style['day']}>
          <time dateTime={new Date(message.at).toISOString().slice(0, 10)}>{formats.day(message.at, now())}</time>
        </p>
      )}
      {isNew && <p className={style['new']}>{words.chat.newMessages}</p>}
      <Bubble
        {...rest}
        message={message}
        authorName={nameOf(message.author)}
        otherName={title}
        quotedName={quoted === null ? null : nameOf(quoted)}
      />
    </div>
  )
})
