import { useCallback, useEffect, useImperativeHandle, useMemo, useState, type ReactElement, type Ref } from 'react'
import { useManner } from '../../../app/world.ts'
import type { MessageActs } from '../Bubble/Bubble.tsx'
import type { Chat } from '../chat.ts'
import { LateChip } from '../LateChip/LateChip.tsx'
import { Latest } from '../Latest/Latest.tsx'
import { Receipts } from '../Receipts/Receipts.tsx'
import { rowAt } from '../rows.ts'
import { Waiting } from '../Waiting/Waiting.tsx'
import { Lines } from '../../groups/Lines/Lines.tsx'
import { hasOlder, linesAt, NO_LINES, type Message } from '../window.ts'
import { DayLabel } from './DayLabel.tsx'
import { MessageRow } from './MessageRow.tsx'
import { outgoingRow, type View } from './scroller.ts'
import { stopOf } from './stop.ts'
import { useCopying } from './useCopying.ts'
import { useKeys } from './useKeys.ts'
import { useScroller } from './useScroller.ts'
import style from './Messages.module.css'

/** What others may ask of the list. */
export interface MessagesHandle {
  /** Chooses a message, and gives it the focus. */
  goTo(message: string): void
  /** Turns by so many screens. */
  turn(screens: number): void
}

/** What of the list matters around it. */
export type Seen = Pick<View, 'state' | 'isAtEnd'>

export interface MessagesProps {
  readonly chat: Chat
  readonly space: string
  readonly self: string
  /** Names of the members by account. */
  readonly names: ReadonlyMap<string, string>
  readonly title: string
  /** Whether it is a group, where who wrote what is shown. */
  readonly isGroup: boolean
  /** What somebody is called whose name is not known here. */
  readonly somebody: string
  readonly unread: number
  readonly onReply: (message: Message) => void
  /** Takes a text back into the composer. */
  readonly onTakeBack: (text: string) => void
  /** Back to where one writes. */
  readonly onLeave: () => void
  readonly onView: (seen: Seen) => void
  readonly ref: Ref<MessagesHandle>
}

/** What has been said, oldest first, with what is on its way out below. Only what is in view, and a little more, is drawn. */
export const Messages = (props: MessagesProps): ReactElement => {
  const { chat, space, self, names, title, isGroup, somebody, unread, onReply, onTakeBack, onLeave, onView, ref } =
    props
  const { words } = useManner()
  const { scroller, view, box, content, block } = useScroller(chat)
  const { state, from, to, isAtEnd } = view
  const { window, outgoing, target, newFrom, late, phase } = state
  const [hovered, setHovered] = useState<string | null>(null)
  const [unfolded, setUnfolded] = useState<ReadonlySet<string>>(new Set())
  const [asked, setAsked] = useState<string | null>(null)
  const { copy, copyNamed, onCopy } = useCopying(window, self, names, somebody)

  const acts = useMemo(
    (): MessageActs => ({
      reply: onReply,
      copy,
      receipts: ({ message }) => setAsked(message),
      show: (message) => chat.show(message),
      unfold: (message) => setUnfolded((before) => toggled(before, message)),
    }),
    [chat, copy, onReply],
  )
  const find = (id: string): Message | undefined => window.messages.find(({ message }) => message === id)
  const keys = useKeys(scroller, view, block, {
    reply: (id) => {
      const message = find(id)
      if (message !== undefined) onReply(message)
    },
    copy: copyNamed,
    leave: onLeave,
  })
  useImperativeHandle(ref, () => ({
    goTo: (message) => {
      keys.goTo(message)
      if (scroller.indexOf(message) === undefined) chat.show(message)
    },
    turn: (screens) => scroller.turn(screens),
  }))
  useEffect(() => onView({ state, isAtEnd }), [onView, state, isAtEnd])

  const stop = stopOf(view, keys.chosen, scroller.inView()[1])
  const setup = { self, newFrom, isWhole: !hasOlder(window) }
  const end = window.before + window.messages.length
  const found = target?.kind === 'message' ? target : null
  const firstAt = useCallback((): number | null => {
    const { messages, before } = scroller.get().state.window
    return messages[scroller.inView()[0] - before]?.at ?? null
  }, [scroller])
  return (
    <div className={style['frame']}>
      {/* oxlint-disable-next-line jsx-a11y/no-noninteractive-element-interactions -- it hears the keys of the articles in it */}
      <section
        ref={box}
        className={style['box']}
        // oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex -- it scrolls, so the keyboard must get there
        tabIndex={stop === null ? 0 : -1}
        aria-label={words.chat.messages}
        aria-busy={phase === 'loading' || undefined}
        onKeyDown={keys.onKeyDown}
        onCopy={onCopy}
        onFocus={({ target: focused }) => {
          const row = focused.closest<HTMLElement>('[data-row]')?.dataset['row']
          if (row !== undefined) keys.choose(row)
        }}
        onBlur={({ relatedTarget, currentTarget }) => {
          if (!currentTarget.contains(relatedTarget)) keys.choose(null)
        }}
        onPointerOver={({ target: pointed }) =>
          setHovered((pointed as Element).closest<HTMLElement>('[data-row]')?.dataset['row'] ?? null)
        }
        onPointerLeave={() => setHovered(null)}
      >
        <div className={style['column']}>
          {phase === 'here' && window.total === 0 && outgoing.length === 0 && (
            <div className={style['nothing']}>
              <Lines lines={linesAt(window, 0)} self={self} />
              <p>{isGroup ? words.groups.nothingYet : words.chat.nothingYet(title)}</p>
            </div>
          )}
          <div ref={content} className={style['content']}>
            <div ref={block} className={style['block']} role="feed" aria-label={words.chat.messages}>
              {Array.from({ length: Math.max(0, Math.min(to, end) - from) }, (_, n) => {
                const row = rowAt(window.messages, from + n - window.before, setup)
                if (row === null) return null
                const { message } = row.message
                return (
                  <MessageRow
                    {...row}
                    key={message}
                    names={names}
                    self={self}
                    title={title}
                    somebody={somebody}
                    isAmongMany={isGroup}
                    linesAbove={linesAt(window, from + n - window.before)}
                    linesBelow={from + n === end - 1 ? linesAt(window, window.messages.length) : NO_LINES}
                    isBeginning={from + n === 0}
                    isNewest={from + n === window.total - 1 && outgoing.length === 0}
                    isFound={message === found?.message}
                    searched={message === found?.message ? found.searched : null}
                    isHot={message === hovered || message === keys.chosen}
                    isStop={message === stop}
                    isUnfolded={unfolded.has(message)}
                    position={from + n + 1}
                    total={window.total}
                    acts={acts}
                  />
                )
              })}
              {outgoing.slice(Math.max(0, from - end), Math.max(0, to - end)).map((one) => (
                <div key={one.key} className={style['row']} data-row={outgoingRow(one.key)} data-newest>
                  <Waiting
                    outgoing={one}
                    onRetry={() => chat.retry(one.key)}
                    onTakeBack={() => onTakeBack(chat.discard(one.key))}
                  />
                </div>
              ))}
            </div>
          </div>
        </div>
      </section>
      {isGroup && <Receipts space={space} message={asked} onClose={() => setAsked(null)} />}
      <DayLabel box={box} firstAt={firstAt} isAtEnd={isAtEnd} />
      {late !== null && (
        <LateChip
          count={late.count}
          onShow={() => {
            chat.show(late.first)
            chat.dismissLate()
          }}
          onDismiss={() => chat.dismissLate()}
        />
      )}
      {phase === 'here' && !isAtEnd && <Latest unread={unread} onPress={() => scroller.toEnd()} />}
    </div>
  )
}

const toggled = (set: ReadonlySet<string>, one: string): ReadonlySet<string> => {
  const next = new Set(set)
  if (!next.delete(one)) next.add(one)
  return next
}
