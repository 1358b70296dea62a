import { useState, type ReactElement } from 'react'
import type { Group, Member } from '../../../app/queries.ts'
import { useManner } from '../../../app/world.ts'
import { IconButton } from '../../../ui/IconButton/IconButton.tsx'
import { SearchField } from '../../../ui/SearchField/SearchField.tsx'
import { isNamed } from '../../people/names.ts'
import { AddMembers } from '../AddMembers/AddMembers.tsx'
import { Part } from '../Part/Part.tsx'
import { mayInvite } from '../rights.ts'
import { MemberRow } from './MemberRow.tsx'
import style from './Members.module.css'

/** From so many on, one looks for people instead of reading the list. */
const WORTH_SEARCHING = 8

const ranks: Readonly<Record<Member['role'], number>> = { owner: 0, admin: 1, member: 2 }
const byName = new Intl.Collator('ko')

/** Oneself first, then by role and name. */
const inOrder = (members: readonly Member[], self: string): Member[] =>
  members.toSorted(
    (a, b) =>
      Number(b.account === self) - Number(a.account === self) ||
      ranks[a.role] - ranks[b.role] ||
      byName.compare(a.name, b.name),
  )

/** Who is in a group, and what may be done about each. */
export const Members = ({ group, self }: { readonly group: Group; readonly self: string }): ReactElement => {
  const { words } = useManner()
  const [wanted, setWanted] = useState('')
  const [isAdding, setAdding] = useState(false)
  const shown = inOrder(
    group.members.filter(({ name }) => isNamed(name, wanted)),
    self,
  )
  return (
    <Part
      title={words.groups.members}
      hint={words.groups.rolesMore}
      act={mayInvite(group) && <IconButton icon="addPerson" label={words.groups.add} onClick={() => setAdding(true)} />}
    >
      {group.members.length >= WORTH_SEARCHING && (
        <SearchField
          label={words.people.search}
          text={wanted}
          onChange={setWanted}
          clearLabel={words.people.clearSearch}
        />
      )}
      <ul className={style['list']} aria-label={words.groups.members}>
        {shown.map((member) => (
          <MemberRow key={member.account} group={group} member={member} isSelf={member.account === self} />
        ))}
      </ul>
      {shown.length === 0 && <p>{words.people.nobodyNamed}</p>}
      <AddMembers group={group} isOpen={isAdding} onClose={() => setAdding(false)} />
    </Part>
  )
}
