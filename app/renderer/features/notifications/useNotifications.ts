import { useEffect } from 'react'
import { spacesQuery } from '../../app/queries.ts'
import { routeOf } from '../../app/route.ts'
import { useManner, useWorld } from '../../app/world.ts'
import { newsOf, readSince, waitingIn, type Waiting } from './news.ts'
import { notifierOf } from './notifier.ts'
import { tellingNow } from './telling.ts'

/** The chat that somebody looks at in this moment; null where nobody does. */
const looksAt = (): string | null => {
  const route = routeOf(location.hash)
  return route.screen === 'chat' && document.visibilityState === 'visible' && document.hasFocus() ? route.space : null
}

/** Tells of what comes while nobody looks, and says to the system how many wait. `self`: one’s own account. */
export const useNotifications = (self: string): void => {
  const { live, shell } = useWorld()
  const { words } = useManner()
  useEffect(() => {
    const notifier = notifierOf(shell)
    const watched = live.watch(spacesQuery)
    let before: Waiting | null = null
    const look = (): void => {
      const spaces = watched.get()
      if (spaces.state !== 'here') return
      const telling = tellingNow(shell !== null)
      if (telling !== 'off')
        for (const { space, author, text } of newsOf(before, spaces.value, self, looksAt()))
          notifier.show(space, author, telling === 'text' ? text : words.notifications.wrote)
      for (const space of readSince(before, spaces.value)) notifier.dismiss(space)
      before = waitingIn(spaces.value)
      notifier.setUnread(spaces.value.reduce((sum, { unread }) => sum + unread, 0))
    }
    look()
    return watched.subscribe(look)
  }, [live, shell, self, words])
}
