import type { ReactElement } from 'react'
import type { Query } from '../../../line/index.ts'
import { useLive, useManner } from '../../../app/world.ts'
import { failureSentence } from '../../../words/index.ts'
import style from './ContactItem.module.css'

const numberQuery = (account: string): Query<{ readonly number: string }> => ({
  key: `safety number ${account}`,
  read: (client) => client.contact.safetyNumber({ account }),
  isStale: () => false,
})

/** Twelve groups of five digits, to be compared with what the other sees. */
export const SafetyNumber = ({ account }: { readonly account: string }): ReactElement => {
  const { words } = useManner()
  const reading = useLive(numberQuery(account))
  return (
    <div>
      <h3 className={style['label']}>{words.people.safetyNumber}</h3>
      <p className={style['hint']}>{words.people.safetyNumberHint}</p>
      {reading.state === 'failed' && <p role="alert">{failureSentence(reading.failure, words)}</p>}
      {reading.state === 'here' && (
        <p className={style['number']}>
          {[...reading.value.number.matchAll(/\d{5}/g)].map(({ 0: group, index }) => (
            <span key={index}>{group}</span>
          ))}
        </p>
      )}
    </div>
  )
}
