/** The way to every screen. */
export const rail = {
  label: 'Main',
  chats: 'Chats',
  people: 'People',
  network: 'Network',
  settings: 'Settings',
  find: 'Find',
}
