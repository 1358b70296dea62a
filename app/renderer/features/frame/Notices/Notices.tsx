import { useEffect, useReducer, type ReactElement } from 'react'
import type { ContractEvent } from '#app/contract/index.ts'
import { routeOf } from '../../../app/route.ts'
import { useManner, useWorld } from '../../../app/world.ts'
import { IconButton } from '../../../ui/IconButton/IconButton.tsx'
import type { Words } from '../../../words/index.ts'
import style from './Notices.module.css'

type Notice = ContractEvent<'notice'>['notice']
interface Shown {
  readonly key: number
  readonly notice: Notice
}

/** How long something stands that needs nobody to do anything, in milliseconds. */
const PASSING_MS = 10_000

/** Most shown at once; the oldest gives way. */
const MOST = 3

const sentenceOf = (notice: Notice, { notices }: Words): string => {
  switch (notice.type) {
    case 'ClockWrong':
      return notices.clockWrong(Math.max(1, Math.round(Math.abs(notice.differenceMs) / 60_000)))
    case 'WritingStopped':
      return notices.writingStopped
    case 'DiskFull':
      return notices.diskFull
    case 'LateMessages':
      return notices.lateMessages(notice.count)
    case 'FeedStopped':
      return notices.feedStopped
    case 'OnceCardShownTwice':
      return notices.onceCardShownTwice
    case 'VersionsApart':
      return notices.versionsApart[notice.newer](notice.name)
    case 'ForkFound':
      return notices.forkFound
  }
}

type Change = { readonly add: Notice } | { readonly dismiss: number }

const change = (shown: readonly Shown[], to: Change): readonly Shown[] => {
  if ('dismiss' in to) return shown.filter(({ key }) => key !== to.dismiss)
  // The same thing again says nothing new.
  const others = shown.filter(({ notice }) => JSON.stringify(notice) !== JSON.stringify(to.add))
  const key = Math.max(0, ...shown.map((one) => one.key)) + 1
  return [...others, { key, notice: to.add }].slice(-MOST)
}

/** What comes late into the chat that is open is said there, with the way to it. */
const isSaidThere = (notice: Notice): boolean => {
  const route = routeOf(location.hash)
  return notice.type === 'LateMessages' && route.screen === 'chat' && route.space === notice.space
}

/** What a person should be told once. ARIA: a polite log. */
export const Notices = (): ReactElement => {
  const { connection } = useWorld()
  const { words } = useManner()
  const [shown, tell] = useReducer(change, [])
  useEffect(
    () =>
      connection.onEvent((event) => {
        if (event.topic === 'notice' && !isSaidThere(event.notice)) tell({ add: event.notice })
      }),
    [connection],
  )
  const passing = shown.find(({ notice }) => notice.type === 'LateMessages')?.key
  useEffect(() => {
    if (passing === undefined) return undefined
    const timer = setTimeout(() => tell({ dismiss: passing }), PASSING_MS)
    return () => clearTimeout(timer)
  }, [passing])
  return (
    <div className={style['notices']} role="log" aria-label={words.notices.label}>
      {shown.map(({ key, notice }) => (
        <div key={key} className={style['notice']}>
          <p>{sentenceOf(notice, words)}</p>
          <IconButton icon="close" label={words.notices.dismiss} onClick={() => tell({ dismiss: key })} />
        </div>
      ))}
    </div>
  )
}
