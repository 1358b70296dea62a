import type { ReactElement } from 'react'
import { spaceQuery } from '../../../app/queries.ts'
import { useLive, useManner } from '../../../app/world.ts'
import { Skeleton } from '../../../ui/Skeleton/Skeleton.tsx'
import { failureSentence } from '../../../words/index.ts'
import { Details } from '../../frame/Details/Details.tsx'
import { GroupProfile } from '../GroupProfile/GroupProfile.tsx'
import { Invites } from '../Invites/Invites.tsx'
import { JoinRequests } from '../JoinRequests/JoinRequests.tsx'
import { Leave } from '../Leave/Leave.tsx'
import { Members } from '../Members/Members.tsx'
import { mayInvite, mayManage } from '../rights.ts'
import { Rules } from '../Rules/Rules.tsx'
import style from './GroupDetails.module.css'

export interface GroupDetailsProps {
  readonly space: string
  readonly self: string
  readonly onClose: () => void
}

/** All about a group beside its chat: what it is called, who is in it, how one comes in, its rules, and the way out. */
export const GroupDetails = ({ space, self, onClose }: GroupDetailsProps): ReactElement => {
  const { words } = useManner()
  const group = useLive(spaceQuery(space))
  return (
    <Details title={words.groups.about} onClose={onClose}>
      {group.state === 'loading' && <Skeleton shape="row" count={6} />}
      {group.state === 'failed' && <p role="alert">{failureSentence(group.failure, words)}</p>}
      {group.state === 'here' && (
        <div className={style['parts']}>
          <GroupProfile group={group.value} mayChange={mayManage(group.value)} />
          {mayInvite(group.value) && <JoinRequests space={space} />}
          <Members group={group.value} self={self} />
          {mayInvite(group.value) && <Invites space={space} />}
          <Rules group={group.value} mayChange={mayManage(group.value)} />
          {group.value.role !== null && <Leave space={space} title={group.value.title} />}
        </div>
      )}
    </Details>
  )
}
