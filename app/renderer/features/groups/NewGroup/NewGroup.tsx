import { useId, useState, type ReactElement } from 'react'
import { fieldOf } from '../../../app/forms.ts'
import { contactsQuery } from '../../../app/queries.ts'
import { go } from '../../../app/route.ts'
import { useTask } from '../../../app/useTask.ts'
import { useLive, useManner, useWorld } from '../../../app/world.ts'
import { Button } from '../../../ui/Button/Button.tsx'
import { Dialog } from '../../../ui/Dialog/Dialog.tsx'
import { Skeleton } from '../../../ui/Skeleton/Skeleton.tsx'
import { TextField } from '../../../ui/TextField/TextField.tsx'
import { failureSentence } from '../../../words/index.ts'
import { PeoplePicker } from '../PeoplePicker/PeoplePicker.tsx'
import style from './NewGroup.module.css'

export interface NewGroupProps {
  readonly isOpen: boolean
  readonly onClose: () => void
}

/** Makes a group: what it is called, and who is in it from the beginning. */
export const NewGroup = ({ isOpen, onClose }: NewGroupProps): ReactElement => {
  const { words } = useManner()
  return (
    <Dialog title={words.groups.create} isOpen={isOpen} onClose={onClose} closeLabel={words.close}>
      <Form onDone={onClose} />
    </Dialog>
  )
}

const Form = ({ onDone }: { readonly onDone: () => void }): ReactElement => {
  const { words } = useManner()
  const { connection } = useWorld()
  const contacts = useLive(contactsQuery)
  const { isBusy, failure, run } = useTask()
  const [members, setMembers] = useState<readonly string[]>([])
  const id = useId()
  const create = (title: string): void =>
    run(async () => {
      const made = await connection.client.space.create({ title, members: [...members] })
      if (made.ok) {
        onDone()
        go({ screen: 'chat', space: made.value.space, message: null })
      }
      return made
    })
  return (
    <form
      id={id}
      className={style['form']}
      onSubmit={(event) => {
        event.preventDefault()
        create(fieldOf(event, 'title').trim())
      }}
    >
      <TextField
        label={words.groups.title}
        hint={words.groups.titleHint}
        name="title"
        takesFocus
        error={failure === null ? null : failureSentence(failure, words)}
      />
      {contacts.state === 'here' ? (
        <PeoplePicker
          label={words.groups.members}
          people={contacts.value.filter(({ state }) => state === 'accepted')}
          chosen={members}
          onChange={setMembers}
        />
      ) : (
        <Skeleton shape="row" count={4} />
      )}
      <Button type="submit" look="main" isBusy={isBusy}>
        {words.groups.createNow}
      </Button>
    </form>
  )
}
