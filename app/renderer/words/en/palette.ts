/** The palette, and the sheet of shortcuts. */
export const palette = {
  label: 'Go to anything',
  field: 'Chat, person, setting or action',
  nothing: 'Nothing is called so.',
  found: (count: number) => (count === 1 ? '1 found' : `${count} found`),
  groups: {
    recent: 'Lately',
    chats: 'Chats',
    people: 'People',
    places: 'Go to',
    actions: 'Actions',
    settings: 'Settings',
  },
  shortcuts: 'Keyboard shortcuts',
  copyLink: 'Copy my link',
  linkCopied: 'Your link has been copied',
  linkNotCopied: 'The link could not be copied. It stands under People.',
}
