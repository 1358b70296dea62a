import { useImperativeHandle, useRef, useState, type ReactElement, type Ref } from 'react'
import { useManner } from '../../../app/world.ts'
import { IconButton } from '../../../ui/IconButton/IconButton.tsx'
import { Quote } from '../Quote/Quote.tsx'
import { bytesOver } from './length.ts'
import { useComposition } from './useComposition.ts'
import style from './Composer.module.css'

/** What others may ask of the composer. */
export interface ComposerHandle {
  focus(): void
  /** Puts a text back in, before what stands there. */
  takeBack(text: string): void
}

export interface ComposerProps {
  /** Who is written to. */
  readonly title: string
  readonly isGroup: boolean
  /** What stood here before, to begin with. */
  readonly draft: string
  readonly onDraft: (text: string) => void
  readonly reply: { readonly name: string; readonly text: string } | null
  readonly onStopReplying: () => void
  readonly onSend: (text: string) => void
  /** Up was pressed in an empty field. */
  readonly onUp: () => void
  /** Turns the messages by so many screens. */
  readonly onTurn: (screens: number) => void
  readonly ref: Ref<ComposerHandle>
}

/** Where one writes. Enter sends, Shift+Enter makes a new line; what Enter means while composing says composition.ts. */
export const Composer = (props: ComposerProps): ReactElement => {
  const { title, isGroup, draft, onDraft, reply, onStopReplying, onSend, onUp, onTurn, ref } = props
  const { words, formats } = useManner()
  // The field keeps its own text: to write it back on every key would break what is being composed.
  const field = useRef<HTMLTextAreaElement>(null)
  const [isEmpty, setEmpty] = useState(draft.trim() === '')
  const [over, setOver] = useState(() => bytesOver(draft))

  const changed = (): void => {
    const text = field.current?.value ?? ''
    setEmpty(text.trim() === '')
    setOver(bytesOver(text))
    onDraft(text)
  }
  const put = (text: string): void => {
    if (field.current !== null) field.current.value = text
    changed()
  }
  const send = (): void => {
    const text = (field.current?.value ?? '').trim()
    // What is too long stays, and it has been said why.
    if (text === '' || bytesOver(text) > 0) return
    put('')
    onSend(text)
  }
  const composing = useComposition(send)
  useImperativeHandle(ref, () => ({
    focus: () => field.current?.focus(),
    takeBack: (text) => {
      const { value = '' } = field.current ?? {}
      put(value === '' ? text : `${text}\n${value}`)
      field.current?.focus()
    },
  }))
  return (
    <form
      className={style['composer']}
      onSubmit={(event) => {
        event.preventDefault()
        send()
        field.current?.focus()
      }}
    >
      {reply !== null && (
        <div className={style['reply']}>
          <Quote name={words.chat.replyingTo(reply.name)} text={reply.text} />
          <IconButton icon="close" label={words.chat.stopReplying} onClick={onStopReplying} />
        </div>
      )}
      {over > 0 && (
        <p className={style['over']} role="alert" id="too-long">
          {words.chat.tooLong(formats.count(over))}
        </p>
      )}
      <div className={style['line']}>
        <textarea
          ref={field}
          className={style['field']}
          rows={1}
          aria-label={words.chat.message}
          aria-invalid={over > 0 || undefined}
          aria-describedby={over > 0 ? 'too-long' : undefined}
          placeholder={isGroup ? words.groups.write(title) : words.chat.write(title)}
          defaultValue={draft}
          dir="auto"
          enterKeyHint="send"
          onChange={changed}
          {...composing.handlers}
          onKeyDown={(event) => {
            const { key, currentTarget, shiftKey, ctrlKey, altKey, metaKey, nativeEvent } = event
            if (composing.onKeyDown(event) || nativeEvent.isComposing) return
            const isPlain = !shiftKey && !ctrlKey && !altKey && !metaKey
            const isShort = currentTarget.scrollHeight <= currentTarget.clientHeight
            if (key === 'Escape' && reply !== null) onStopReplying()
            else if (key === 'ArrowUp' && isPlain && currentTarget.value === '') onUp()
            else if (key === 'PageUp' && isPlain && isShort) onTurn(-0.9)
            else if (key === 'PageDown' && isPlain && isShort) onTurn(0.9)
            else return
            event.preventDefault()
          }}
        />
        <IconButton type="submit" look="main" icon="send" label={words.chat.send} isBusy={isEmpty || over > 0} />
      </div>
    </form>
  )
}
