import { useDeferredValue, useRef, useState, type ReactElement } from 'react'
import { spacesQuery, type Space } from '../../../app/queries.ts'
import { go } from '../../../app/route.ts'
import { useShortcut } from '../../../app/useShortcut.ts'
import { useLive, useManner } from '../../../app/world.ts'
import { Button } from '../../../ui/Button/Button.tsx'
import { Empty } from '../../../ui/Empty/Empty.tsx'
import { IconButton } from '../../../ui/IconButton/IconButton.tsx'
import { Menu } from '../../../ui/Menu/Menu.tsx'
import { SearchField } from '../../../ui/SearchField/SearchField.tsx'
import { Skeleton } from '../../../ui/Skeleton/Skeleton.tsx'
import { failureSentence } from '../../../words/index.ts'
import { Invitations } from '../../groups/Invitations/Invitations.tsx'
import { NewGroup } from '../../groups/NewGroup/NewGroup.tsx'
import { ChatRow } from '../ChatRow/ChatRow.tsx'
import { SearchHits } from '../SearchHits/SearchHits.tsx'
import { useChatKeys } from '../useChatKeys.ts'
import { useRows } from './useRows.ts'
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
  const [isMaking, setMaking] = useState(false)
  const wanted = useDeferredValue(text.trim())
  const field = useRef<HTMLInputElement>(null)
  useShortcut('search', () => {
    field.current?.select()
    // On a narrow screen the list is not there while a chat is: the browser may search in its own way.
    return field.current?.offsetParent !== null
  })
  useChatKeys(open)
  return (
    <aside className={style['list']} aria-label={words.chats.title}>
      <header className={style['head']}>
        <h1 className={style['title']}>{words.chats.title}</h1>
        <Menu
          trigger={<IconButton icon="add" label={words.chats.start} />}
          entries={[
            { label: words.groups.create, icon: 'people', onChoose: () => setMaking(true) },
            { label: words.chats.addPerson, icon: 'addPerson', onChoose: () => go({ screen: 'people' }) },
          ]}
        />
        <NewGroup isOpen={isMaking} onClose={() => setMaking(false)} />
      </header>
      <div className={style['search']}>
        <SearchField
          ref={field}
          label={words.chats.search}
          text={text}
          onChange={(next) => setText(next.slice(0, 200))}
          clearLabel={words.chats.clearSearch}
          keys="Mod+F"
        />
      </div>
      {wanted === '' && <Invitations />}
      {wanted === '' ? <Chats self={self} open={open} /> : <SearchHits self={self} open={open} text={wanted} />}
    </aside>
  )
}

const Chats = ({ self, open }: ChatListProps): ReactElement => {
  const { words } = useManner()
  const spaces = useLive(spacesQuery)
  if (spaces.state === 'loading') return <Skeleton shape="row" count={8} />
  if (spaces.state === 'failed') return <p className={style['note']}>{failureSentence(spaces.failure, words)}</p>
  if (spaces.value.length === 0)
    return (
      <Empty icon="people" title={words.chats.empty} more={words.chats.emptyMore}>
        <Button look="main" icon="addPerson" onClick={() => go({ screen: 'people' })}>
          {words.chats.addPerson}
        </Button>
      </Empty>
    )
  return <Rows spaces={spaces.value} self={self} open={open} />
}

/** The rows in view, of any number. */
const Rows = ({ spaces, self, open }: ChatListProps & { readonly spaces: readonly Space[] }): ReactElement => {
  const { words } = useManner()
  const shown = open === null ? -1 : spaces.findIndex(({ space }) => space === open)
  const { box, list, from, to, onScroll } = useRows(spaces.length, shown)
  return (
    <div ref={box} className={style['rows']} onScroll={onScroll}>
      <ul ref={list} aria-label={words.chats.list}>
        {spaces.slice(from, to).map((space, n) => (
          <ChatRow
            key={space.space}
            space={space}
            self={self}
            isOpen={space.space === open}
            position={from + n + 1}
            total={spaces.length}
          />
        ))}
      </ul>
    </div>
  )
}
