import { app, dialog, type Session } from 'electron'
import { mkdirSync } from 'node:fs'
import { freePath } from './free-path.ts'
import { isOurDownload } from './guard.ts'
import type { ShellWords } from './words/index.ts'

/** Keeps what our page saves in the downloads folder, and refuses every other download. To be called once. */
export const keepDownloads = (of: Session, words: () => ShellWords, log: (line: string) => void): void => {
  of.on('will-download', (event, item, contents) => {
    const url = item.getURL()
    // Electron gives null where the page is gone already, though its types do not say so.
    if (!isOurDownload(url) || (contents as unknown) === null) {
      event.preventDefault()
      log(`a download was refused: ${url}`)
      return
    }
    const folder = app.getPath('downloads')
    mkdirSync(folder, { recursive: true })
    const path = freePath(folder, item.getFilename())
    item.setSavePath(path)
    item.once('done', (_event, state) => {
      if (state === 'completed') return
      log(`a download ended as ${state}`)
      dialog.showErrorBox(words().notSaved.title, words().notSaved.body(path))
    })
  })
}
