import { useCallback, useEffect, useRef, useState, useSyncExternalStore, type ReactElement } from 'react'
import { networkQuery, spacesQuery, type Account, type Space } from '../../../app/queries.ts'
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
import { GroupDetails } from '../../groups/GroupDetails/GroupDetails.tsx'
import { SpacePortrait } from '../../groups/SpacePortrait/SpacePortrait.tsx'
import { useNames } from '../../groups/useNames.ts'
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
  const show = useCallback((message: string, searched: string) => chat.show(message, searched), [chat])
  const stopSearching = (): void => {
    setSearching(false)
    composer.current?.focus()
  }
  useShortcut('searchHere', () => {
    setSearching(true)
    return true
  })
  const names = useNames(space)
  const [isDetailed, setDetailed] = useState(false)
  const isGroup = space.kind === 'group'
  const startReply = useCallback((message: Message) => {
    setReply(message)
    composer.current?.focus()
  }, [])
  const { title, state } = space
  // Of a direct chat there is one other, whose name its title is.
  const somebody = isGroup ? words.groups.somebody : title
  const nameOf = (message: Message): string =>
    message.author === self ? words.chat.you : (names.get(message.author) ?? somebody)
  return (
    <main className={style['pane']} aria-label={title}>
      <Head
        space={space}
        self={self}
        onSearch={() => setSearching(!isSearching)}
        onDetails={() => setDetailed(!isDetailed)}
      />
      {isGroup && isDetailed && <GroupDetails space={space.space} self={self} onClose={() => setDetailed(false)} />}
      {isSearching && <Finder space={space.space} onShow={show} onClose={stopSearching} />}
      {state === 'asked' && <Banner>{words.chat.asked(title)}</Banner>}
      {state === 'joining' && <Banner>{words.groups.joining}</Banner>}
      <Messages
        ref={messages}
        chat={chat}
        space={space.space}
        self={self}
        names={names}
        title={title}
        isGroup={isGroup}
        somebody={somebody}
        unread={space.unread}
        onReply={startReply}
        onTakeBack={(text) => composer.current?.takeBack(text)}
        onLeave={() => composer.current?.focus()}
        onView={setView}
      />
      {state === 'left' || state === 'removed' ? (
        <Banner>{words.groups[state]}</Banner>
      ) : (
        <Composer
          ref={composer}
          title={title}
          isGroup={isGroup}
          draft={draft}
          onDraft={(text) => drafts.keep(space.space, text)}
          reply={reply === null ? null : { name: nameOf(reply), text: reply.text }}
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
      )}
      {view !== null && <Arrivals window={view.state.window} self={self} names={names} title={somebody} />}
    </main>
  )
}

interface HeadProps {
  readonly space: Space
  readonly self: string
  readonly onSearch: () => void
  readonly onDetails: () => void
}

const Head = ({ space, self, onSearch, onDetails }: HeadProps): ReactElement => {
  const { words } = useManner()
  const network = useLive(networkQuery)
  const other = space.members.find((member) => member !== self) ?? space.space
  const peers = network.state === 'here' && space.kind === 'direct' ? network.value.peers : []
  const peer = peers.find(({ account }) => account === other)
  return (
    <header className={style['head']}>
      <span className={style['back']}>
        <IconButton icon="back" label={words.back} onClick={() => go({ screen: 'chats' })} />
      </span>
      <SpacePortrait space={space} self={self} size="small" />
      <h1 className={style['title']}>
        <bdi>{space.title}</bdi>
        {space.kind === 'group' && <span className={style['count']}>{words.groups.counted(space.members.length)}</span>}
      </h1>
      {peer !== undefined && <span className={style['path']}>{words.network.path[peer.path]}</span>}
      <IconButton icon="search" label={words.chat.searchHere} onClick={onSearch} />
      {space.kind === 'group' && <IconButton icon="info" label={words.groups.about} onClick={onDetails} />}
    </header>
  )
}
