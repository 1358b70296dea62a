import { StrictMode } from 'react'
import { createRoot } from 'react-dom/client'
import './fonts/pretendard.css'
import './tokens.css'
import './base.css'
import { App } from './app/App.tsx'
import { fetchLetters } from './app/letters.ts'
import { spacesQuery } from './app/queries.ts'
import { createShortcuts } from './app/shortcuts.ts'
import type { World } from './app/world.ts'
import { createChat, type Chat } from './features/chat/chat.ts'
import { createDrafts } from './features/chat/drafts.ts'
import { browserShelf } from './features/chat/shelf.ts'
import { connect, createLive, findWay, hasSecret, type Way } from './line/index.ts'

/** Milliseconds since 1970. */
const now = (): number => Date.now()

/** Calls once after so many milliseconds. */
const after = (ms: number, fn: () => void): void => void setTimeout(fn, ms)

const worldOf = ({ shell, headers, picture, open, check }: Way): World => {
  const connection = connect({
    open,
    check,
    after: (ms, fn) => {
      const timer = setTimeout(fn, ms)
      return () => clearTimeout(timer)
    },
  })
  shell?.onNode((isUp) => {
    if (isUp) connection.nudge()
  })
  addEventListener('online', () => connection.nudge())
  document.addEventListener('visibilitychange', () => connection.nudge())
  const chats = new Map<string, Chat>()
  const drafts = createDrafts({ client: connection.client, after, storage: sessionStorage })
  addEventListener('pagehide', () => drafts.flush())
  const live = createLive(connection, { now: () => performance.now(), after })
  // Every screen needs the chats: they are asked for beside the account, and not after it.
  live.watch(spacesQuery).subscribe(() => {})
  return {
    connection,
    shell,
    live,
    chat: (space) => {
      const chat =
        chats.get(space) ?? createChat(connection, space, { now, after, shelf: browserShelf(localStorage, space) })
      chats.set(space, chat)
      return chat
    },
    drafts,
    shortcuts: createShortcuts((onKey) => addEventListener('keydown', onKey), /Mac/.test(navigator.userAgent)),
    now,
    picture,
    upload: async (file) => {
      const answer = await fetch('/bundles', { method: 'POST', headers, body: file }).catch(() => null)
      if (answer?.ok !== true) return null
      return ((await answer.json()) as { bundle: string }).bundle // our own node wrote it
    },
    download: async (bundle) => {
      const answer = await fetch(`/bundles/${bundle}`, { headers }).catch(() => null)
      return answer?.ok === true ? answer.blob() : null
    },
  }
}

const start = async (element: HTMLElement): Promise<void> => {
  // Somebody pastes a new address into this tab: only what stands behind the `#` differs, so the browser does not load it.
  addEventListener('hashchange', () => {
    if (hasSecret(location.hash)) location.reload()
  })
  const way = await findWay()
  createRoot(element).render(
    <StrictMode>
      <App world={way === null ? null : worldOf(way)} />
    </StrictMode>,
  )
  fetchLetters(document.fonts)
}

const element = document.getElementById('root')
if (element === null) throw new Error('the page has no #root')
await start(element)
