import { useCallback, useEffect, useRef, useState, type ReactElement } from 'react'
import { reportFault } from '../../../app/fault.ts'
import { accountQuery } from '../../../app/queries.ts'
import { useLive, useManner, useWorld } from '../../../app/world.ts'
import { Button } from '../../../ui/Button/Button.tsx'
import { Copyable } from '../../../ui/Copyable/Copyable.tsx'
import { Switch } from '../../../ui/Switch/Switch.tsx'
import { failureSentence, type AnyFailure } from '../../../words/index.ts'
import { saveFile } from '../../network/Bundles/saveFile.ts'
import { QrCode } from '../QrCode/QrCode.tsx'
import { qrPicture } from '../qr.ts'
import style from './MyCard.module.css'

type Made = { readonly link: string } | { readonly failure: AnyFailure }

/** One's own link and its code: for anybody, who then asks, or for one person, who need not. */
export const MyCard = (): ReactElement => {
  const { words } = useManner()
  const { made, isOnce, setOnce, again } = useLink()
  return (
    <section className={style['mine']} aria-label={words.people.mine}>
      <div>
        <h3 className={style['title']}>{words.people.mine}</h3>
        <p className={style['hint']}>{words.people.myLinkHint}</p>
      </div>
      {made !== null && 'link' in made && <Card link={made.link} />}
      {made !== null && 'failure' in made && <p role="alert">{failureSentence(made.failure, words)}</p>}
      <Switch label={words.people.once} hint={words.people.onceHint} isOn={isOnce} onChange={setOnce} />
      {isOnce && (
        <span>
          <Button onClick={again}>{words.people.newLink}</Button>
        </span>
      )}
    </section>
  )
}

const Card = ({ link }: { readonly link: string }): ReactElement => {
  const { words } = useManner()
  const account = useLive(accountQuery)
  const name = account.state === 'here' ? (account.value?.name ?? '') : ''
  const save = async (): Promise<void> => {
    const picture = await qrPicture(link)
    if (picture !== null) saveFile(picture, 'dure.png')
  }
  const share = async (): Promise<void> => {
    // Closing the system's sheet is an answer, too.
    await navigator.share({ title: words.app, text: `${words.people.shareText(name)}\n${link}` }).catch(() => {})
  }
  return (
    <>
      <QrCode text={link} label={words.people.myCode} />
      <Copyable label={words.people.myLink} text={link} copyLabel={words.people.copyLink} copiedLabel={words.copied} />
      <span className={style['more']}>
        <Button icon="download" onClick={() => void save().catch(reportFault)}>
          {words.people.saveCode}
        </Button>
        {'share' in navigator && (
          <Button icon="upload" onClick={() => void share().catch(reportFault)}>
            {words.people.share}
          </Button>
        )}
      </span>
    </>
  )
}

/** The link, made anew where it ought to say something else. */
const useLink = (): {
  readonly made: Made | null
  readonly isOnce: boolean
  readonly setOnce: (isOnce: boolean) => void
  readonly again: () => void
} => {
  const { connection } = useWorld()
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
  return { made, isOnce, setOnce, again: () => void make(true).catch(reportFault) }
}
