import { useEffect, useRef } from 'react'
import { spacesQuery } from '../../app/queries.ts'
import { hashOf, type Route } from '../../app/route.ts'
import { useLive, useManner } from '../../app/world.ts'

/** Where the focus goes on a new screen; null: the screen sees to it itself, or it may stay. */
const landing = (from: Route, to: Route): Element | null => {
  if (from.screen === to.screen || to.screen === 'chat') return null
  if (to.screen !== 'chats') return document.querySelector('main')
  const left = from.screen === 'chat' ? hashOf({ ...from, message: null }) : null
  const rows = [...document.querySelectorAll('[data-pane="list"] li a')]
  return rows.find((row) => row.getAttribute('href') === left) ?? rows[0] ?? null
}

/**
 * Says where one is: in the title of the window, with how much is unread, and by the focus, which goes to a new screen with the
 * reader (and, back from a chat, to its row).
 */
export const useArrival = (route: Route): void => {
  const { words } = useManner()
  const spaces = useLive(spacesQuery)
  const all = spaces.state === 'here' ? spaces.value : []
  const unread = all.reduce((sum, space) => sum + space.unread, 0)
  const names = { ...words.rail, add: words.people.add, ui: 'Primitives' }
  const name =
    route.screen === 'chat' ? (all.find(({ space }) => space === route.space)?.title ?? '') : names[route.screen]
  const title = `${unread > 0 ? `(${unread}) ` : ''}${name === '' ? words.app : words.frame.titled(name)}`
  useEffect(() => {
    document.title = title
  }, [title])
  const before = useRef(route)
  const hash = hashOf(route)
  useEffect(() => {
    const element = landing(before.current, route)
    before.current = route
    if (element instanceof HTMLElement) element.focus({ preventScroll: true })
    // oxlint-disable-next-line react-hooks/exhaustive-deps -- the route is a new object at every drawing; its address says when it is another one
  }, [hash])
}
