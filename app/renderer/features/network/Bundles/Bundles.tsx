import { useRef, useState, type ReactElement } from 'react'
import { useTask } from '../../../app/useTask.ts'
import { useManner, useWorld } from '../../../app/world.ts'
import { Button } from '../../../ui/Button/Button.tsx'
import { failureSentence } from '../../../words/index.ts'
import { saveFile } from './saveFile.ts'
import style from './Bundles.module.css'

const uploadFailed = { ok: false, error: { type: 'UploadFailed' } } as const

/** Saves a bundle to the downloads, and reads one from a file. */
export const Bundles = (): ReactElement => {
  const { connection, upload, download, now } = useWorld()
  const { words } = useManner()
  const { isBusy, failure, run } = useTask()
  const [done, setDone] = useState('')
  const input = useRef<HTMLInputElement>(null)
  const exportAll = (): void => {
    setDone('')
    run(async () => {
      const exported = await connection.client.sync.exportBundle()
      if (!exported.ok) return exported
      const file = await download(exported.value.bundle)
      if (file === null) return uploadFailed
      saveFile(file, `dure-${new Date(now()).toISOString().slice(0, 10)}.bundle`)
      setDone(words.network.exported)
      return exported
    })
  }
  const importFile = (file: File): void => {
    setDone('')
    run(async () => {
      const bundle = await upload(file)
      if (bundle === null) return uploadFailed
      const imported = await connection.client.sync.importBundle({ bundle })
      if (!imported.ok) return imported
      const { fresh, envelopes } = imported.value
      setDone(fresh === 0 ? words.network.importedNothing : words.network.imported(fresh, envelopes))
      return imported
    })
  }
  return (
    <div className={style['carry']}>
      <span className={style['choices']}>
        <Button icon="download" isBusy={isBusy} onClick={exportAll}>
          {words.network.export}
        </Button>
        <Button icon="upload" isBusy={isBusy} onClick={() => input.current?.click()}>
          {words.network.import}
        </Button>
      </span>
      <input
        ref={input}
        type="file"
        className="only-said"
        tabIndex={-1}
        aria-label={words.network.import}
        onChange={({ target }) => {
          const [file] = target.files ?? []
          if (file !== undefined) importFile(file)
          // The same file chosen again is a change again.
          target.value = ''
        }}
      />
      <output>{done}</output>
      {failure !== null && (
        <p className={style['failure']} role="alert">
          {failureSentence(failure, words)}
        </p>
      )}
    </div>
  )
}
