import { useState, type ReactElement } from 'react'
import { contactsQuery, networkQuery, type Contact } from '../../../app/queries.ts'
import { go } from '../../../app/route.ts'
import { useLive, useManner } from '../../../app/world.ts'
import { Button } from '../../../ui/Button/Button.tsx'
import { Dialog } from '../../../ui/Dialog/Dialog.tsx'
import { SearchField } from '../../../ui/SearchField/SearchField.tsx'
import { Section, Sections } from '../../../ui/Section/Section.tsx'
import { Skeleton } from '../../../ui/Skeleton/Skeleton.tsx'
import { failureSentence } from '../../../words/index.ts'
import { AddPerson } from '../AddPerson/AddPerson.tsx'
import { Blocked } from '../Blocked/Blocked.tsx'
import { ContactItem } from '../ContactItem/ContactItem.tsx'
import { namedAs } from '../names.ts'
import { Requests } from '../Requests/Requests.tsx'
import style from './PeoplePage.module.css'

/** From so many on, one looks for people instead of reading the list. */
const WORTH_SEARCHING = 6

export interface PeoplePageProps {
  /** A link that was opened from outside. */
  readonly link?: string | null
  /** The account that the address names: of whom more is shown at once. */
  readonly person?: string | null
}

/** Everybody one knows, who asks to be known, and how to add somebody. */
export const PeoplePage = ({ link = null, person = null }: PeoplePageProps): ReactElement => {
  const { words } = useManner()
  const contacts = useLive(contactsQuery)
  const [isAdding, setAdding] = useState(false)
  if (contacts.state === 'failed')
    return (
      <Sections title={words.people.title}>
        <p role="alert">{failureSentence(contacts.failure, words)}</p>
      </Sections>
    )
  const nobody = contacts.state === 'here' && contacts.value.length === 0
  const close = (): void => {
    setAdding(false)
    if (link !== null) go({ screen: 'people' })
  }
  return (
    <Sections title={words.people.title}>
      <Requests />
      {nobody && (
        <Section title={words.people.addFirst} hint={words.people.addFirstMore}>
          <AddPerson link={link} />
        </Section>
      )}
      <Section title={words.people.contacts}>
        {contacts.state === 'here' ? (
          <Contacts people={contacts.value} sought={person} onAdd={() => setAdding(true)} />
        ) : (
          <Skeleton shape="row" count={4} />
        )}
      </Section>
      <Blocked />
      {!nobody && contacts.state === 'here' && (
        <Dialog
          title={words.people.add}
          isOpen={isAdding || link !== null}
          onClose={close}
          closeLabel={words.close}
          size="large"
        >
          <AddPerson link={link} />
        </Dialog>
      )}
    </Sections>
  )
}

interface ContactsProps {
  readonly people: readonly Contact[]
  readonly sought: string | null
  readonly onAdd: () => void
}

const Contacts = ({ people, sought, onAdd }: ContactsProps): ReactElement => {
  const { words } = useManner()
  const [wanted, setWanted] = useState('')
  const pathOf = usePaths()
  const shown = namedAs(people, wanted)
  if (people.length === 0) return <p className={style['none']}>{words.people.noContacts}</p>
  return (
    <>
      <div className={style['tools']}>
        {people.length >= WORTH_SEARCHING && (
          <div className={style['search']}>
            <SearchField
              label={words.people.search}
              text={wanted}
              onChange={setWanted}
              clearLabel={words.people.clearSearch}
            />
          </div>
        )}
        <Button icon="addPerson" look="main" onClick={onAdd}>
          {words.people.add}
        </Button>
      </div>
      {shown.length === 0 && <p className={style['none']}>{words.people.nobodyNamed}</p>}
      <ul className={style['list']} aria-label={words.people.contacts}>
        {shown.map((contact) => (
          <ContactItem
            key={contact.account}
            contact={contact}
            path={pathOf(contact.account)}
            isSought={contact.account === sought}
          />
        ))}
      </ul>
      <output className="only-said">{wanted === '' ? '' : words.people.counted(shown.length)}</output>
    </>
  )
}

/** How each person is reached right now, by the best of her computers. */
const usePaths = (): ((account: string) => 'direct' | 'local' | 'relay' | null) => {
  const network = useLive(networkQuery)
  const peers = network.state === 'here' ? network.value.peers : []
  return (account) => {
    const paths = peers.filter((peer) => peer.account === account).map(({ path }) => path)
    return (['local', 'direct', 'relay'] as const).find((path) => paths.includes(path)) ?? null
  }
}
