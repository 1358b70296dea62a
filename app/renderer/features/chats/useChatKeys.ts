import { spacesQuery } from '../../app/queries.ts'
import { go } from '../../app/route.ts'
import { useShortcut } from '../../app/useShortcut.ts'
import { useLive } from '../../app/world.ts'
import { walk } from './walk.ts'

const openChat = (space: string | null | undefined): boolean => {
  if (space === null || space === undefined) return false
  go({ screen: 'chat', space, message: null })
  return true
}

/** Binds the keys that go from chat to chat. `open`: the one on screen. */
export const useChatKeys = (open: string | null): void => {
  const spaces = useLive(spacesQuery)
  const chats = spaces.state === 'here' ? spaces.value : []
  useShortcut('previousChat', () => openChat(walk(chats, open, -1, false)))
  useShortcut('nextChat', () => openChat(walk(chats, open, 1, false)))
  useShortcut('previousUnread', () => openChat(walk(chats, open, -1, true)))
  useShortcut('nextUnread', () => openChat(walk(chats, open, 1, true)))
  useShortcut('nthChat', (digit) => openChat(chats[digit - 1]?.space))
}
