import { useRef, useState, type ReactElement } from 'react'
import { fieldOf } from '../../../app/forms.ts'
import { useTask } from '../../../app/useTask.ts'
import { useManner, useWorld } from '../../../app/world.ts'
import { Button } from '../../../ui/Button/Button.tsx'
import { Dialog } from '../../../ui/Dialog/Dialog.tsx'
import { TextField } from '../../../ui/TextField/TextField.tsx'
import { failureSentence } from '../../../words/index.ts'
import style from './Restore.module.css'

/** Puts a backup back, in place of beginning anew. */
export const Restore = (): ReactElement => {
  const { words } = useManner()
  const [isOpen, setOpen] = useState(false)
  return (
    <>
      <Button look="bare" onClick={() => setOpen(true)}>
        {words.recovery.restore}
      </Button>
      <Dialog
        title={words.recovery.restore}
        lead={words.recovery.restoreMore}
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
  const { connection, upload } = useWorld()
  const { isBusy, failure, run } = useTask()
  const [file, setFile] = useState<File | null>(null)
  const input = useRef<HTMLInputElement>(null)
  const { recovery } = words
  const restore = (passphrase: string): void =>
    run(async () => {
      if (file === null) return { ok: false, error: { type: 'NoFile' } }
      const bundle = await upload(file)
      if (bundle === null) return { ok: false, error: { type: 'UploadFailed' } }
      // The node begins anew with the account, and the page finds it there when the line heals.
      return connection.client.account.restore({ bundle, passphrase })
    })
  return (
    <form
      className={style['form']}
      onSubmit={(event) => {
        event.preventDefault()
        restore(fieldOf(event, 'passphrase'))
      }}
    >
      <span className={style['file']}>
        <Button icon="upload" onClick={() => input.current?.click()}>
          {recovery.file}
        </Button>
        <output>{file?.name ?? ''}</output>
      </span>
      <input
        ref={input}
        type="file"
        className="only-said"
        tabIndex={-1}
        aria-label={recovery.file}
        onChange={({ target }) => setFile(target.files?.[0] ?? null)}
      />
      <TextField
        label={recovery.passphrase}
        name="passphrase"
        isSecret
        error={failure === null ? null : failureSentence(failure, words)}
      />
      <Button type="submit" look="main" isBusy={isBusy}>
        {recovery.restoreNow}
      </Button>
      <output>{isBusy ? recovery.restoring : ''}</output>
    </form>
  )
}
