/** What of a chat matters for walking through the list by keys. */
export interface Stop {
  readonly space: string
  readonly unread: number
}

/** The next or previous chat, or the next unread; null where there is none. Nothing open: the first or last. */
export const walk = (chats: readonly Stop[], open: string | null, by: 1 | -1, isUnreadOnly: boolean): string | null => {
  const at = chats.findIndex(({ space }) => space === open)
  const from = at === -1 && by === -1 ? chats.length : at
  for (let n = from + by; n >= 0 && n < chats.length; n += by) {
    const chat = chats[n]
    if (chat !== undefined && (!isUnreadOnly || chat.unread > 0)) return chat.space
  }
  return null
}
