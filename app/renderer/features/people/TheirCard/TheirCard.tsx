import { useId, useRef, useState, type ReactElement } from 'react'
import { go } from '../../../app/route.ts'
import { useTask } from '../../../app/useTask.ts'
import { useManner, useWorld } from '../../../app/world.ts'
import { Button } from '../../../ui/Button/Button.tsx'
import { TextField } from '../../../ui/TextField/TextField.tsx'
import { failureSentence, type AnyFailure } from '../../../words/index.ts'
import { readQrFile } from '../qr.ts'
import { Scanner } from '../Scanner/Scanner.tsx'
import { pastedOf } from './link.ts'
import { GroupPreview } from './GroupPreview.tsx'
import { Preview } from './Preview.tsx'
import { useGivenAnywhere } from './useGivenAnywhere.ts'
import style from './TheirCard.module.css'

const refused = (error: AnyFailure): { readonly ok: false; readonly error: AnyFailure } => ({ ok: false, error })

/**
 * Takes somebody's link: typed, pasted, dropped, or read from a code before the camera or in a picture. What came by itself is
 * shown first and added when that is confirmed. `opened`: a link that was opened from outside.
 */
export const TheirCard = ({ opened }: { readonly opened: string | null }): ReactElement => {
  const { words } = useManner()
  const { connection } = useWorld()
  const { isBusy, failure, run, forget } = useTask()
  const [text, setText] = useState(opened ?? '')
  /** Counts what was put in by something else than the keyboard, so that the field is drawn anew with it. */
  const [filled, setFilled] = useState(0)
  const [isScanning, setScanning] = useState(false)
  const id = useId()

  const fill = (what: string): void => {
    forget()
    setText(what)
    setFilled((count) => count + 1)
    setScanning(false)
  }
  const readPicture = (file: Blob): void =>
    run(async () => {
      const found = await readQrFile(file)
      if (found === null) return refused({ type: 'NoCode' })
      fill(found)
      return { ok: true }
    })
  const isOver = useGivenAnywhere({ onText: fill, onPicture: readPicture })

  const add = (): void =>
    run(async () => {
      const pasted = pastedOf(text)
      if (pasted.type === 'safety') return refused({ type: 'SafetyLink' })
      if (pasted.type === 'other') return refused({ type: 'OtherLink' })
      if (pasted.type === 'join') {
        const joined = await connection.client.space.join({ link: pasted.link })
        // The list of chats says that it is waited for.
        if (joined.ok) go({ screen: 'chats' })
        return joined
      }
      if (pasted.type !== 'contact') return refused({ type: 'LinkMalformed' })
      const { link } = pasted
      const added = await connection.client.contact.add({ link })
      if (added.ok) go({ screen: 'chat', space: added.value.space, message: null })
      return added
    })
  return (
    <section className={style['theirs']} aria-labelledby={id} data-over={isOver || undefined}>
      <h3 id={id} className={style['title']}>
        {words.people.theirs}
      </h3>
      {opened !== null && <p className={style['opened']}>{words.people.opened}</p>}
      <form
        className={style['form']}
        onInput={({ target }) => {
          if (target instanceof HTMLInputElement && target.name === 'link') {
            setText(target.value)
            forget()
          }
        }}
        onSubmit={(event) => {
          event.preventDefault()
          add()
        }}
      >
        <TextField
          key={filled}
          label={words.people.theirLink}
          hint={words.people.theirLinkHint}
          name="link"
          initial={text}
          isCode
          takesFocus={opened !== null}
          error={failure === null ? null : failureSentence(failure, words)}
        />
        <Preview text={text} />
        <GroupPreview text={text} />
        <Button type="submit" look="main" isBusy={isBusy}>
          {pastedOf(text).type === 'join' ? words.groups.join : words.people.addThem}
        </Button>
      </form>
      <span className={style['more']}>
        <Button icon="camera" onClick={() => setScanning(true)}>
          {words.people.scan}
        </Button>
        <FromPicture onChoose={readPicture} />
      </span>
      <Scanner isOpen={isScanning} onClose={() => setScanning(false)} onFound={fill} />
    </section>
  )
}

const FromPicture = ({ onChoose }: { readonly onChoose: (file: Blob) => void }): ReactElement => {
  const { words } = useManner()
  const input = useRef<HTMLInputElement>(null)
  return (
    <>
      <Button icon="picture" onClick={() => input.current?.click()}>
        {words.people.fromPicture}
      </Button>
      <input
        ref={input}
        type="file"
        accept="image/*"
        className="only-said"
        tabIndex={-1}
        aria-label={words.people.fromPicture}
        onChange={({ target }) => {
          const [file] = target.files ?? []
          if (file !== undefined) onChoose(file)
          // The same file chosen again is a change again.
          target.value = ''
        }}
      />
    </>
  )
}
