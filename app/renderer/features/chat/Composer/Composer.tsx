import { useImperativeHandle, useRef, useState, type KeyboardEvent, type ReactElement, type Ref } from 'react'
import { useManner } from '../../../app/world.ts'
import { IconButton } from '../../../ui/IconButton/IconButton.tsx'
import { Quote } from '../Quote/Quote.tsx'
import { idle, step, type CompositionEvent } from './composition.ts'
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
  /** What stood here before, to begin with. */
  readonly draft: string
  readonly onDraft: (text: string) => void
  readonly reply: { readonly name: string; readonly text: string } | null
  readonly onStopReplying: () => void
  readonly onSend: (text: string) => void
  readonly ref: Ref<ComposerHandle>
}

/** Where one writes. Enter sends, Shift+Enter makes a new line; what Enter means while composing says composition.ts. */
export const Composer = (props: ComposerProps): ReactElement => {
  const { title, draft, onDraft, reply, onStopReplying, onSend, ref } = props
  const { words } = useManner()
  // The field keeps its own text: to write it back on every key would break what is being composed.
  const field = useRef<HTMLTextAreaElement>(null)
  const composition = useRef(idle)
  const [isEmpty, setEmpty] = useState(draft.trim() === '')

  const changed = (): void => {
    const text = field.current?.value ?? ''
    setEmpty(text.trim() === '')
    onDraft(text)
  }
  const put = (text: string): void => {
    if (field.current !== null) field.current.value = text
    changed()
  }
  const send = (): void => {
    const text = (field.current?.value ?? '').trim()
    if (text === '') return
    put('')
    onSend(text)
  }
  /** Tells the composition what happened, and does what it says. True: the browser's own doing is not wanted. */
  const happened = (event: CompositionEvent): boolean => {
    const [next, effects] = step(composition.current, event)
    composition.current = next
    if (effects.includes('schedule')) setTimeout(() => happened({ type: 'later' }))
    if (effects.includes('send')) send()
    return effects.includes('prevent')
  }
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
      <div className={style['line']}>
        <textarea
          ref={field}
          className={style['field']}
          rows={1}
          aria-label={words.chat.message}
          placeholder={words.chat.write(title)}
          title={words.chat.newLineHint}
          defaultValue={draft}
          dir="auto"
          enterKeyHint="send"
          onChange={changed}
          onCompositionStart={() => happened({ type: 'start' })}
          onCompositionUpdate={({ data }) => happened({ type: 'update', text: data })}
          onCompositionEnd={({ data }) => happened({ type: 'end', text: data })}
          onBlur={() => happened({ type: 'blur' })}
          onBeforeInput={(event) => {
            const { inputType } = event.nativeEvent
            if (inputType !== 'insertLineBreak' && inputType !== 'insertParagraph') return
            if (happened({ type: 'newline' })) event.preventDefault()
          }}
          onKeyDown={(event) => {
            if (event.key === 'Escape' && reply !== null) onStopReplying()
            if (event.code !== 'Enter' && event.code !== 'NumpadEnter' && event.key !== 'Enter') return
            const isPartOfIt = event.nativeEvent.isComposing || isTakenKey(event)
            if (happened({ type: 'enter', isShift: event.shiftKey, isPartOfIt })) event.preventDefault()
          }}
        />
        <IconButton type="submit" look="main" icon="send" label={words.chat.send} isBusy={isEmpty} />
      </div>
    </form>
  )
}

/** What browsers say instead of a key that an input method has taken. */
const TAKEN = 229

/** Safari tells of the Enter that ended a composition after its end, and only this number tells it from another Enter. */
const isTakenKey = (event: KeyboardEvent): boolean =>
  // oxlint-disable-next-line typescript/no-deprecated -- nothing newer says it
  event.keyCode === TAKEN
