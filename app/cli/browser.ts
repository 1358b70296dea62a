import { spawn } from 'node:child_process'
import { setTimeout } from 'node:timers/promises'
import type { Surroundings } from '#app/service/folders.ts'

/** An opener that has not failed by then has handed the address on, or is the browser itself. */
const FAILS_WITHIN_MS = 3000

/** The program that opens an address, and its arguments; null where there is no display to open it on. */
export const openerOf = ({ platform, env }: Surroundings, url: string): readonly [string, ...string[]] | null => {
  if (platform === 'darwin') return ['open', url]
  if (platform === 'win32') return ['rundll32', 'url.dll,FileProtocolHandler', url]
  const hasDisplay = [env['DISPLAY'], env['WAYLAND_DISPLAY']].some((display) => display !== undefined && display !== '')
  return hasDisplay ? ['xdg-open', url] : null
}

/** Opens an address in the browser of this user. False: it could not, so tell her the address. */
export const openBrowser = async (around: Surroundings, url: string): Promise<boolean> => {
  const opener = openerOf(around, url)
  if (opener === null) return false
  const [program, ...args] = opener
  const child = spawn(program, args, { stdio: 'ignore', detached: true })
  const outcome = new Promise<boolean>((resolve) => {
    child.on('error', () => resolve(false))
    child.on('exit', (code) => resolve(code === 0))
  })
  child.unref()
  return Promise.race([outcome, setTimeout(FAILS_WITHIN_MS, true, { ref: false })])
}
