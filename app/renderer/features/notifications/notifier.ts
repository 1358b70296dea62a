import type { Shell } from '#app/contract/shell.ts'
import { reportFault } from '../../app/fault.ts'
import { go } from '../../app/route.ts'

/** Whoever shows notifications: the window's system, or the browser. */
export interface Notifier {
  show(space: string, title: string, body: string): void
  dismiss(space: string): void
  setUnread(count: number): void
}

/** Notifications of the window. A click comes back as a chat to be opened. */
const ofShell = (shell: Shell): Notifier => ({
  show: (space, title, body) => {
    shell.notify({ space, title, body }).catch(reportFault)
  },
  dismiss: (space) => {
    shell.dismiss(space).catch(reportFault)
  },
  setUnread: (count) => {
    shell.setUnread(count).catch(reportFault)
  },
})

/** The browser's, where it has them and the person granted them. */
const ofBrowser = (): Notifier => {
  const shown = new Map<string, Notification>()
  return {
    show: (space, title, body) => {
      if (!('Notification' in window) || Notification.permission !== 'granted') return
      // A tag: the last of a chat replaces the one before.
      const made = new Notification(title, { body, tag: space })
      made.addEventListener('click', () => {
        window.focus()
        go({ screen: 'chat', space, message: null })
        made.close()
      })
      shown.set(space, made)
    },
    dismiss: (space) => {
      shown.get(space)?.close()
      shown.delete(space)
    },
    setUnread: () => {},
  }
}

/** The notifier of this page. */
export const notifierOf = (shell: Shell | null): Notifier => (shell === null ? ofBrowser() : ofShell(shell))
