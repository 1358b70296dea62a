import type { ReactElement } from 'react'
import type { Group } from '../../../app/queries.ts'
import { useTask } from '../../../app/useTask.ts'
import { useManner, useWorld } from '../../../app/world.ts'
import { Choice } from '../../../ui/Choice/Choice.tsx'
import { failureSentence } from '../../../words/index.ts'
import { Part } from '../Part/Part.tsx'

export interface RulesProps {
  readonly group: Group
  readonly mayChange: boolean
}

/** What newcomers may read, and who may invite. Who may not change it is told how it is. */
export const Rules = ({ group, mayChange }: RulesProps): ReactElement | null => {
  const { words } = useManner()
  const { connection } = useWorld()
  const { failure, run } = useTask()
  const { space, policy } = group
  if (policy === null) return null
  const history = [
    { value: 'all' as const, label: words.groups.historyAll },
    { value: 'fromNow' as const, label: words.groups.historyFromNow },
  ]
  const invite = [
    { value: 'members' as const, label: words.groups.inviteMembers },
    { value: 'admins' as const, label: words.groups.inviteAdmins },
  ]
  const chosen = <T extends string>(options: readonly { readonly value: T; readonly label: string }[], value: T) =>
    options.find((one) => one.value === value)?.label ?? ''
  return (
    <Part title={words.groups.policy}>
      {mayChange ? (
        <>
          <Choice
            label={words.groups.history}
            options={history}
            chosen={policy.history}
            onChoose={(value) => run(() => connection.client.space.setPolicy({ space, history: value }))}
          />
          <Choice
            label={words.groups.mayInvite}
            options={invite}
            chosen={policy.invite}
            onChoose={(value) => run(() => connection.client.space.setPolicy({ space, invite: value }))}
          />
        </>
      ) : (
        <>
          <p>{`${words.groups.history}: ${chosen(history, policy.history)}`}</p>
          <p>{`${words.groups.mayInvite}: ${chosen(invite, policy.invite)}`}</p>
        </>
      )}
      {failure !== null && <p role="alert">{failureSentence(failure, words)}</p>}
    </Part>
  )
}
