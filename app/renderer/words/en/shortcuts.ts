/** What keys do. */
export const shortcuts = {
  groups: { everywhere: 'Everywhere', chats: 'Chats', chat: 'In a chat' },
  does: {
    search: 'Search',
    close: 'Close, or stop what is under way',
    previousChat: 'Previous chat',
    nextChat: 'Next chat',
    previousUnread: 'Previous unread chat',
    nextUnread: 'Next unread chat',
    nthChat: 'First to ninth chat',
    searchHere: 'Search in this chat',
    send: 'Send',
    newLine: 'New line',
    lastOwn: 'From an empty field to your last message',
    reply: 'Reply to the chosen message',
    copy: 'Copy the chosen message',
  },
}
