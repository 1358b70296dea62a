import { useSyncExternalStore } from 'react'

/** Which screen. It stands behind the `#`, so that back, forward and a reload work. */
export type Route =
  | { readonly screen: 'chats' }
  /** `message`: to be brought into view. */
  | { readonly screen: 'chat'; readonly space: string; readonly message: string | null }
  | { readonly screen: 'people' | 'network' | 'settings' }
  /** Every primitive in every state, for those who build. */
  | { readonly screen: 'ui' }
  /** Adding the person of a link: it stands in its field, and nothing happens by itself. */
  | { readonly screen: 'add'; readonly link: string }

const id = /^[a-z2-7]{1,128}$/

/** The route of an address's last part. What is no route is the list of chats. */
export const routeOf = (hash: string): Route => {
  const [screen, first = '', second = ''] = hash.replace(/^#\/?/, '').split('/')
  if (screen === 'people' || screen === 'network' || screen === 'settings' || screen === 'ui') return { screen }
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
  if (route.screen === 'add') return `#/add/${encodeURIComponent(route.link)}`
  if (route.screen !== 'chat') return `#/${route.screen}`
  return `#/chats/${route.space}${route.message === null ? '' : `/${route.message}`}`
}

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
