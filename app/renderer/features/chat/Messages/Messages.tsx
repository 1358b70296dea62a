import { useCallback, useMemo, useState, type ReactElement } from 'react'
import { useManner, useWorld } from '../../../app/world.ts'
import { Button } from '../../../ui/Button/Button.tsx'
import { failureSentence } from '../../../words/index.ts'
import { Bubble } from '../Bubble/Bubble.tsx'
import bubble from '../Bubble/Bubble.module.css'
import type { Chat, ChatState } from '../chat.ts'
import type { Outgoing } from '../outbox.ts'
import { rowsOf, type Row } from '../rows.ts'
import type { Message } from '../window.ts'
import { useScroll } from './useScroll.ts'
import style from './Messages.module.css'

export interface MessagesProps {
  readonly chat: Chat
  readonly state: ChatState
  readonly self: string
  /** Names of the members by account. */
  readonly names: ReadonlyMap<string, string>
  readonly title: string
  readonly newFrom: string | null
  readonly onReply: (message: Message) => void
  /** Takes a text back into the composer. */
  readonly onTakeBack: (text: string) => void
  readonly onEndSeen: (isAtEnd: boolean) => void
}

/** What has been said, oldest first, with what is on its way out below. */
export const Messages = (props: MessagesProps): ReactElement => {
  const { chat, state, self, names, title, newFrom, onReply, onTakeBack, onEndSeen } = props
  const { words } = useManner()
  const { window, target, outgoing } = state
  const rows = useMemo(() => rowsOf(window.messages, self, newFrom), [window, self, newFrom])
  const loadOlder = useCallback(() => chat.loadOlder(), [chat])
  const loadNewer = useCallback(() => chat.loadNewer(), [chat])
  const show = useCallback((message: string) => chat.show(message), [chat])
  const { box, list, isAtEnd, onScroll } = useScroll(state, loadOlder, loadNewer, newFrom)
  const [seen, setSeen] = useState(isAtEnd)
  if (seen !== isAtEnd) {
    setSeen(isAtEnd)
    onEndSeen(isAtEnd)
  }
  const nameOf = (account: string): string => (account === self ? words.chat.you : (names.get(account) ?? title))
  return (
    <div className={style['frame']}>
      <section
        ref={box}
        className={style['box']}
        onScroll={onScroll}
        // oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex -- it scrolls, so the keyboard must get there
        tabIndex={0}
        aria-label={words.chat.messages}
      >
        <div className={style['column']}>
          {window.older ? (
            <p className={style['note']}>{words.chat.loadingOlder}</p>
          ) : (
            state.phase === 'here' && <p className={style['note']}>{words.chat.beginning(title)}</p>
          )}
          <ol ref={list} className={style['list']}>
            {rows.map((row) => (
              <RowView
                key={row.key}
                row={row}
                foundMessage={target?.message ?? null}
                nameOf={nameOf}
                onReply={onReply}
                onShow={show}
              />
            ))}
            {!window.newer &&
              outgoing.map((one) => (
                <Waiting
                  key={one.key}
                  outgoing={one}
                  onRetry={() => chat.retry(one.key)}
                  onTakeBack={() => onTakeBack(chat.discard(one.key))}
                />
              ))}
          </ol>
        </div>
      </section>
      {!isAtEnd && (
        <div className={style['latest']}>
          <Button icon="down" onClick={() => chat.latest()}>
            {words.chat.latest}
          </Button>
        </div>
      )}
    </div>
  )
}

interface RowViewProps {
  readonly row: Row
  readonly foundMessage: string | null
  readonly nameOf: (account: string) => string
  readonly onReply: (message: Message) => void
  readonly onShow: (message: string) => void
}

const RowView = ({ row, foundMessage, nameOf, onReply, onShow }: RowViewProps): ReactElement => {
  const { now } = useWorld()
  const { words, formats } = useManner()
  if (row.kind === 'day')
    return (
      <li className={style['day']}>
        <span>{formats.day(row.at, now())}</span>
      </li>
    )
  if (row.kind === 'new')
    return (
      <li className={style['new']}>
        <span>{words.chat.newMessages}</span>
      </li>
    )
  const { message, isMine, isFirst, isLast } = row
  const quoted = message.replyTo?.author ?? null
  return (
    <Bubble
      message={message}
      authorName={nameOf(message.author)}
      quotedName={quoted === null ? null : nameOf(quoted)}
      isMine={isMine}
      isFirst={isFirst}
      isLast={isLast}
      isFound={message.message === foundMessage}
      onReply={onReply}
      onShow={onShow}
    />
  )
}

interface WaitingProps {
  readonly outgoing: Outgoing
  readonly onRetry: () => void
  readonly onTakeBack: () => void
}

/** Something on its way out, or that failed: its text, why, and what to do. */
const Waiting = ({ outgoing, onRetry, onTakeBack }: WaitingProps): ReactElement => {
  const { words } = useManner()
  const { text, failure } = outgoing
  return (
    <li className={bubble['row']} data-mine data-first data-last>
      <article className={bubble['bubble']} aria-label={failure === null ? words.chat.sending : words.chat.notSent}>
        <p className={bubble['text']} dir="auto">
          {text}
        </p>
        {failure === null ? (
          <p className={style['sending']}>{words.chat.sending}</p>
        ) : (
          <div className={style['failed']} role="alert">
            <p>
              <strong>{words.chat.notSent}.</strong> {failureSentence(failure, words)}
            </p>
            <span className={style['choices']}>
              <Button look="bare" onClick={onRetry}>
                {words.tryAgain}
              </Button>
              <Button look="bare" onClick={onTakeBack}>
                {words.chat.takeBack}
              </Button>
            </span>
          </div>
        )}
      </article>
    </li>
  )
}
