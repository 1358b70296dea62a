import type { ReactElement } from 'react'
import { contactsQuery } from '../../../app/queries.ts'
import { useLive, useManner } from '../../../app/world.ts'
import { Section, Sections } from '../../../ui/Section/Section.tsx'
import { ContactItem } from '../ContactItem/ContactItem.tsx'
import { MyLink } from '../MyLink/MyLink.tsx'
import { Requests } from '../Requests/Requests.tsx'
import { TheirLink } from '../TheirLink/TheirLink.tsx'
import style from './PeoplePage.module.css'

/** Everybody one knows, who asks to be known, and how to add somebody. `link`: one that was opened from outside. */
export const PeoplePage = ({ link = '' }: { readonly link?: string }): ReactElement => {
  const { words, language } = useManner()
  const contacts = useLive(contactsQuery)
  const byName = new Intl.Collator(language)
  const people =
    contacts.state === 'here' ? contacts.value.toSorted((one, other) => byName.compare(one.name, other.name)) : []
  return (
    <Sections title={words.people.title}>
      <Requests />
      <Section title={words.people.add}>
        <MyLink />
        <hr className={style['line']} />
        <TheirLink key={link} link={link} />
      </Section>
      <Section title={words.people.contacts}>
        {people.length === 0 && contacts.state === 'here' && <p className={style['none']}>{words.people.noContacts}</p>}
        <ul className={style['list']} aria-label={words.people.contacts}>
          {people.map((contact) => (
            <ContactItem key={contact.account} contact={contact} />
          ))}
        </ul>
      </Section>
    </Sections>
  )
}
