import type { ReactElement } from 'react'
import { useManner } from '../../../app/world.ts'
import style from './Quote.module.css'

export interface QuoteProps {
  /** Who said it; null where that is not known here. */
  readonly name: string | null
  /** Null: the message is not here. */
  readonly text: string | null
  /** Whether Tab stops here. Default: yes. */
  readonly isReachable?: boolean
  /** Where it leads; without, it is only shown. */
  readonly onOpen?: () => void
}

/** Most of a text that two lines can show. */
const MOST = 300

/** The message that another one answers. */
export const Quote = ({ name, text, isReachable = true, onOpen }: QuoteProps): ReactElement => {
  const { words } = useManner()
  const content = (
    <>
      {name !== null && <bdi className={style['name']}>{name}</bdi>}
      <span className={style['text']} dir="auto">
        {text?.slice(0, MOST) ?? words.chat.quotedMissing}
      </span>
    </>
  )
  if (onOpen === undefined || text === null) return <div className={style['quote']}>{content}</div>
  return (
    <button
      type="button"
      className={style['quote']}
      title={words.chat.goToQuoted}
      tabIndex={isReachable ? undefined : -1}
      onClick={onOpen}
    >
      {content}
    </button>
  )
}
