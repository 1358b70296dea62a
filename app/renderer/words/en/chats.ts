/** The list of chats, and searching. */
export const chats = {
  title: 'Chats',
  search: 'Search names and messages',
  draft: 'Draft:',
  namedList: 'Chats by name',
  messages: 'Messages',
  clearSearch: 'Clear the search',
  list: 'Chats',
  empty: 'No chats yet',
  emptyMore: 'Add your first person: send your link, or paste theirs.',
  addPerson: 'Add a person',
  start: 'Start something',
  choose: 'Choose a chat',
  chooseMore: 'What you write is kept on this computer first, and delivered as soon as there is a way.',
  nothingSaid: 'Nothing said yet',
  you: (text: string) => `You: ${text}`,
  unread: (count: number) => (count === 1 ? '1 unread message' : `${count} unread messages`),
  hits: (count: number) =>
    count === 0 ? 'Nothing found' : count === 1 ? '1 message found' : `${count} messages found`,
  newestHits: (count: number) => `The newest ${count} messages found. Another word narrows it down.`,
}
