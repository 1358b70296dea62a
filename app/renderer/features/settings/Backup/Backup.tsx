import { useState, type ReactElement } from 'react'
import { fieldOf } from '../../../app/forms.ts'
import { useTask } from '../../../app/useTask.ts'
import { useManner, useWorld } from '../../../app/world.ts'
import { Button } from '../../../ui/Button/Button.tsx'
import { TextField } from '../../../ui/TextField/TextField.tsx'
import { failureSentence } from '../../../words/index.ts'
import { saveFile } from '../../network/Bundles/saveFile.ts'
import style from './Backup.module.css'

/** Everything in one file under a passphrase. Rule I4. */
export const Backup = (): ReactElement => {
  const { words } = useManner()
  const { connection, download, now } = useWorld()
  const { isBusy, failure, run } = useTask()
  const [done, setDone] = useState(false)
  const { recovery } = words
  const save = (form: HTMLFormElement, passphrase: string, again: string): void => {
    setDone(false)
    run(async () => {
      if (passphrase !== again) return { ok: false, error: { type: 'PassphrasesDiffer' } }
      const made = await connection.client.account.backup({ passphrase })
      if (!made.ok) return made
      const file = await download(made.value.bundle)
      if (file === null) return { ok: false, error: { type: 'UploadFailed' } }
      saveFile(file, `dure-${new Date(now()).toISOString().slice(0, 10)}.backup`)
      form.reset()
      setDone(true)
      return made
    })
  }
  return (
    <form
      className={style['form']}
      onSubmit={(event) => {
        event.preventDefault()
        save(event.currentTarget, fieldOf(event, 'passphrase'), fieldOf(event, 'again'))
      }}
    >
      <p>{recovery.backupMore}</p>
      <TextField label={recovery.passphrase} hint={recovery.passphraseHint} name="passphrase" isSecret />
      <TextField
        label={recovery.again}
        name="again"
        isSecret
        error={failure === null ? null : failureSentence(failure, words)}
      />
      <div>
        <Button type="submit" icon="download" isBusy={isBusy}>
          {recovery.save}
        </Button>
      </div>
      <output>{done ? recovery.saved : ''}</output>
    </form>
  )
}
