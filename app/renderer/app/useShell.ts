import { useEffect } from 'react'
import type { Opened } from '#app/contract/shell.ts'
import { reportFault } from './fault.ts'
import { go } from './route.ts'
import { useManner, useWorld } from './world.ts'

/** Shows what somebody came with. A link stands in its field; only the person acts on it. */
const show = (what: Opened): void => {
  if (what.type === 'link') go({ screen: 'add', link: what.link })
  else if (what.type === 'chat') go({ screen: 'chat', space: what.space, message: null })
  else go({ screen: 'settings' })
}

/** Speaks with the window around the page, where there is one: shows what it opens, and tells it language and looks. */
export const useShell = (): void => {
  const { shell } = useWorld()
  const { language, theme } = useManner()
  useEffect(() => shell?.onOpen(show), [shell])
  useEffect(() => {
    shell?.setManner({ language, theme }).catch(reportFault)
  }, [shell, language, theme])
}
