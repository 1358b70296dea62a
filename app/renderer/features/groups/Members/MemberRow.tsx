import { useState, type ReactElement } from 'react'
import { contactsQuery, type Group, type Member } from '../../../app/queries.ts'
import { go } from '../../../app/route.ts'
import { useTask } from '../../../app/useTask.ts'
import { useLive, useManner, useWorld } from '../../../app/world.ts'
import { Avatar } from '../../../ui/Avatar/Avatar.tsx'
import { Confirm } from '../../../ui/Confirm/Confirm.tsx'
import { IconButton } from '../../../ui/IconButton/IconButton.tsx'
import { Menu, type MenuEntry } from '../../../ui/Menu/Menu.tsx'
import { failureSentence } from '../../../words/index.ts'
import { rightsOver } from '../rights.ts'
import style from './Members.module.css'

export interface MemberRowProps {
  readonly group: Group
  readonly member: Member
  readonly isSelf: boolean
}

/** One member: her name as one calls her, her role, and behind a button what may be done about her. */
export const MemberRow = ({ group, member, isSelf }: MemberRowProps): ReactElement => {
  const { words } = useManner()
  const { connection, picture } = useWorld()
  const { isBusy, failure, run, forget } = useTask()
  const contacts = useLive(contactsQuery)
  const [isRemoving, setRemoving] = useState(false)
  const { space } = group
  const { account, role } = member
  const contact = contacts.state === 'here' ? contacts.value.find((one) => one.account === account) : undefined
  const name = contact?.name ?? member.name
  const { roles, remove } = rightsOver(group.role, member)
  const roleLabels = { owner: words.groups.makeOwner, admin: words.groups.makeAdmin, member: words.groups.makeMember }
  const entries: MenuEntry[] = [
    ...(contact === undefined
      ? []
      : [
          {
            label: words.groups.writeTo,
            icon: 'chats' as const,
            onChoose: () => go({ screen: 'chat', space: contact.space, message: null }),
          },
        ]),
    ...roles.map((wanted) => ({
      label: roleLabels[wanted],
      onChoose: () => run(() => connection.client.space.setRole({ space, account, role: wanted })),
    })),
    ...(remove
      ? (['line', { label: words.groups.remove, isDangerous: true, onChoose: () => setRemoving(true) }] as const)
      : []),
  ]
  const error = failure === null ? null : failureSentence(failure, words)
  return (
    <li>
      <div className={style['member']}>
        <Avatar
          id={account}
          name={name}
          size="small"
          picture={member.picture === null ? null : picture(member.picture)}
        />
        <bdi className={style['name']}>{isSelf ? words.groups.you : name}</bdi>
        {role !== 'member' && <span className={style['role']}>{words.groups.role[role]}</span>}
        {!isSelf && entries.length > 0 && (
          <Menu trigger={<IconButton icon="more" label={words.groups.actionsFor(name)} />} entries={entries} />
        )}
      </div>
      {error !== null && !isRemoving && <p role="alert">{error}</p>}
      <Confirm
        title={words.groups.removeTitle(name)}
        lead={words.groups.removeMore(name)}
        isOpen={isRemoving}
        onClose={() => {
          setRemoving(false)
          forget()
        }}
        cancelLabel={words.groups.cancel}
        doLabel={words.groups.removeNow}
        isBusy={isBusy}
        failure={error}
        onDo={() => run(() => connection.client.space.removeMember({ space, account }))}
      />
    </li>
  )
}
