import { useState, type ReactElement } from 'react'
import type { Contact } from '../../../app/queries.ts'
import { useTask } from '../../../app/useTask.ts'
import { useLive, useManner, useWorld } from '../../../app/world.ts'
import type { Query } from '../../../line/index.ts'
import { Button } from '../../../ui/Button/Button.tsx'
import { Icon } from '../../../ui/Icon/Icon.tsx'
import { failureSentence } from '../../../words/index.ts'
import { QrCode } from '../QrCode/QrCode.tsx'
import { Scanner } from '../Scanner/Scanner.tsx'
import { safetyLink, safetyOf } from '../TheirCard/link.ts'
import style from './SafetyNumber.module.css'

const numberQuery = (account: string): Query<{ readonly number: string }> => ({
  key: `safety number ${account}`,
  read: (client) => client.contact.safetyNumber({ account }),
  isStale: () => false,
})

/** Twelve groups of five digits and a code that says the same, to be compared with what the other sees. Rule I5. */
export const SafetyNumber = ({ contact }: { readonly contact: Contact }): ReactElement => {
  const { words } = useManner()
  const reading = useLive(numberQuery(contact.account))
  return (
    <section className={style['safety']}>
      <div>
        <h3 className={style['label']}>{words.people.safetyNumber}</h3>
        <p className={style['hint']}>{words.people.safetyNumberHint}</p>
      </div>
      {reading.state === 'failed' && <p role="alert">{failureSentence(reading.failure, words)}</p>}
      {reading.state === 'here' && <Comparing contact={contact} number={reading.value.number} />}
    </section>
  )
}

const Comparing = ({ contact, number }: { readonly contact: Contact; readonly number: string }): ReactElement => {
  const { connection } = useWorld()
  const { words } = useManner()
  const { isBusy, failure, run } = useTask()
  const [isScanning, setScanning] = useState(false)
  const [found, setFound] = useState<'scanSame' | 'scanDifferent' | 'scanNoSafety' | null>(null)
  const { account, name, verified } = contact
  const mark = (isSame: boolean): void => run(() => connection.client.contact.verify({ account, verified: isSame }))
  const compare = (text: string): void => {
    const scanned = safetyOf(text)
    setScanning(false)
    setFound(scanned === null ? 'scanNoSafety' : scanned === number ? 'scanSame' : 'scanDifferent')
    if (scanned === number) mark(true)
  }
  return (
    <>
      <div className={style['both']}>
        <div className={style['code']}>
          <QrCode text={safetyLink(number)} label={words.people.safetyCode} />
        </div>
        <p className={style['number']}>
          {[...number.matchAll(/\d{5}/g)].map(({ 0: group, index }) => (
            <span key={index}>{group}</span>
          ))}
        </p>
      </div>
      {verified ? (
        <p className={style['verified']}>
          <Icon name="verified" />
          <span>{words.people.verifiedMore(name)}</span>
          <Button look="bare" isBusy={isBusy} onClick={() => mark(false)}>
            {words.people.unverify}
          </Button>
        </p>
      ) : (
        <span className={style['answers']}>
          <Button icon="camera" onClick={() => setScanning(true)}>
            {words.people.scanSafety}
          </Button>
          <Button icon="check" isBusy={isBusy} onClick={() => mark(true)}>
            {words.people.same}
          </Button>
        </span>
      )}
      <output data-found={found}>{found !== null && words.people[found]}</output>
      {failure !== null && <p role="alert">{failureSentence(failure, words)}</p>}
      <Scanner isOpen={isScanning} onClose={() => setScanning(false)} onFound={compare} />
    </>
  )
}
