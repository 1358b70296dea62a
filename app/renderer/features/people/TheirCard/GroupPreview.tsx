import { useEffect, useState, type ReactElement } from 'react'
import type { AnswerOf, Rooms } from '#app/contract/index.ts'
import { reportFault } from '../../../app/fault.ts'
import { useManner, useWorld } from '../../../app/world.ts'
import { Avatar } from '../../../ui/Avatar/Avatar.tsx'
import { pastedOf } from './link.ts'
import style from './TheirCard.module.css'

type Group = AnswerOf<Rooms['space']['previewJoin']>

/** Which group the link in the field leads into, before anybody is asked; nothing while it is no such link. */
export const GroupPreview = ({ text }: { readonly text: string }): ReactElement => {
  const { words } = useManner()
  const group = useGroup(text)
  return (
    <output className={style['preview']}>
      {group !== null && (
        <>
          <Avatar id={group.space} name={group.title} />
          <span>
            <span className={style['name']}>{words.groups.joinTitle(group.title)}</span>
            <span className={style['hint']}>{words.groups.joinBy(group.byName, group.members)}</span>
            <span className={style['hint']}>{words.groups.joinKnown[group.known]}</span>
            {group.known === 'no' && group.once && <span className={style['hint']}>{words.groups.joinOnce}</span>}
            {group.known === 'no' && group.approval && (
              <span className={style['hint']}>{words.groups.joinApproval(group.byName)}</span>
            )}
          </span>
        </>
      )}
    </output>
  )
}

const useGroup = (text: string): Group | null => {
  const { connection } = useWorld()
  const [known, setKnown] = useState<{ readonly text: string; readonly group: Group } | null>(null)
  useEffect(() => {
    const pasted = pastedOf(text)
    if (pasted.type !== 'join') return
    connection.client.space
      .previewJoin({ link: pasted.link })
      .then((found) => setKnown(found.ok ? { text, group: found.value } : null))
      .catch(reportFault)
  }, [connection, text])
  // What was known of another text says nothing of this one.
  return known?.text === text ? known.group : null
}
