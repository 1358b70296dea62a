import { useState, type ReactElement } from 'react'
import { inviteLinksQuery, type InviteLink } from '../../../app/queries.ts'
import { useTask } from '../../../app/useTask.ts'
import { useLive, useManner, useWorld } from '../../../app/world.ts'
import { Button } from '../../../ui/Button/Button.tsx'
import { Copyable } from '../../../ui/Copyable/Copyable.tsx'
import { Dialog } from '../../../ui/Dialog/Dialog.tsx'
import { IconButton } from '../../../ui/IconButton/IconButton.tsx'
import { failureSentence, type Words } from '../../../words/index.ts'
import { QrCode } from '../../people/QrCode/QrCode.tsx'
import { Part } from '../Part/Part.tsx'
import { MakeLink } from './MakeLink.tsx'
import style from './Invites.module.css'

/** Links that lead into a group: made, shown, taken back. */
export const Invites = ({ space }: { readonly space: string }): ReactElement => {
  const { words } = useManner()
  const links = useLive(inviteLinksQuery(space))
  const [isMaking, setMaking] = useState(false)
  const [shown, setShown] = useState<string | null>(null)
  return (
    <Part
      title={words.groups.links}
      hint={words.groups.linksMore}
      act={<IconButton icon="add" label={words.groups.makeLink} onClick={() => setMaking(true)} />}
    >
      {links.state === 'here' && links.value.length > 0 && (
        <ul className={style['list']} aria-label={words.groups.links}>
          {links.value.map((link) => (
            <Item key={link.invite} link={link} onShow={() => setShown(link.link)} />
          ))}
        </ul>
      )}
      <Dialog
        title={words.groups.makeLink}
        isOpen={isMaking}
        onClose={() => setMaking(false)}
        closeLabel={words.close}
        size="small"
      >
        <MakeLink
          space={space}
          onMade={(link) => {
            setMaking(false)
            setShown(link)
          }}
        />
      </Dialog>
      <Dialog
        title={words.groups.link}
        isOpen={shown !== null}
        onClose={() => setShown(null)}
        closeLabel={words.close}
        size="small"
      >
        {shown !== null && (
          <>
            <QrCode text={shown} label={words.groups.linkCode} />
            <Copyable
              label={words.groups.link}
              text={shown}
              copyLabel={words.people.copyLink}
              copiedLabel={words.copied}
            />
          </>
        )}
      </Dialog>
    </Part>
  )
}

const Item = ({ link, onShow }: { readonly link: InviteLink; readonly onShow: () => void }): ReactElement => {
  const { words, formats } = useManner()
  const { connection, now } = useWorld()
  const { isBusy, failure, run } = useTask()
  const { invite, used } = link
  return (
    <li className={style['item']}>
      <span className={style['about']}>
        <span>{words.groups.linkUsed(used)}</span>
        <span className={style['terms']}>{termsOf(link, now(), words.groups, (at) => formats.whole(at))}</span>
      </span>
      <Button onClick={onShow}>{words.groups.showLink}</Button>
      <Button look="bare" isBusy={isBusy} onClick={() => run(() => connection.client.space.revokeInvite({ invite }))}>
        {words.groups.revoke}
      </Button>
      {failure !== null && <p role="alert">{failureSentence(failure, words)}</p>}
    </li>
  )
}

const termsOf = (link: InviteLink, now: number, words: Words['groups'], date: (at: number) => string): string => {
  const { expiresAt, uses, used, approval } = link
  const isOver = (expiresAt !== null && expiresAt <= now) || (uses !== null && used >= uses)
  if (isOver) return words.linkEnded
  return [
    ...(uses === 1 ? [words.linkOnce] : []),
    ...(approval ? [words.linkWithAsking] : []),
    ...(expiresAt === null ? [] : [words.linkEnds(date(expiresAt))]),
  ].join(' · ')
}
