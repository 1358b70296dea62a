import { memo, type ReactElement } from 'react'
import { useManner, useWorld } from '../../../app/world.ts'
import { Bubble, type MessageActs } from '../Bubble/Bubble.tsx'
import { Lines } from '../../groups/Lines/Lines.tsx'
import type { Row } from '../rows.ts'
import type { Line } from '../window.ts'
import style from './Messages.module.css'

export interface MessageRowProps extends Row {
  readonly names: ReadonlyMap<string, string>
  readonly self: string
  /** The other's name, or the chat's. */
  readonly title: string
  /** Whose name is not known here. */
  readonly somebody: string
  /** What became of the group before it, and, of the newest, after it. */
  readonly linesAbove: readonly Line[]
  readonly linesBelow: readonly Line[]
  /** Whether several people write here. */
  readonly isAmongMany: boolean
  /** Whether nothing was said before it. */
  readonly isBeginning: boolean
  readonly isNewest: boolean
  readonly isFound: boolean
  /** What was searched for, if it was found in this one. */
  readonly searched: string | null
  readonly isHot: boolean
  readonly isStop: boolean
  readonly isUnfolded: boolean
  readonly position: number
  readonly total: number
  readonly acts: MessageActs
}

/** A message with what stands above it: the beginning of the chat, a day, what is new. */
export const MessageRow = memo((props: MessageRowProps): ReactElement => {
  const { message, isNewDay, isNew, names, self, title, somebody, isBeginning, isNewest, ...others } = props
  const { linesAbove, linesBelow, ...rest } = others
  const { now } = useWorld()
  const { words, formats } = useManner()
  const nameOf = (account: string): string => (account === self ? words.chat.you : (names.get(account) ?? somebody))
  const quoted = message.replyTo?.author ?? null
  return (
    <div className={style['row']} data-row={message.message} data-newest={isNewest || undefined}>
      {isBeginning && (
        <p className={style['note']}>
          {rest.isAmongMany ? words.groups.beginning(title) : words.chat.beginning(title)}
        </p>
      )}
      {isNewDay && (
        <p className={style['day']}>
          <time dateTime={new Date(message.at).toISOString().slice(0, 10)}>{formats.day(message.at, now())}</time>
        </p>
      )}
      {linesAbove.length > 0 && <Lines lines={linesAbove} self={self} />}
      {isNew && <p className={style['new']}>{words.chat.newMessages}</p>}
      <Bubble
        {...rest}
        message={message}
        authorName={nameOf(message.author)}
        otherName={title}
        quotedName={quoted === null ? null : nameOf(quoted)}
      />
      {linesBelow.length > 0 && <Lines lines={linesBelow} self={self} />}
    </div>
  )
})
