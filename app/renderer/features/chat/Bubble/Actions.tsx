import { useEffect, useState, type ReactElement } from 'react'
import { useManner } from '../../../app/world.ts'
import { IconButton } from '../../../ui/IconButton/IconButton.tsx'
import style from './Actions.module.css'

/** How long "copied" stands, in milliseconds. */
const SAID_FOR_MS = 1500

export interface ActionsProps {
  readonly onReply: () => void
  readonly onCopy: () => Promise<void>
  /** Null: there is nobody to tell of, or one. */
  readonly onReceipts: (() => void) | null
}

/** What can be done with a message. ARIA: a toolbar. */
export const Actions = ({ onReply, onCopy, onReceipts }: ActionsProps): ReactElement => {
  const { words } = useManner()
  const [isCopied, setCopied] = useState(false)
  useEffect(() => {
    if (!isCopied) return undefined
    const timer = setTimeout(() => setCopied(false), SAID_FOR_MS)
    return () => clearTimeout(timer)
  }, [isCopied])
  return (
    <span className={style['actions']} role="toolbar" aria-label={words.chat.actions}>
      <IconButton icon="reply" label={words.chat.reply} onClick={onReply} />
      <IconButton
        icon={isCopied ? 'check' : 'copy'}
        label={isCopied ? words.copied : words.chat.copyText}
        // Where the browser forbids it, the text can be selected and copied by hand.
        onClick={() =>
          void onCopy().then(
            () => setCopied(true),
            () => setCopied(false),
          )
        }
      />
      {onReceipts !== null && <IconButton icon="people" label={words.chat.receipts} onClick={onReceipts} />}
    </span>
  )
}
