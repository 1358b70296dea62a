import { useDeferredValue, useRef, useState, type ReactElement } from 'react'
import { spacesQuery } from '../../../app/queries.ts'
import { go } from '../../../app/route.ts'
import { useShortcut } from '../../../app/useShortcut.ts'
import { useLive, useManner } from '../../../app/world.ts'
import { Button } from '../../../ui/Button/Button.tsx'
import { Empty } from '../../../ui/Empty/Empty.tsx'
import { Icon } from '../../../ui/Icon/Icon.tsx'
import { IconButton } from '../../../ui/IconButton/IconButton.tsx'
import { failureSentence } from '../../../words/index.ts'
import { ChatRow } from '../ChatRow/ChatRow.tsx'
import { SearchHits } from '../SearchHits/SearchHits.tsx'
import style from './ChatList.module.css'

export interface ChatListProps {
  readonly self: string
  /** The space that is open beside it. */
  readonly open: string | null
}

/** Every chat, the newest first, with the search above. */
export const ChatList = ({ self, open }: ChatListProps): ReactElement => {
  const { words } = useManner()
  const [text, setText] = useState('')
  const wanted = useDeferredValue(text.trim())
  const field = useRef<HTMLInputElement>(null)
  useShortcut('search', () => {
    field.current?.select()
    return true
  })
  return (
    <aside className={style['list']} aria-label={words.chats.title}>
      <header className={style['head']}>
        <h1 className={style['title']}>{words.chats.title}</h1>
        <IconButton icon="addPerson" label={words.chats.addPerson} onClick={() => go({ screen: 'people' })} />
      </header>
      <search className={style['search']}>
        <Icon name="search" />
        <input
          ref={field}
          type="search"
          className={style['input']}
          aria-label={words.chats.search}
          placeholder={words.chats.search}
          value={text}
          maxLength={200}
          onChange={({ target }) => setText(target.value)}
          onKeyDown={(event) => {
            if (event.key !== 'Escape' || text === '') return
            event.preventDefault()
            setText('')
          }}
        />
        {text !== '' && <IconButton icon="close" label={words.chats.clearSearch} onClick={() => setText('')} />}
      </search>
      {wanted === '' ? <Chats self={self} open={open} /> : <SearchHits text={wanted} />}
    </aside>
  )
}

const Chats = ({ self, open }: ChatListProps): ReactElement => {
  const { words } = useManner()
  const spaces = useLive(spacesQuery)
  if (spaces.state === 'loading') return <p className={style['note']}>{words.loading}</p>
  if (spaces.state === 'failed') return <p className={style['note']}>{failureSentence(spaces.failure, words)}</p>
  if (spaces.value.length === 0)
    return (
      <Empty icon="people" title={words.chats.empty} more={words.chats.emptyMore}>
        <Button look="main" icon="addPerson" onClick={() => go({ screen: 'people' })}>
          {words.chats.addPerson}
        </Button>
      </Empty>
    )
  return (
    <ul className={style['rows']} aria-label={words.chats.list}>
      {spaces.value.map((space) => (
        <ChatRow key={space.space} space={space} self={self} isOpen={space.space === open} />
      ))}
    </ul>
  )
}
