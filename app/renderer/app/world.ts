import { createContext, use, useSyncExternalStore } from 'react'
import type { Shell } from '#app/contract/shell.ts'
import type { Connection, Live, Query, Reading } from '../line/index.ts'
import type { Chat } from '../features/chat/chat.ts'
import type { Drafts } from '../features/chat/drafts.ts'
import type { Formats, Language, Words } from '../words/index.ts'
import type { Shortcuts } from './shortcuts.ts'

/** The appearance somebody chose. */
export type Theme = 'system' | 'light' | 'dark'

/** Whether lines and letters stand out more: as the system asks, or always. */
export type Contrast = 'system' | 'more'

/** What every screen may reach. Made once, in main.tsx. */
export interface World {
  readonly connection: Connection
  /** The window around the page (Electron); null in a browser. */
  readonly shell: Shell | null
  readonly live: Live
  /** The chat of a space: the same object every time, so that what is on its way out survives a change of screen. */
  readonly chat: (space: string) => Chat
  readonly drafts: Drafts
  readonly shortcuts: Shortcuts
  /** Milliseconds since 1970. */
  readonly now: () => number
  /** Where a picture is, for an `<img>`, by its id. */
  readonly picture: (id: string) => string
  /** Uploads a bundle; gives its name, or null if it did not arrive. */
  readonly upload: (file: Blob) => Promise<string | null>
  /** Fetches a prepared bundle; null if it did not arrive. */
  readonly download: (bundle: string) => Promise<Blob | null>
}

/** How things are said, and how they look. */
export interface Manner {
  readonly language: Language
  readonly words: Words
  readonly formats: Formats
  readonly theme: Theme
  readonly contrast: Contrast
  /** In percent of the reader's own size: 80 to 200, in tens. */
  readonly textSize: number
  readonly setLanguage: (language: Language) => void
  readonly setTheme: (theme: Theme) => void
  readonly setContrast: (contrast: Contrast) => void
  readonly setTextSize: (percent: number) => void
}

export const WorldContext = createContext<World | null>(null)
export const MannerContext = createContext<Manner | null>(null)

/** The world around this screen. */
export const useWorld = (): World => {
  const world = use(WorldContext)
  if (world === null) throw new Error('a screen stands outside of WorldContext')
  return world
}

/** How to say things here. */
export const useManner = (): Manner => {
  const manner = use(MannerContext)
  if (manner === null) throw new Error('a screen stands outside of MannerContext')
  return manner
}

/** What is known of a query now; the screen is drawn again when that changes. */
export const useLive = <T>(query: Query<T>): Reading<T> => {
  const watched = useWorld().live.watch(query)
  return useSyncExternalStore(watched.subscribe, watched.get)
}
