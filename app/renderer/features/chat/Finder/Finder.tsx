import { useDeferredValue, useEffect, useRef, useState, type ReactElement } from 'react'
import { hitsQuery, MOST_HITS } from '../../../app/queries.ts'
import { useShortcut } from '../../../app/useShortcut.ts'
import { useLive, useManner } from '../../../app/world.ts'
import { IconButton } from '../../../ui/IconButton/IconButton.tsx'
import { SearchField } from '../../../ui/SearchField/SearchField.tsx'
import style from './Finder.module.css'

export interface FinderProps {
  readonly space: string
  /** Brings a message into view. */
  readonly onShow: (message: string, searched: string) => void
  readonly onClose: () => void
}

/** Searching within one chat: from hit to hit, the newest first. Enter goes to the older, Shift+Enter to the newer one. */
export const Finder = ({ space, onShow, onClose }: FinderProps): ReactElement => {
  const { words } = useManner()
  const [text, setText] = useState('')
  const field = useRef<HTMLInputElement>(null)
  useEffect(() => field.current?.focus(), [])
  useShortcut('close', () => {
    onClose()
    return true
  })
  const wanted = useDeferredValue(text.trim())
  return (
    <div className={style['finder']}>
      <SearchField
        ref={field}
        label={words.chat.searchHere}
        text={text}
        onChange={(next) => setText(next.slice(0, 200))}
        clearLabel={words.chats.clearSearch}
      />
      {wanted !== '' && <Steps key={wanted} space={space} text={wanted} onShow={onShow} />}
      <IconButton icon="close" label={words.chat.stopSearching} onClick={onClose} />
    </div>
  )
}

interface StepsProps {
  readonly space: string
  readonly text: string
  readonly onShow: (message: string, searched: string) => void
}

/** Which hit one is at, and the way to the others. */
const Steps = ({ space, text, onShow }: StepsProps): ReactElement | null => {
  const { words } = useManner()
  const hits = useLive(hitsQuery(text, space))
  const [at, setAt] = useState(0)
  const steps = useRef<HTMLDivElement>(null)
  const found = hits.state === 'here' ? hits.value : []
  const current = found[Math.min(at, found.length - 1)]?.message
  useEffect(() => {
    if (current !== undefined) onShow(current, text)
  }, [current, text, onShow])
  const count = found.length
  useEffect(() => {
    const around = steps.current?.parentElement
    const onKey = (event: KeyboardEvent): void => {
      if (event.key !== 'Enter' || event.isComposing || !(event.target instanceof HTMLInputElement)) return
      event.preventDefault()
      setAt((before) => Math.max(0, Math.min(count - 1, before + (event.shiftKey ? -1 : 1))))
    }
    around?.addEventListener('keydown', onKey)
    return () => around?.removeEventListener('keydown', onKey)
  }, [count])
  if (hits.state !== 'here') return null
  const isFirst = at === 0
  const isLast = at >= found.length - 1
  const all = count < MOST_HITS ? `${count}` : `${count}+`
  return (
    <div ref={steps} className={style['steps']}>
      <output className={style['count']}>{count === 0 ? words.chats.hits(0) : words.chat.hitOf(at + 1, all)}</output>
      <IconButton icon="up" label={words.chat.olderHit} isBusy={isLast} onClick={() => setAt(at + 1)} />
      <IconButton icon="down" label={words.chat.newerHit} isBusy={isFirst} onClick={() => setAt(at - 1)} />
    </div>
  )
}
