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
  const given = env['XDG_DATA_HOME']
  // The XDG specification: a relative path is to be ignored.
  return join(given?.startsWith('/') ? given : join(home, '.local/share'), 'dure')
}
