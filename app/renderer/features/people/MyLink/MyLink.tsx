import { useCallback, useEffect, useRef, useState, type ReactElement } from 'react'
import { reportFault } from '../../../app/fault.ts'
import { useManner, useWorld } from '../../../app/world.ts'
import { Button } from '../../../ui/Button/Button.tsx'
import { Copyable } from '../../../ui/Copyable/Copyable.tsx'
import { Switch } from '../../../ui/Switch/Switch.tsx'
import { failureSentence, type AnyFailure } from '../../../words/index.ts'
import style from './MyLink.module.css'

type Made = { readonly link: string } | { readonly failure: AnyFailure }

/** One's own link: for anybody, who then asks, or for one person, who need not. */
export const MyLink = (): ReactElement => {
  const { connection } = useWorld()
  const { words } = useManner()
  const [isOnce, setOnce] = useState(false)
  const [made, setMade] = useState<Made | null>(null)
  const turn = useRef(0)
  const make = useCallback(
    async (once: boolean): Promise<void> => {
      const mine = ++turn.current
      const card = await connection.client.contact.card({ once })
      // Of two that were asked for, the later one counts.
      if (mine === turn.current) setMade(card.ok ? card.value : { failure: card.error })
    },
    [connection],
  )
  useEffect(() => {
    make(isOnce).catch(reportFault)
    // A link for one person may have been sent already, and serves as it is.
    if (isOnce) return undefined
    // The link says where this computer is reached, which is not known before its network is up.
    return connection.onEvent(({ topic }) => {
      if (topic === 'network.changed') make(false).catch(reportFault)
    })
  }, [connection, make, isOnce])
  return (
    <div className={style['mine']}>
      <div>
        <h3 className={style['title']}>{words.people.myLink}</h3>
        <p className={style['hint']}>{words.people.myLinkHint}</p>
      </div>
      {made !== null && 'link' in made && (
        <Copyable
          label={words.people.myLink}
          text={made.link}
          copyLabel={words.people.copyLink}
          copiedLabel={words.copied}
        />
      )}
      {made !== null && 'failure' in made && <p role="alert">{failureSentence(made.failure, words)}</p>}
      <div className={style['choices']}>
        <Switch label={words.people.once} hint={words.people.onceHint} isOn={isOnce} onChange={setOnce} />
        {isOnce && <Button onClick={() => void make(true).catch(reportFault)}>{words.people.newLink}</Button>}
      </div>
    </div>
  )
}
