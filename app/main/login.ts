import { existsSync, mkdirSync, rmSync } from 'node:fs'
import { dirname, join } from 'node:path'
import type { App } from 'electron'
import { writeDurably } from '#core/adapters/files/index.ts'
import type { Surroundings } from '#app/service/folders.ts'

/** Starting at login: whether it does, and choosing it. */
export interface Login {
  isOn(): boolean
  set(isOn: boolean): void
}

/** What the system starts at login: no window yet. */
const HIDDEN = '--hidden'

/** By a file of this user's where the desktop reads those (the XDG autostart specification), else by the system's own list. */
export const loginOf = (app: App, around: Surroundings, command: readonly string[]): Login => {
  if (around.platform === 'linux') return autostart(around, command)
  const [path, ...args] = command
  const item = { ...(path !== undefined && { path }), args: [...args, HIDDEN] }
  return {
    isOn: () => app.getLoginItemSettings(item).openAtLogin,
    set: (isOn) => app.setLoginItemSettings({ ...item, openAtLogin: isOn }),
  }
}

const autostart = ({ env, home }: Surroundings, command: readonly string[]): Login => {
  const given = env['XDG_CONFIG_HOME']
  const file = join(given?.startsWith('/') ? given : join(home, '.config'), 'autostart/dure.desktop')
  return {
    isOn: () => existsSync(file),
    set: (isOn) => {
      if (!isOn) return rmSync(file, { force: true })
      mkdirSync(dirname(file), { recursive: true })
      writeDurably(file, new TextEncoder().encode(desktopEntry([...command, HIDDEN])))
    },
  }
}

/** The file that a desktop reads at login. */
export const desktopEntry = (command: readonly string[]): string =>
  [
    '[Desktop Entry]',
    'Type=Application',
    'Name=Dure',
    'Name[ko]=두레',
    `Exec=${command.map(quoted).join(' ')}`,
    'Terminal=false',
    '',
  ].join('\n')

/** A word of `Exec`, as the specification wants it: quoted, its own signs escaped twice, `%` doubled. */
const quoted = (word: string): string =>
  `"${word.replaceAll('%', '%%').replaceAll(/["`$\\]/g, (sign) => `\\\\${sign}`)}"`
