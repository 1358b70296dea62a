import { useEffect, useId, useRef, type ReactElement } from 'react'
import { classes } from '../classes.ts'
import style from './TextField.module.css'

export interface TextFieldProps {
  readonly label: string
  readonly hint?: string
  /** What is wrong with what stands in it; said as soon as it is known. */
  readonly error?: string | null
  readonly name: string
  readonly initial?: string
  readonly placeholder?: string
  /** Not to be seen by who stands behind. */
  readonly isSecret?: boolean
  /** Text of a machine: an address, a link. */
  readonly isCode?: boolean
  /** Whether one can write in it at once: for the one field of a screen that was opened for it. */
  readonly takesFocus?: boolean
}

/** A line of text with its label above, its hint or error below. Read it from the form it stands in. */
export const TextField = (props: TextFieldProps): ReactElement => {
  const {
    label,
    hint,
    error,
    name,
    initial = '',
    placeholder,
    isCode = false,
    isSecret = false,
    takesFocus = false,
  } = props
  const id = useId()
  const field = useRef<HTMLInputElement>(null)
  useEffect(() => {
    if (takesFocus) field.current?.focus()
  }, [takesFocus])
  const isWrong = error !== undefined && error !== null
  return (
    <div className={style['field']}>
      <label className={style['label']} htmlFor={id}>
        {label}
      </label>
      <input
        id={id}
        ref={field}
        name={name}
        type={isSecret ? 'password' : 'text'}
        className={classes(style['input'], isCode && style['code'])}
        defaultValue={initial}
        placeholder={placeholder}
        autoComplete="off"
        autoCapitalize={isCode ? 'off' : undefined}
        spellCheck={isCode ? false : undefined}
        aria-invalid={isWrong || undefined}
        aria-describedby={`${id}-hint ${id}-error`}
      />
      <p id={`${id}-hint`} className={style['hint']}>
        {hint}
      </p>
      <p id={`${id}-error`} className={style['error']} role="alert">
        {error}
      </p>
    </div>
  )
}
