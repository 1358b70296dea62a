import { useState, type ReactElement } from 'react'
import { fieldOf } from '../../../app/forms.ts'
import type { Account } from '../../../app/queries.ts'
import { useTask } from '../../../app/useTask.ts'
import { useManner, useWorld } from '../../../app/world.ts'
import { Button } from '../../../ui/Button/Button.tsx'
import { Dialog } from '../../../ui/Dialog/Dialog.tsx'
import { TextField } from '../../../ui/TextField/TextField.tsx'
import { failureSentence } from '../../../words/index.ts'
import { forgetPage } from './forget.ts'
import style from './Wipe.module.css'

/** Removing this account from this computer: asked for twice, the second time by typing one's name. */
export const Wipe = ({ account }: { readonly account: Account }): ReactElement => {
  const { words } = useManner()
  const { wipe } = words
  const [isOpen, setOpen] = useState(false)
  return (
    <>
      <p className={style['warning']}>{wipe.hint}</p>
      <div>
        <Button look="danger" onClick={() => setOpen(true)}>
          {wipe.open}
        </Button>
      </div>
      <Dialog title={wipe.title} isOpen={isOpen} onClose={() => setOpen(false)} closeLabel={wipe.cancel} size="small">
        <Confirm name={account.name} onCancel={() => setOpen(false)} />
      </Dialog>
    </>
  )
}

const Confirm = ({ name, onCancel }: { readonly name: string; readonly onCancel: () => void }): ReactElement => {
  const { connection } = useWorld()
  const { words } = useManner()
  const { isBusy, failure, run } = useTask()
  const { wipe } = words
  return (
    <form
      className={style['form']}
      onSubmit={(event) => {
        event.preventDefault()
        const typed = fieldOf(event, 'name').trim()
        run(async () => {
          const outcome = await connection.client.node.wipe({ name: typed })
          if (outcome.ok) forgetPage()
          return outcome
        })
      }}
    >
      <p className={style['warning']}>{wipe.hint}</p>
      <TextField
        label={wipe.confirm(name)}
        name="name"
        takesFocus
        error={failure === null ? null : failureSentence(failure, words)}
      />
      <div className={style['buttons']}>
        <Button onClick={onCancel}>{wipe.cancel}</Button>
        <Button type="submit" look="danger" isBusy={isBusy}>
          {wipe.doIt}
        </Button>
      </div>
    </form>
  )
}
