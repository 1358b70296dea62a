import { useEffect, useId, useRef, useState, type ReactElement } from 'react'
import { fieldOf } from '../../../app/forms.ts'
import type { Contact, NetworkStatus } from '../../../app/queries.ts'
import { go } from '../../../app/route.ts'
import { useTask } from '../../../app/useTask.ts'
import { useManner, useWorld } from '../../../app/world.ts'
import { Button } from '../../../ui/Button/Button.tsx'
import { Icon } from '../../../ui/Icon/Icon.tsx'
import { IconButton } from '../../../ui/IconButton/IconButton.tsx'
import { TextField } from '../../../ui/TextField/TextField.tsx'
import { failureSentence } from '../../../words/index.ts'
import { Block } from '../Blocked/Block.tsx'
import { Portrait } from '../Portrait/Portrait.tsx'
import { SafetyNumber } from '../SafetyNumber/SafetyNumber.tsx'
import style from './ContactItem.module.css'

export interface ContactItemProps {
  readonly contact: Contact
  /** How she is reached right now; null: not. */
  readonly path: NetworkStatus['peers'][number]['path'] | null
  /** Whether the address names her: more about her is open, and has the focus. */
  readonly isSought: boolean
}

/** One person: how she is reached, write to her, call her otherwise, compare the safety number. */
export const ContactItem = ({ contact, path, isSought }: ContactItemProps): ReactElement => {
  const { words, formats } = useManner()
  const { now } = useWorld()
  const [isOpen, setOpen] = useState(false)
  const more = useRef<HTMLButtonElement>(null)
  const [wasSought, setSought] = useState(false)
  if (isSought !== wasSought) {
    setSought(isSought)
    if (isSought) setOpen(true)
  }
  useEffect(() => {
    if (isSought) more.current?.focus()
  }, [isSought])
  const id = useId()
  const { account, name, space, state, verified, lastHeard } = contact
  const standing = (): string | null => {
    if (state === 'asked') return words.people.asked
    if (path !== null) return words.people.path[path]
    return lastHeard === null ? null : words.people.lastHeard(formats.brief(lastHeard, now()))
  }
  return (
    <li className={style['item']}>
      <div className={style['row']}>
        <span className={style['portrait']}>
          <Portrait account={account} name={name} />
          {path !== null && <span className={style['lamp']} />}
        </span>
        <div className={style['who']}>
          <p className={style['name']}>
            <span>{name}</span>
            {verified && (
              <span className={style['verified']} title={words.people.verified}>
                <Icon name="verified" />
                <span className="only-said">{words.people.verified}</span>
              </span>
            )}
          </p>
          <p className={style['state']}>{standing()}</p>
        </div>
        <IconButton
          icon="chats"
          label={words.people.writeTo(name)}
          onClick={() => go({ screen: 'chat', space, message: null })}
        />
        <button
          ref={more}
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
      <SafetyNumber contact={contact} />
      <Block account={account} name={name} />
    </div>
  )
}
