import type { ReactElement } from 'react'
import { invitationsQuery, joiningQuery, type Invitation, type Joining } from '../../../app/queries.ts'
import { go } from '../../../app/route.ts'
import { useTask } from '../../../app/useTask.ts'
import { useLive, useManner, useWorld } from '../../../app/world.ts'
import { Button } from '../../../ui/Button/Button.tsx'
import { failureSentence } from '../../../words/index.ts'
import style from './Invitations.module.css'

/** Groups that wait for an answer: strangers brought one in, or one asked to come in. Nothing where there are none. */
export const Invitations = (): ReactElement | null => {
  const { words } = useManner()
  const invitations = useLive(invitationsQuery)
  const joining = useLive(joiningQuery)
  const invited = invitations.state === 'here' ? invitations.value : []
  const asked = joining.state === 'here' ? joining.value : []
  if (invited.length + asked.length === 0) return null
  return (
    <ul className={style['list']} aria-label={words.groups.invitations}>
      {invited.map((one) => (
        <Invited key={one.space} invitation={one} />
      ))}
      {asked.map((one) => (
        <Asked key={one.space} joining={one} />
      ))}
    </ul>
  )
}

const Invited = ({ invitation }: { readonly invitation: Invitation }): ReactElement => {
  const { words } = useManner()
  const { connection } = useWorld()
  const { isBusy, failure, run } = useTask()
  const { space, title, byName, members } = invitation
  const accept = (): void =>
    run(async () => {
      const accepted = await connection.client.space.accept({ space })
      if (accepted.ok) go({ screen: 'chat', space, message: null })
      return accepted
    })
  return (
    <li className={style['item']}>
      <p>{words.groups.invitedBy(byName, title)}</p>
      <p className={style['more']}>{words.groups.counted(members)}</p>
      {failure !== null && <p role="alert">{failureSentence(failure, words)}</p>}
      <span className={style['answers']}>
        <Button look="main" isBusy={isBusy} onClick={accept}>
          {words.groups.acceptInvitation}
        </Button>
        <Button isBusy={isBusy} onClick={() => run(() => connection.client.space.decline({ space }))}>
          {words.groups.declineInvitation}
        </Button>
      </span>
    </li>
  )
}

const Asked = ({ joining }: { readonly joining: Joining }): ReactElement => {
  const { words } = useManner()
  const { connection } = useWorld()
  const { isBusy, failure, run } = useTask()
  const { space, title, byName, approval } = joining
  return (
    <li className={style['item']}>
      <p>{words.groups.asking(title)}</p>
      <p className={style['more']}>
        {approval ? words.groups.askingApproval(byName) : words.groups.askingMore(byName)}
      </p>
      {failure !== null && <p role="alert">{failureSentence(failure, words)}</p>}
      <span className={style['answers']}>
        <Button isBusy={isBusy} onClick={() => run(() => connection.client.space.cancelJoin({ space }))}>
          {words.groups.stopAsking}
        </Button>
      </span>
    </li>
  )
}
