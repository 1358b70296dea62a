import type { Shell } from '#app/contract/shell.ts'
import type { ConnectionPorts } from './connection.ts'
import { browserTab, findKey } from './key.ts'
import { findShell, openShellPort } from './shell.ts'
import { checkKey, openSocket } from './socket.ts'

/** How this page reaches its node: over the window's port, or over a socket with a key. One contract either way. */
export interface Way extends Pick<ConnectionPorts, 'open' | 'check'> {
  /** The window around the page; null in a browser. */
  readonly shell: Shell | null
  /** What a request for a file says besides its address. */
  readonly headers: Readonly<Record<string, string>>
  /** Where a picture is, for an `<img>`, by its id. */
  readonly picture: (id: string) => string
}

/** The way of this page; null where it has none, because it was opened without a key. */
export const findWay = async (): Promise<Way | null> => {
  const shell = findShell()
  if (shell !== null)
    return {
      shell,
      headers: {},
      picture: (id) => `/pictures/${id}`,
      open: () => openShellPort(shell),
      check: () => Promise.resolve('gone'),
    }
  const token = await findKey(browserTab())
  if (token === null) return null
  return {
    shell,
    headers: { authorization: `Bearer ${token}` },
    // An `<img>` sends no headers of its own.
    picture: (id) => `/pictures/${id}?token=${token}`,
    open: () => openSocket(`ws://${location.host}/rpc?token=${token}`),
    check: () => checkKey(token),
  }
}
