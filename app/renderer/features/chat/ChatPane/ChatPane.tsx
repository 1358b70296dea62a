import { useCallback, useEffect, useMemo, useRef, useState, useSyncExternalStore, type ReactElement } from 'react'
import { contactsQuery, networkQuery, spacesQuery, type Account, type Space } from '../../../app/queries.ts'
import { go } from '../../../app/route.ts'
import { useShortcut } from '../../../app/useShortcut.ts'
import { useLive, useManner, useWorld } from '../../../app/world.ts'
import { Banner } from '../../../ui/Banner/Banner.tsx'
import { Empty } from '../../../ui/Empty/Empty.tsx'
import { IconButton } from '../../../ui/IconButton/IconButton.tsx'
import { Arrivals } from '../Arrivals/Arrivals.tsx'
import { Composer, type ComposerHandle } from '../Composer/Composer.tsx'
import { Finder } from '../Finder/Finder.tsx'
import { Messages, type MessagesHandle, type Seen } from '../Messages/Messages.tsx'
import { useRead } from '../useRead.ts'
import type { Message } from '../window.ts'
import { Portrait } from '../../people/Portrait/Portrait.tsx'
import style from './ChatPane.module.css'

export interface ChatPaneProps {
  readonly account: Account
  readonly space: string
  /** A message to bring into view. */
  readonly jumpTo: string | null
}

/** One chat: who it is with, what has been said, and where one writes. */
export const ChatPane = ({ account, space, jumpTo }: ChatPaneProps): ReactElement => {
  const { words } = useManner()
  const spaces = useLive(spacesQuery)
  const here = spaces.state === 'here' ? spaces.value.find((one) => one.space === space) : undefined
  const chat = useWorld().chat(space)
  const { phase } = useSyncExternalStore(chat.subscribe, chat.get)
  if (phase === 'missing' || (spaces.state === 'here' && here === undefined))
    return (
      <main className={style['pane']}>
        <Empty icon="chats" title={words.chat.missing} />
      </main>
    )
  if (here === undefined) return <main className={style['pane']} />
  return <OpenChat account={account} space={here} jumpTo={jumpTo} />
}

interface OpenChatProps {
  readonly account: Account
  readonly space: Space
  readonly jumpTo: string | null
}

const OpenChat = ({ account, space, jumpTo }: OpenChatProps): ReactElement => {
  const self = account.account
  const { chat: chatOf, drafts } = useWorld()
  const chat = chatOf(space.space)
  const { words } = useManner()
  const composer = useRef<ComposerHandle>(null)
  const messages = useRef<MessagesHandle>(null)
  const [reply, setReply] = useState<Message | null>(null)
  const [view, setView] = useState<Seen | null>(null)
  const [draft] = useState(() => drafts.of(space.space, space.draft))
  useEffect(() => {
    if (jumpTo !== null) chat.show(jumpTo)
  }, [chat, jumpTo])
  useEffect(() => {
    // Where a keyboard on screen would cover half of the chat, one wants to read first.
    if (matchMedia('(hover: hover)').matches) composer.current?.focus()
  }, [])
  useRead(chat, view, self)

  const [isSearching, setSearching] = useState(false)
  const show = useCallback((message: string) => chat.show(message), [chat])
  const stopSearching = (): void => {
    setSearching(false)
    composer.current?.focus()
  }
  useShortcut('searchHere', () => {
    setSearching(true)
    return true
  })
  const names = useNames()
  const startReply = useCallback((message: Message) => {
    setReply(message)
    composer.current?.focus()
  }, [])
  const { title } = space
  return (
    <main className={style['pane']} aria-label={title}>
      <Head space={space} self={self} onSearch={() => setSearching(!isSearching)} />
      {isSearching && <Finder space={space.space} onShow={show} onClose={stopSearching} />}
      {space.state === 'asked' && <Banner>{words.chat.asked(title)}</Banner>}
      <Messages
        ref={messages}
        chat={chat}
        self={self}
        names={names}
        title={title}
        unread={space.unread}
        onReply={startReply}
        onTakeBack={(text) => composer.current?.takeBack(text)}
        onLeave={() => composer.current?.focus()}
        onView={setView}
      />
      <Composer
        ref={composer}
        title={title}
        draft={draft}
        onDraft={(text) => drafts.keep(space.space, text)}
        reply={reply === null ? null : { name: reply.author === self ? words.chat.you : title, text: reply.text }}
        onStopReplying={() => setReply(null)}
        onUp={() => {
          const own = view?.state.window.messages.findLast(({ author }) => author === self)
          if (own !== undefined) messages.current?.goTo(own.message)
        }}
        onTurn={(screens) => messages.current?.turn(screens)}
        onSend={(text) => {
          if (view === null || !view.isAtEnd) chat.latest()
          chat.send(text, reply?.message ?? null)
          setReply(null)
        }}
      />
      {view !== null && <Arrivals window={view.state.window} self={self} names={names} title={title} />}
    </main>
  )
}

interface HeadProps {
  readonly space: Space
  readonly self: string
  readonly onSearch: () => void
}

const Head = ({ space, self, onSearch }: HeadProps): ReactElement => {
  const { words } = useManner()
  const network = useLive(networkQuery)
  const other = space.members.find((member) => member !== self) ?? space.space
  const peer = network.state === 'here' ? network.value.peers.find(({ account }) => account === other) : undefined
  return (
    <header className={style['head']}>
      <span className={style['back']}>
        <IconButton icon="back" label={words.back} onClick={() => go({ screen: 'chats' })} />
      </span>
      <Portrait account={other} name={space.title} size="small" />
      <h1 className={style['title']}>
        <bdi>{space.title}</bdi>
      </h1>
      {peer !== undefined && <span className={style['path']}>{words.network.path[peer.path]}</span>}
      <IconButton icon="search" label={words.chat.searchHere} onClick={onSearch} />
    </header>
  )
}

const useNames = (): ReadonlyMap<string, string> => {
  const contacts = useLive(contactsQuery)
  return useMemo(
    () => new Map(contacts.state === 'here' ? contacts.value.map(({ account, name }) => [account, name]) : []),
    [contacts],
  )
}
