import { useState, type ReactElement } from 'react'
import type { Account } from '../../../app/queries.ts'
import { useTask } from '../../../app/useTask.ts'
import { useManner, useWorld } from '../../../app/world.ts'
import { Button } from '../../../ui/Button/Button.tsx'
import { Dialog } from '../../../ui/Dialog/Dialog.tsx'
import { TextField } from '../../../ui/TextField/TextField.tsx'
import { useSay } from '../../../ui/Toast/Toasts.tsx'
import { failureSentence } from '../../../words/index.ts'
import { placesToAsk } from './places.ts'
import style from './RecoveryWords.module.css'

/** The words that say the account: shown to be written down, asked for, and then nowhere but on paper. Rule I1. */
export const RecoveryWords = ({ account }: { readonly account: Account }): ReactElement => {
  const { words, language } = useManner()
  const { connection } = useWorld()
  const { isBusy, failure, run } = useTask()
  const [shown, setShown] = useState<readonly string[] | null>(null)
  const { recovery } = words
  if (account.words !== 'unconfirmed') return <p>{recovery[account.words]}</p>
  const show = (): void =>
    run(async () => {
      const found = await connection.client.account.recoveryWords({ language })
      if (found.ok) setShown(found.value.words)
      return found
    })
  return (
    <div className={style['part']}>
      <p>{recovery.unconfirmed}</p>
      {failure !== null && <p role="alert">{failureSentence(failure, words)}</p>}
      <div>
        <Button look="main" isBusy={isBusy} onClick={show}>
          {recovery.show}
        </Button>
      </div>
      <Dialog
        title={recovery.title}
        isOpen={shown !== null}
        // They stay in memory no longer than they are looked at.
        onClose={() => setShown(null)}
        closeLabel={words.close}
      >
        {shown !== null && <Steps all={shown} onDone={() => setShown(null)} />}
      </Dialog>
    </div>
  )
}

const Steps = ({ all, onDone }: { readonly all: readonly string[]; readonly onDone: () => void }): ReactElement => {
  const { words } = useManner()
  const [places, setPlaces] = useState<readonly number[] | null>(null)
  const { recovery } = words
  if (places !== null) return <Check places={places} onBack={() => setPlaces(null)} onDone={onDone} />
  return (
    <>
      <p>{recovery.writeDown}</p>
      <ol className={style['words']} translate="no">
        {all.map((word, at) => (
          // oxlint-disable-next-line react/no-array-index-key -- a word may stand in several places, which is what it is
          <li key={at}>{word}</li>
        ))}
      </ol>
      <div className={style['buttons']}>
        <Button look="main" onClick={() => setPlaces(placesToAsk(all.length, crypto.getRandomValues.bind(crypto)))}>
          {recovery.written}
        </Button>
      </div>
    </>
  )
}

interface CheckProps {
  readonly places: readonly number[]
  readonly onBack: () => void
  readonly onDone: () => void
}

const Check = ({ places, onBack, onDone }: CheckProps): ReactElement => {
  const { words } = useManner()
  const { connection } = useWorld()
  const { isBusy, failure, run } = useTask()
  const say = useSay()
  const { recovery } = words
  return (
    <form
      className={style['part']}
      onSubmit={(event) => {
        event.preventDefault()
        const data = new FormData(event.currentTarget)
        const typed = places.map((place) => {
          const word = data.get(`word-${place}`)
          return { place, word: typeof word === 'string' ? word.trim() : '' }
        })
        run(async () => {
          const confirmed = await connection.client.account.confirmWords({ words: typed })
          if (confirmed.ok) {
            say(recovery.done)
            onDone()
          }
          return confirmed
        })
      }}
    >
      <p>{`${recovery.check}. ${recovery.checkMore}`}</p>
      {places.map((place, at) => (
        <TextField
          key={place}
          label={recovery.word(place)}
          name={`word-${place}`}
          isCode
          takesFocus={at === 0}
          error={failure !== null && at === places.length - 1 ? failureSentence(failure, words) : null}
        />
      ))}
      <div className={style['buttons']}>
        <Button onClick={onBack}>{recovery.back}</Button>
        <Button type="submit" look="main" isBusy={isBusy}>
          {recovery.confirm}
        </Button>
      </div>
    </form>
  )
}
