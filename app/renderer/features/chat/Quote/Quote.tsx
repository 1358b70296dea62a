import type { ReactElement } from 'react'
import { useManner } from '../../../app/world.ts'
import style from './Quote.module.css'

export interface QuoteProps {
  /** Who said it; null where that is not known here. */
  readonly name: string | null
  /** Null: the message is not here. */
  readonly text: string | null
  /** Where it leads; without, it is only shown. */
  readonly onOpen?: () => void
}

/** The message that another one answers. */
export const Quote = ({ name, text, onOpen }: QuoteProps): ReactElement => {
  const { words } = useManner()
  const content = (
    <>
      {name !== null && <span className={style['name']}>{name}</span>}
      <span className={style['text']}>{text ?? words.chat.quotedMissing}</span>
    </>
  )
  if (onOpen === undefined || text === null) return <div className={style['quote']}>{content}</div>
  return (
    <button type="button" className={style['quote']} title={words.chat.goToQuoted} onClick={onOpen}>
      {content}
    </button>
  )
}
