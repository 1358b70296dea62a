import { useEffect, useState, type ReactElement } from 'react'
import { Button } from '../Button/Button.tsx'
import style from './Copyable.module.css'

/** How long "copied" stands, in milliseconds. */
const SAID_FOR_MS = 2000

export interface CopyableProps {
  /** What the text is, for screen readers. */
  readonly label: string
  readonly text: string
  readonly copyLabel: string
  readonly copiedLabel: string
}

/** A text of a machine in full, and a button that copies it. */
export const Copyable = ({ label, text, copyLabel, copiedLabel }: CopyableProps): ReactElement => {
  const [isCopied, setCopied] = useState(false)
  useEffect(() => {
    if (!isCopied) return undefined
    const timer = setTimeout(() => setCopied(false), SAID_FOR_MS)
    return () => clearTimeout(timer)
  }, [isCopied])
  const copy = async (): Promise<void> => {
    await navigator.clipboard.writeText(text)
    setCopied(true)
  }
  return (
    <div className={style['row']}>
      <input
        className={style['text']}
        aria-label={label}
        readOnly
        value={text}
        onFocus={({ target }) => target.select()}
      />
      {/* Where the browser forbids it, the text is there to be copied by hand. */}
      <Button icon={isCopied ? 'check' : 'copy'} onClick={() => void copy().catch(() => setCopied(false))}>
        {isCopied ? copiedLabel : copyLabel}
      </Button>
      <output className="only-said">{isCopied ? copiedLabel : ''}</output>
    </div>
  )
}
