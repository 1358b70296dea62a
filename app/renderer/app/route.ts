import { useSyncExternalStore } from 'react'

/** Which screen. It stands behind the `#`, so that back, forward and a reload work. */
export type Route =
  | { readonly screen: 'chats' }
  /** `message`: to be brought into view. */
  | { readonly screen: 'chat'; readonly space: string; readonly message: string | null }
  /** `person`: the account to be shown. */
  | { readonly screen: 'people'; readonly person?: string | null }
  | { readonly screen: 'network' }
  /** `section`: of `settingSections`. */
  | { readonly screen: 'settings'; readonly section?: string | null }
  /** Every primitive in every state, for those who build. */
  | { readonly screen: 'ui' }
  /** Adding the person of a link: it stands in its field, and nothing happens by itself. */
  | { readonly screen: 'add'; readonly link: string }

const id = /^[a-z2-7]{1,128}$/
const name = /^[a-z]{1,32}$/

/** The route of an address's last part. What is no route is the list of chats. */
export const routeOf = (hash: string): Route => {
  const [screen, first = '', second = ''] = hash.replace(/^#\/?/, '').split('/')
  if (screen === 'people') return { screen, person: id.test(first) ? first : null }
  if (screen === 'settings') return { screen, section: name.test(first) ? first : null }
  if (screen === 'network' || screen === 'ui') return { screen }
  if (screen === 'add') return { screen, link: decoded(first) }
  if (screen !== 'chats' || !id.test(first)) return { screen: 'chats' }
  return { screen: 'chat', space: first, message: id.test(second) ? second : null }
}

/** A part of an address as it was meant; what is cut in the middle of a sign is nothing. */
const decoded = (part: string): string => {
  try {
    return decodeURIComponent(part)
  } catch {
    return ''
  }
}

/** How a route is written. */
export const hashOf = (route: Route): string => {
  switch (route.screen) {
    case 'chat':
      return written('chats', route.space, route.message)
    case 'people':
      return written('people', route.person ?? null)
    case 'settings':
      return written('settings', route.section ?? null)
    case 'add':
      return written('add', encodeURIComponent(route.link))
    case 'chats':
    case 'network':
    case 'ui':
      return written(route.screen)
  }
}

const written = (...parts: readonly (string | null)[]): string => `#/${parts.filter((part) => part !== null).join('/')}`

const subscribe = (listener: () => void): (() => void) => {
  addEventListener('hashchange', listener)
  return () => removeEventListener('hashchange', listener)
}

/** The screen that the address names, as it changes. */
export const useRoute = (): Route => routeOf(useSyncExternalStore(subscribe, () => location.hash))

/** Goes to another screen. */
export const go = (route: Route): void => {
  location.hash = hashOf(route)
}
