import { Notification } from 'electron'
import type { Notification as Notice } from '#app/contract/shell.ts'

/** Notifications of the system: one a chat, of which the last stands. */
export interface Notices {
  show(notice: Notice): void
  dismiss(space: string): void
  /** Says something that belongs to no chat. */
  say(title: string, body: string): void
}

/** Shows notifications; `onClick` is told whose was clicked. */
export const createNotices = (icon: string, onClick: (space: string | null) => void): Notices => {
  // Kept, because one that nobody holds is collected, and then a click on it does nothing.
  const shown = new Map<string, Notification>()
  const put = (key: string, space: string | null, title: string, body: string): void => {
    if (!Notification.isSupported()) return
    shown.get(key)?.close()
    const made = new Notification({ title, body, icon })
    made.on('click', () => onClick(space))
    made.on('close', () => {
      if (shown.get(key) === made) shown.delete(key)
    })
    shown.set(key, made)
    made.show()
  }
  return {
    show: ({ space, title, body }) => put(space, space, title, body),
    dismiss: (space) => {
      shown.get(space)?.close()
      shown.delete(space)
    },
    say: (title, body) => put('', null, title, body),
  }
}
