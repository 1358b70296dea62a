import type { ReactElement } from 'react'
import { spacesQuery, type Account } from '../../../app/queries.ts'
import { go } from '../../../app/route.ts'
import { useRemembered } from '../../../app/remembered.ts'
import { useLive, useManner, useWorld } from '../../../app/world.ts'
import { Button } from '../../../ui/Button/Button.tsx'
import style from './AskForWords.module.css'

/** Who says later is asked again so much later. Milliseconds. */
const AGAIN_MS = 7 * 86_400_000

const isTime = (text: string): text is string => /^\d{1,15}$/.test(text)

/** Asks for the recovery words to be written down, once there is something to lose; quietly, and not every day. */
export const AskForWords = ({ account }: { readonly account: Account }): ReactElement | null => {
  const { words } = useManner()
  const { now } = useWorld()
  const spaces = useLive(spacesQuery)
  const [quietUntil, setQuiet] = useRemembered('wordsLater', '0', isTime)
  const hasSomething = spaces.state === 'here' && spaces.value.some(({ last }) => last !== null)
  if (account.words !== 'unconfirmed' || !hasSomething || Number(quietUntil) > now()) return null
  return (
    <section className={style['ask']} aria-label={words.recovery.title}>
      <p className={style['title']}>{words.recovery.ask}</p>
      <p className={style['more']}>{words.recovery.askMore}</p>
      <span className={style['buttons']}>
        <Button onClick={() => go({ screen: 'settings', section: 'words' })}>{words.recovery.askNow}</Button>
        <Button look="bare" onClick={() => setQuiet(String(now() + AGAIN_MS))}>
          {words.recovery.askLater}
        </Button>
      </span>
    </section>
  )
}
