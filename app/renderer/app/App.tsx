import { CSPProvider } from '@base-ui/react/csp-provider'
import { useState, useSyncExternalStore, type ReactElement } from 'react'
import { Button } from '../ui/Button/Button.tsx'
import { Empty } from '../ui/Empty/Empty.tsx'
import { Toasts } from '../ui/Toast/Toasts.tsx'
import { Tooltips } from '../ui/Tooltip/Tooltips.tsx'
import { Frame } from '../features/frame/Frame/Frame.tsx'
import { Onboarding } from '../features/onboarding/Onboarding/Onboarding.tsx'
import { chooseLanguage, failureSentence, formatsOf, languages, type Language } from '../words/index.ts'
import { accountQuery } from './queries.ts'
import { useLooks } from './looks.ts'
import { useRemembered } from './remembered.ts'
import { useShell } from './useShell.ts'
import { MannerContext, useLive, useManner, useWorld, WorldContext, type World } from './world.ts'

const isLanguage = (text: string): text is Language => Object.hasOwn(languages, text)

/** The page. `world` null: it was opened without a key. */
export const App = ({ world }: { readonly world: World | null }): ReactElement => {
  const [language, setLanguage] = useRemembered('language', chooseLanguage(navigator.languages), isLanguage)
  const looks = useLooks(language)
  const words = languages[language]
  const [formats, setFormats] = useState(() => ({ language, ...formatsOf(language, words) }))
  if (formats.language !== language) setFormats({ language, ...formatsOf(language, words) })
  return (
    <MannerContext value={{ ...looks, language, words, formats, setLanguage }}>
      <CSPProvider disableStyleElements>
        <Toasts label={words.notices.passing} closeLabel={words.notices.dismiss}>
          {world === null ? (
            <Keyless />
          ) : (
            <WorldContext value={world}>
              <Door />
            </WorldContext>
          )}
        </Toasts>
        <Tooltips />
      </CSPProvider>
    </MannerContext>
  )
}

const Keyless = (): ReactElement => {
  const { words } = useManner()
  return (
    <main>
      <Empty icon="warning" title={words.connection.keyless} more={words.connection.keylessMore} />
    </main>
  )
}

/** Onboarding before there is an account, the messenger after. */
const Door = (): ReactElement => {
  const { connection } = useWorld()
  const { words } = useManner()
  const standing = useSyncExternalStore(connection.onStanding, connection.standing)
  const account = useLive(accountQuery)
  useShell()
  if (standing === 'refused')
    return (
      <main>
        <Empty icon="warning" title={words.connection.refused} more={words.connection.refusedMore} />
      </main>
    )
  if (account.state === 'here')
    return account.value === null ? <Onboarding /> : <Frame account={account.value} standing={standing} />
  if (account.state === 'failed')
    return (
      <main>
        <Empty icon="warning" title={failureSentence(account.failure, words)}>
          <Button onClick={() => location.reload()}>{words.tryAgain}</Button>
        </Empty>
      </main>
    )
  return (
    <main>
      <Empty icon="computer" title={standing === 'lost' ? words.connection.lost : words.connection.connecting} />
    </main>
  )
}
