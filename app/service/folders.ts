import { join } from 'node:path'

/** What choosing a folder asks of the machine. */
export interface Surroundings {
  readonly platform: NodeJS.Platform
  readonly env: Readonly<Record<string, string | undefined>>
  readonly home: string
}

/** Where the app keeps what is this user's: the platform's own place for it. */
export const defaultFolder = ({ platform, env, home }: Surroundings): string => {
  if (platform === 'darwin') return join(home, 'Library/Application Support/Dure')
  if (platform === 'win32') return join(env['APPDATA'] ?? join(home, 'AppData/Roaming'), 'Dure')
  return join(fromXdg(env['XDG_DATA_HOME']) ?? join(home, '.local/share'), 'dure')
}

/** Where this computer's own things lie, outside every data folder: start counters (I4), and the window's profile. */
export const configFolder = ({ platform, env, home }: Surroundings): string => {
  if (platform === 'darwin') return join(home, 'Library/Preferences/Dure')
  if (platform === 'win32') return join(env['LOCALAPPDATA'] ?? join(home, 'AppData/Local'), 'Dure')
  return join(fromXdg(env['XDG_CONFIG_HOME']) ?? join(home, '.config'), 'dure')
}

/** The XDG specification: a relative path is to be ignored. */
const fromXdg = (given: string | undefined): string | undefined => (given?.startsWith('/') ? given : undefined)
