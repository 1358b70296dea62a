import { memo, type ReactElement } from 'react'
import { useManner } from '../../../app/world.ts'
import { Button } from '../../../ui/Button/Button.tsx'
import { DeliveryMark } from '../DeliveryMark/DeliveryMark.tsx'
import { Portrait } from '../../people/Portrait/Portrait.tsx'
import { Quote } from '../Quote/Quote.tsx'
import { holds } from '../../chats/SearchHits/parts.ts'
import { beginningOf, largeEmoji } from '../rows.ts'
import type { Message } from '../window.ts'
import { Actions } from './Actions.tsx'
import { Text } from './Text.tsx'
import style from './Bubble.module.css'

/** What a message may be asked to do. The same functions for all messages, so that only what changed is drawn again. */
export interface MessageActs {
  readonly reply: (message: Message) => void
  readonly copy: (message: Message) => Promise<void>
  /** Shows who of a group has it. */
  readonly receipts: (message: Message) => void
  /** Brings another message into view. */
  readonly show: (message: string) => void
  /** Shows all of a long text, or its beginning again. */
  readonly unfold: (message: string) => void
}

export interface BubbleProps {
  readonly message: Message
  readonly authorName: string
  /** Whom it was said to. */
  readonly otherName: string
  /** Whether several people write here: then who said it is shown, where it is not oneself. */
  readonly isAmongMany: boolean
  /** Of the message it answers; null where that is not known. */
  readonly quotedName: string | null
  readonly isMine: boolean
  readonly isFirst: boolean
  readonly isLast: boolean
  /** Just brought into view. */
  readonly isFound: boolean
  /** What was searched for, to be marked; null: nothing. */
  readonly searched: string | null
  /** Pointed at, or chosen by the keyboard: shows what can be done. */
  readonly isHot: boolean
  /** Whether Tab stops here. One message of the list is so. */
  readonly isStop: boolean
  readonly isUnfolded: boolean
  /** Its number in the chat, from 1, and how many there are. */
  readonly position: number
  readonly total: number
  readonly acts: MessageActs
}

/** One message. ARIA: an article of a feed. */
export const Bubble = memo((props: BubbleProps): ReactElement => {
  const {
    message,
    authorName,
    otherName,
    quotedName,
    isMine,
    isHot,
    isStop,
    isUnfolded,
    searched,
    position,
    total,
    acts,
  } = props
  const { words, formats } = useManner()
  const { replyTo, text, at } = message
  const beginning = beginningOf(text)
  // Where the beginning does not hold what was searched for, all of it is shown.
  const isBeyond = beginning !== null && searched !== null && !holds(beginning, searched)
  const isWhole = beginning === null || isUnfolded || isBeyond
  const showsAuthor = props.isAmongMany && !isMine
  return (
    <div
      className={style['row']}
      data-mine={isMine || undefined}
      data-first={props.isFirst || undefined}
      data-last={props.isLast || undefined}
      data-found={props.isFound || undefined}
      data-author={showsAuthor || undefined}
    >
      {showsAuthor && props.isFirst && (
        <span className={style['portrait']}>
          <Portrait account={message.author} name={authorName} size="small" />
        </span>
      )}
      <article
        className={style['bubble']}
        aria-label={isMine ? words.chat.you : authorName}
        aria-posinset={position}
        aria-setsize={total}
        // oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex -- articles of a feed take the focus
        tabIndex={isStop ? 0 : -1}
        data-message={message.message}
      >
        {showsAuthor && props.isFirst && (
          // The article is named by it already.
          <bdi className={style['author']} aria-hidden="true">
            {authorName}
          </bdi>
        )}
        {replyTo !== null && (
          <Quote name={quotedName} text={replyTo.text} isReachable={isStop} onOpen={() => acts.show(replyTo.message)} />
        )}
        <p className={style['text']} dir="auto" data-emoji={largeEmoji(text) || undefined}>
          <span className={style['said']}>
            {message.blocked ? (
              <em className={style['hidden']}>{words.chat.hidden}</em>
            ) : (
              <Text text={isWhole ? text : `${beginning}…`} isReachable={isStop} searched={searched} />
            )}
          </span>
          {beginning !== null && !isBeyond && (
            <span className={style['fold']}>
              <Button look="bare" onClick={() => acts.unfold(message.message)}>
                {isUnfolded ? words.chat.showLess : words.chat.showAll(formats.count(text.length))}
              </Button>
            </span>
          )}
          <span className={style['foot']} dir="ltr">
            <time dateTime={new Date(at).toISOString()} title={isHot ? formats.whole(at) : undefined}>
              {formats.time(at)}
            </time>
            {isMine && <DeliveryMark delivery={message.delivery} explains={isHot ? otherName : null} isStop={isStop} />}
          </span>
        </p>
        {message.disputed && (
          <p className={style['disputed']} title={words.chat.disputedMore}>
            {words.chat.disputed}
          </p>
        )}
        {isHot && (
          <Actions
            onReply={() => acts.reply(message)}
            onCopy={() => acts.copy(message)}
            onReceipts={isMine && props.isAmongMany ? () => acts.receipts(message) : null}
          />
        )}
      </article>
    </div>
  )
})
