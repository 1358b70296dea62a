import { useEffect, useState, type ReactElement } from 'react'
import type { AnswerOf, Rooms } from '#app/contract/index.ts'
import { reportFault } from '../../../app/fault.ts'
import { useManner, useWorld } from '../../../app/world.ts'
import { Portrait } from '../Portrait/Portrait.tsx'
import { pastedOf } from './link.ts'
import style from './TheirCard.module.css'

type Person = AnswerOf<Rooms['contact']['preview']>

/** Whom the link in the field leads to, before she is added. Its place is kept while it is none, so that no button moves. */
export const Preview = ({ text }: { readonly text: string }): ReactElement => {
  const { words } = useManner()
  const person = usePreview(text)
  return (
    <output className={style['preview']} data-known={person !== null || undefined}>
      {person === null ? (
        <span className={style['hint']}>{words.people.leadsNowhere}</span>
      ) : (
        <>
          <Portrait account={person.account} name={person.name} />
          <span>
            <span className={style['name']}>{words.people.leadsTo(person.name)}</span>
            <span className={style['hint']}>{words.people.leadsToMore[person.known]}</span>
            {person.once && person.known === 'no' && <span className={style['hint']}>{words.people.leadsToOnce}</span>}
          </span>
        </>
      )}
    </output>
  )
}

const usePreview = (text: string): Person | null => {
  const { connection } = useWorld()
  const [known, setKnown] = useState<{ readonly text: string; readonly person: Person } | null>(null)
  useEffect(() => {
    const pasted = pastedOf(text)
    if (pasted.type !== 'contact') return
    connection.client.contact
      .preview({ link: pasted.link })
      .then((found) => setKnown(found.ok ? { text, person: found.value } : null))
      .catch(reportFault)
  }, [connection, text])
  // What was known of another text says nothing of this one.
  return known?.text === text ? known.person : null
}
