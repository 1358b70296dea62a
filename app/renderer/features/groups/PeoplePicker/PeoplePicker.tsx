import { useId, useState, type ReactElement } from 'react'
import type { Contact } from '../../../app/queries.ts'
import { useManner } from '../../../app/world.ts'
import { Icon } from '../../../ui/Icon/Icon.tsx'
import { SearchField } from '../../../ui/SearchField/SearchField.tsx'
import { namedAs } from '../../people/names.ts'
import { Portrait } from '../../people/Portrait/Portrait.tsx'
import style from './PeoplePicker.module.css'

/** From so many on, one looks for people instead of reading the list. */
const WORTH_SEARCHING = 6

export interface PeoplePickerProps {
  readonly label: string
  /** Who can be chosen. */
  readonly people: readonly Contact[]
  /** Accounts, in the order in which they were chosen. */
  readonly chosen: readonly string[]
  readonly onChange: (chosen: readonly string[]) => void
}

/** Chooses people: ticks in a list that is searched by name, and above it who was chosen. ARIA: group of checkboxes. */
export const PeoplePicker = ({ label, people, chosen, onChange }: PeoplePickerProps): ReactElement => {
  const { words } = useManner()
  const [wanted, setWanted] = useState('')
  const id = useId()
  const toggle = (account: string): void =>
    onChange(chosen.includes(account) ? chosen.filter((one) => one !== account) : [...chosen, account])
  const shown = namedAs(people, wanted)
  return (
    <fieldset className={style['picker']}>
      <legend className={style['legend']}>
        {label} <span className={style['count']}>{chosen.length === 0 ? '' : words.groups.chosen(chosen.length)}</span>
      </legend>
      <Chosen people={people.filter(({ account }) => chosen.includes(account))} onRemove={toggle} />
      {people.length >= WORTH_SEARCHING && (
        <SearchField
          label={words.people.search}
          text={wanted}
          onChange={setWanted}
          clearLabel={words.people.clearSearch}
        />
      )}
      {people.length === 0 && <p className={style['none']}>{words.groups.nobodyToAdd}</p>}
      {people.length > 0 && shown.length === 0 && <p className={style['none']}>{words.people.nobodyNamed}</p>}
      <ul className={style['list']}>
        {shown.map(({ account, name }) => (
          <li key={account}>
            <label className={style['person']} htmlFor={`${id}-${account}`}>
              <Portrait account={account} name={name} size="small" />
              <bdi className={style['name']}>{name}</bdi>
              <input
                id={`${id}-${account}`}
                type="checkbox"
                className={style['box']}
                checked={chosen.includes(account)}
                onChange={() => toggle(account)}
              />
            </label>
          </li>
        ))}
      </ul>
    </fieldset>
  )
}

const Chosen = (props: { readonly people: readonly Contact[]; readonly onRemove: (account: string) => void }) => {
  const { words } = useManner()
  if (props.people.length === 0) return null
  return (
    <ul className={style['chosen']} aria-label={words.groups.chosenList}>
      {props.people.map(({ account, name }) => (
        <li key={account}>
          <button
            type="button"
            className={style['chip']}
            aria-label={words.groups.unchoose(name)}
            onClick={() => props.onRemove(account)}
          >
            <bdi>{name}</bdi>
            <Icon name="close" />
          </button>
        </li>
      ))}
    </ul>
  )
}
