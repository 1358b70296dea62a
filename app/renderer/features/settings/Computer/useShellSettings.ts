import { useEffect, useState } from 'react'
import type { Shell, ShellChange, ShellSettings } from '#app/contract/shell.ts'
import { reportFault } from '../../../app/fault.ts'

/** What of this computer may be chosen, and changing it. */
export interface ChosenSettings {
  /** Null until the window has answered. */
  readonly settings: ShellSettings | null
  readonly hasFailed: boolean
  readonly change: (what: ShellChange) => void
}

/** The window's settings as they are now. */
export const useShellSettings = (shell: Shell): ChosenSettings => {
  const [settings, setSettings] = useState<ShellSettings | null>(null)
  const [hasFailed, setFailed] = useState(false)
  useEffect(() => {
    const read = (): void => void shell.settings().then(setSettings, reportFault)
    read()
    // Where the keys are is decided when the node is begun.
    return shell.onNode(read)
  }, [shell])
  return {
    settings,
    hasFailed,
    change: (what) => {
      const apply = async (): Promise<void> => {
        setFailed(false)
        setSettings(await shell.change(what))
      }
      apply().catch(() => setFailed(true))
    },
  }
}
