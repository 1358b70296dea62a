import { useId, useState, type ReactElement } from 'react'
import { fieldOf } from '../../../app/forms.ts'
import { useTask } from '../../../app/useTask.ts'
import { useManner, useWorld } from '../../../app/world.ts'
import { Button } from '../../../ui/Button/Button.tsx'
import { Dialog } from '../../../ui/Dialog/Dialog.tsx'
import { TextField } from '../../../ui/TextField/TextField.tsx'
import { failureSentence } from '../../../words/index.ts'
import style from './Recover.module.css'

/** Takes an account back by its words, when every computer of it is gone, or in somebody else's hands. Rule I7. */
export const Recover = (): ReactElement => {
  const { words } = useManner()
  const [isOpen, setOpen] = useState(false)
  return (
    <>
      <Button look="bare" onClick={() => setOpen(true)}>
        {words.recovery.recover}
      </Button>
      <Dialog
        title={words.recovery.recover}
        lead={words.recovery.recoverMore}
        isOpen={isOpen}
        onClose={() => setOpen(false)}
        closeLabel={words.close}
        size="small"
      >
        <Form />
      </Dialog>
    </>
  )
}

const Form = (): ReactElement => {
  const { words } = useManner()
  const { connection } = useWorld()
  const { isBusy, failure, run } = useTask()
  const id = useId()
  const { recovery } = words
  return (
    <form
      className={style['form']}
      onSubmit={(event) => {
        event.preventDefault()
        const ask = { words: fieldOf(event, 'words').trim(), relay: fieldOf(event, 'relay').trim() }
        run(() => connection.client.account.restore(ask))
      }}
    >
      <div className={style['field']}>
        <label htmlFor={id} className={style['label']}>
          {recovery.theWords}
        </label>
        <textarea
          id={id}
          name="words"
          className={style['words']}
          rows={5}
          autoComplete="off"
          autoCapitalize="off"
          spellCheck={false}
          aria-describedby={`${id}-hint`}
        />
        <p id={`${id}-hint`} className={style['hint']}>
          {recovery.theWordsHint}
        </p>
      </div>
      <TextField
        label={recovery.relay}
        hint={recovery.relayHint}
        name="relay"
        isCode
        error={failure === null ? null : failureSentence(failure, words)}
      />
      <Button type="submit" look="main" isBusy={isBusy}>
        {recovery.recoverNow}
      </Button>
      <output>{isBusy ? recovery.recovering : ''}</output>
    </form>
  )
}
