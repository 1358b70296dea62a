import type { ReactElement } from 'react'
import { requestsQuery, type Request } from '../../../app/queries.ts'
import { go } from '../../../app/route.ts'
import { useTask } from '../../../app/useTask.ts'
import { useLive, useManner, useWorld } from '../../../app/world.ts'
import { Avatar } from '../../../ui/Avatar/Avatar.tsx'
import { Button } from '../../../ui/Button/Button.tsx'
import { Section } from '../../../ui/Section/Section.tsx'
import { failureSentence } from '../../../words/index.ts'
import style from './Requests.module.css'

/** Who asks to be accepted; nothing where nobody does. */
export const Requests = (): ReactElement | null => {
  const { words } = useManner()
  const requests = useLive(requestsQuery)
  if (requests.state !== 'here' || requests.value.length === 0) return null
  return (
    <Section title={words.people.requests} hint={words.people.requestsMore}>
      <ul className={style['list']} aria-label={words.people.requests}>
        {requests.value.map((request) => (
          <RequestItem key={request.account} request={request} />
        ))}
      </ul>
    </Section>
  )
}

const RequestItem = ({ request }: { readonly request: Request }): ReactElement => {
  const { connection, now } = useWorld()
  const { words, formats } = useManner()
  const { isBusy, failure, run } = useTask()
  const { account, name, at } = request
  const accept = (): void =>
    run(async () => {
      const accepted = await connection.client.contact.accept({ account })
      if (accepted.ok) go({ screen: 'chat', space: accepted.value.space, message: null })
      return accepted
    })
  return (
    <li className={style['request']}>
      <Avatar id={account} name={name} />
      <div className={style['who']}>
        <p>{words.people.request(name)}</p>
        <p className={style['at']}>{formats.brief(at, now())}</p>
        {failure !== null && <p role="alert">{failureSentence(failure, words)}</p>}
      </div>
      <span className={style['answers']}>
        <Button look="main" isBusy={isBusy} onClick={accept}>
          {words.people.accept}
        </Button>
        <Button isBusy={isBusy} onClick={() => run(() => connection.client.contact.decline({ account }))}>
          {words.people.decline}
        </Button>
      </span>
    </li>
  )
}
