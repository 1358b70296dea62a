import { isAbsolute, join } from 'node:path'
import { configFolder, defaultFolder, type Surroundings } from '#app/service/folders.ts'
import { linkIn } from './guard.ts'

/** Where the app lets others on the local network reach it. */
const LOCAL_LISTEN = ['/ip4/0.0.0.0/tcp/0']

/** What the app was started with, and where it keeps what. */
export interface Asked {
  /** The data folder. */
  readonly folder: string
  /** What the window itself keeps: its profile, its place, its choices. Not under `folder` by default: that is for backups. */
  readonly profile: string
  readonly network: { readonly listen: readonly string[]; readonly relays: readonly string[]; readonly mdns: boolean }
  /** Started at login: no window yet. */
  readonly isHidden: boolean
  /** A `dure:` link that it was started by. */
  readonly link: string | null
}

/**
 * Reads the words the app was started with: those of `dure serve`, each as one word (`--data=DIR`), because Chromium reads
 * them as well. Words it does not know are Chromium's.
 */
export const readAsked = (words: readonly string[], around: Surroundings): Asked => {
  const all = (name: string): string[] =>
    words.filter((word) => word.startsWith(`--${name}=`)).map((word) => word.slice(name.length + 3))
  const named = all('data').find((folder) => isAbsolute(folder))
  const listen = all('listen')
  return {
    folder: named ?? defaultFolder(around),
    profile: join(named ?? configFolder(around), 'window'),
    network: {
      listen: listen.length > 0 ? listen : LOCAL_LISTEN,
      relays: all('relay'),
      mdns: !words.includes('--no-mdns'),
    },
    isHidden: words.includes('--hidden'),
    link: linkIn(words),
  }
}
