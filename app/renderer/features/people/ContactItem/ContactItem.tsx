import { useId, useState, type ReactElement } from 'react'
import { fieldOf } from '../../../app/forms.ts'
import type { Contact } from '../../../app/queries.ts'
import { go } from '../../../app/route.ts'
import { useTask } from '../../../app/useTask.ts'
import { useManner, useWorld } from '../../../app/world.ts'
import { Avatar } from '../../../ui/Avatar/Avatar.tsx'
import { Button } from '../../../ui/Button/Button.tsx'
import { IconButton } from '../../../ui/IconButton/IconButton.tsx'
import { TextField } from '../../../ui/TextField/TextField.tsx'
import { failureSentence } from '../../../words/index.ts'
import { SafetyNumber } from './SafetyNumber.tsx'
import style from './ContactItem.module.css'

/** One person: write to her, call her otherwise, compare the safety number. */
export const ContactItem = ({ contact }: { readonly contact: Contact }): ReactElement => {
  const { words } = useManner()
  const [isOpen, setOpen] = useState(false)
  const id = useId()
  const { account, name, space, state } = contact
  return (
    <li className={style['item']}>
      <div className={style['row']}>
        <Avatar id={account} name={name} />
        <div className={style['who']}>
          <p className={style['name']}>{name}</p>
          {state === 'asked' && <p className={style['state']}>{words.people.asked}</p>}
        </div>
        <IconButton
          icon="chats"
          label={words.people.writeTo(name)}
          onClick={() => go({ screen: 'chat', space, message: null })}
        />
        <button
          type="button"
          className={style['more']}
          aria-expanded={isOpen}
          aria-controls={id}
          onClick={() => setOpen(!isOpen)}
        >
          <span className="only-said">{words.people.more(name)}</span>
          <span aria-hidden="true" className={style['chevron']} />
        </button>
      </div>
      <div id={id} hidden={!isOpen}>
        {isOpen && <Details contact={contact} />}
      </div>
    </li>
  )
}

const Details = ({ contact }: { readonly contact: Contact }): ReactElement => {
  const { connection } = useWorld()
  const { words } = useManner()
  const { isBusy, failure, run } = useTask()
  const { account, name, ownName } = contact
  return (
    <div className={style['details']}>
      <form
        className={style['rename']}
        onSubmit={(event) => {
          event.preventDefault()
          const wanted = fieldOf(event, 'name').trim()
          // Her own name, or nothing, is no other name.
          run(() =>
            connection.client.contact.rename({ account, name: wanted === '' || wanted === ownName ? null : wanted }),
          )
        }}
      >
        <TextField
          key={name}
          label={words.people.rename}
          hint={words.people.renameHint(ownName)}
          name="name"
          initial={name}
          error={failure === null ? null : failureSentence(failure, words)}
        />
        <Button type="submit" isBusy={isBusy}>
          {words.people.save}
        </Button>
      </form>
      <SafetyNumber account={account} />
    </div>
  )
}
