import type { ReactElement } from 'react'
import { blockedQuery } from '../../../app/queries.ts'
import { useTask } from '../../../app/useTask.ts'
import { useLive, useManner, useWorld } from '../../../app/world.ts'
import { Avatar } from '../../../ui/Avatar/Avatar.tsx'
import { Button } from '../../../ui/Button/Button.tsx'
import { Section } from '../../../ui/Section/Section.tsx'
import { failureSentence } from '../../../words/index.ts'
import style from './Blocked.module.css'

/** Who is blocked, and the way back; nothing where nobody is. */
export const Blocked = (): ReactElement | null => {
  const { words } = useManner()
  const { connection } = useWorld()
  const blocked = useLive(blockedQuery)
  const { isBusy, failure, run } = useTask()
  if (blocked.state !== 'here' || blocked.value.length === 0) return null
  return (
    <Section title={words.people.blocked} hint={words.people.blockedMore}>
      <ul className={style['list']} aria-label={words.people.blocked}>
        {blocked.value.map(({ account, name }) => (
          <li key={account} className={style['item']}>
            <Avatar id={account} name={name} size="small" />
            <bdi className={style['name']}>{name}</bdi>
            <Button isBusy={isBusy} onClick={() => run(() => connection.client.contact.unblock({ account }))}>
              {words.people.unblock}
            </Button>
          </li>
        ))}
      </ul>
      {failure !== null && <p role="alert">{failureSentence(failure, words)}</p>}
    </Section>
  )
}
