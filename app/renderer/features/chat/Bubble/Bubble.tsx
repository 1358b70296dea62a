import { memo, type ReactElement } from 'react'
import { useManner } from '../../../app/world.ts'
import { IconButton } from '../../../ui/IconButton/IconButton.tsx'
import { DeliveryMark } from '../DeliveryMark/DeliveryMark.tsx'
import { Quote } from '../Quote/Quote.tsx'
import { piecesOf } from '../rows.ts'
import type { Message } from '../window.ts'
import style from './Bubble.module.css'

export interface BubbleProps {
  readonly message: Message
  readonly authorName: string
  /** Of the message it answers; null where that is not known. */
  readonly quotedName: string | null
  readonly isMine: boolean
  readonly isFirst: boolean
  readonly isLast: boolean
  /** Just brought into view. */
  readonly isFound: boolean
  readonly onReply: (message: Message) => void
  readonly onShow: (message: string) => void
}

/** One message. */
export const Bubble = memo((props: BubbleProps): ReactElement => {
  const { message, authorName, quotedName, isMine, isFirst, isLast, isFound, onReply, onShow } = props
  const { words, formats } = useManner()
  const { replyTo } = message
  return (
    <li
      className={style['row']}
      data-message={message.message}
      data-mine={isMine || undefined}
      data-first={isFirst || undefined}
      data-last={isLast || undefined}
      data-found={isFound || undefined}
    >
      <article className={style['bubble']} aria-label={isMine ? words.chat.you : authorName}>
        {replyTo !== null && <Quote name={quotedName} text={replyTo.text} onOpen={() => onShow(replyTo.message)} />}
        <p className={style['text']} dir="auto">
          <Text text={message.text} />
          <span className={style['foot']}>
            <time dateTime={new Date(message.at).toISOString()} title={formats.whole(message.at)}>
              {formats.time(message.at)}
            </time>
            {isMine && <DeliveryMark delivery={message.delivery} />}
          </span>
        </p>
        {message.disputed && (
          <p className={style['disputed']} title={words.chat.disputedMore}>
            {words.chat.disputed}
          </p>
        )}
      </article>
      <span className={style['actions']}>
        <IconButton icon="reply" label={words.chat.reply} onClick={() => onReply(message)} />
      </span>
    </li>
  )
})

/** What was said, with web addresses as links. They open outside, and are not told from where. */
const Text = ({ text }: { readonly text: string }): ReactElement[] =>
  piecesOf(text).map((piece) =>
    piece.link === null ? (
      <span key={piece.at}>{piece.text}</span>
    ) : (
      <a key={piece.at} href={piece.link} target="_blank" rel="noopener noreferrer nofollow">
        {piece.text}
      </a>
    ),
  )
