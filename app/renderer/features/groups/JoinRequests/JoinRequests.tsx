import type { ReactElement } from 'react'
import { joinRequestsQuery, type JoinRequest } from '../../../app/queries.ts'
import { useTask } from '../../../app/useTask.ts'
import { useLive, useManner, useWorld } from '../../../app/world.ts'
import { Avatar } from '../../../ui/Avatar/Avatar.tsx'
import { Button } from '../../../ui/Button/Button.tsx'
import { failureSentence } from '../../../words/index.ts'
import { Part } from '../Part/Part.tsx'
import style from './JoinRequests.module.css'

/** Who used a link that asks first; nothing where nobody did. */
export const JoinRequests = ({ space }: { readonly space: string }): ReactElement | null => {
  const { words } = useManner()
  const requests = useLive(joinRequestsQuery(space))
  if (requests.state !== 'here' || requests.value.length === 0) return null
  return (
    <Part title={words.groups.requests}>
      <ul className={style['list']} aria-label={words.groups.requests}>
        {requests.value.map((request) => (
          <Item key={request.account} space={space} request={request} />
        ))}
      </ul>
    </Part>
  )
}

const Item = ({ space, request }: { readonly space: string; readonly request: JoinRequest }): ReactElement => {
  const { words } = useManner()
  const { connection } = useWorld()
  const { isBusy, failure, run } = useTask()
  const { account, name } = request
  const { acceptJoin, declineJoin } = connection.client.space
  return (
    <li className={style['item']}>
      <Avatar id={account} name={name} size="small" />
      <span className={style['who']}>{words.groups.requestJoin(name)}</span>
      <span className={style['answers']}>
        <Button look="main" isBusy={isBusy} onClick={() => run(() => acceptJoin({ space, account }))}>
          {words.groups.letIn}
        </Button>
        <Button isBusy={isBusy} onClick={() => run(() => declineJoin({ space, account }))}>
          {words.groups.decline}
        </Button>
      </span>
      {failure !== null && <p role="alert">{failureSentence(failure, words)}</p>}
    </li>
  )
}
