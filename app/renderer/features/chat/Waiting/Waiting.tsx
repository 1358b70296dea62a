import type { ReactElement } from 'react'
import { useManner } from '../../../app/world.ts'
import { Button } from '../../../ui/Button/Button.tsx'
import { failureSentence } from '../../../words/index.ts'
import bubble from '../Bubble/Bubble.module.css'
import type { Outgoing } from '../outbox.ts'
import { beginningOf } from '../rows.ts'
import style from './Waiting.module.css'

export interface WaitingProps {
  readonly outgoing: Outgoing
  readonly onRetry: () => void
  readonly onTakeBack: () => void
}

/** Something on its way out, or that failed: its text, why, and what to do. */
export const Waiting = ({ outgoing, onRetry, onTakeBack }: WaitingProps): ReactElement => {
  const { words } = useManner()
  const { text, failure } = outgoing
  return (
    <div className={bubble['row']} data-mine data-first data-last>
      <article className={bubble['bubble']} aria-label={failure === null ? words.chat.sending : words.chat.notSent}>
        <p className={bubble['text']} dir="auto">
          <span className={bubble['said']}>{beginningOf(text) ?? text}</span>
        </p>
        {failure === null ? (
          <p className={style['sending']}>{words.chat.sending}</p>
        ) : (
          <div className={style['failed']} role="alert">
            <p>
              <strong>{words.chat.notSent}.</strong> {failureSentence(failure, words)}
            </p>
            <span className={style['choices']}>
              <Button look="bare" onClick={onRetry}>
                {words.tryAgain}
              </Button>
              <Button look="bare" onClick={onTakeBack}>
                {words.chat.takeBack}
              </Button>
            </span>
          </div>
        )}
      </article>
    </div>
  )
}
