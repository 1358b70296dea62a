import { useState, type ReactElement } from 'react'
import { contactsQuery, type Group } from '../../../app/queries.ts'
import { useTask } from '../../../app/useTask.ts'
import { useLive, useManner, useWorld } from '../../../app/world.ts'
import { Button } from '../../../ui/Button/Button.tsx'
import { Dialog } from '../../../ui/Dialog/Dialog.tsx'
import { failureSentence } from '../../../words/index.ts'
import { PeoplePicker } from '../PeoplePicker/PeoplePicker.tsx'

export interface AddMembersProps {
  readonly group: Group
  readonly isOpen: boolean
  readonly onClose: () => void
}

/** Adds contacts to a group, and says what they will be able to read. */
export const AddMembers = ({ group, isOpen, onClose }: AddMembersProps): ReactElement => {
  const { words } = useManner()
  const { connection } = useWorld()
  const contacts = useLive(contactsQuery)
  const { isBusy, failure, run, forget } = useTask()
  const [chosen, setChosen] = useState<readonly string[]>([])
  const { space, members, policy } = group
  const close = (): void => {
    setChosen([])
    forget()
    onClose()
  }
  const inside = new Set(members.map(({ account }) => account))
  const all = contacts.state === 'here' ? contacts.value : []
  const people = all.filter(({ account, state }) => state === 'accepted' && !inside.has(account))
  const add = (): void =>
    run(async () => {
      const added = await connection.client.space.invite({ space, accounts: [...chosen] })
      if (added.ok) close()
      return added
    })
  return (
    <Dialog
      title={words.groups.add}
      lead={words.groups.addMore[policy?.history ?? 'all']}
      isOpen={isOpen}
      onClose={close}
      closeLabel={words.close}
      actions={
        <Button look="main" isBusy={isBusy || chosen.length === 0} onClick={add}>
          {words.groups.addNow}
        </Button>
      }
    >
      <PeoplePicker label={words.people.contacts} people={people} chosen={chosen} onChange={setChosen} />
      {failure !== null && <p role="alert">{failureSentence(failure, words)}</p>}
    </Dialog>
  )
}
