import { useState, type ReactElement } from 'react'
import { Button } from '../../../ui/Button/Button.tsx'
import { Dialog } from '../../../ui/Dialog/Dialog.tsx'
import { IconButton } from '../../../ui/IconButton/IconButton.tsx'
import { Menu, MenuAt, placeOf, type MenuEntry, type MenuPlace } from '../../../ui/Menu/Menu.tsx'
import { Popover } from '../../../ui/Popover/Popover.tsx'
import { Section } from '../../../ui/Section/Section.tsx'
import { useSay } from '../../../ui/Toast/Toasts.tsx'
import { Details } from '../../frame/Details/Details.tsx'
import { useManner } from '../../../app/world.ts'
import style from './Gallery.module.css'

/** What opens over the page: tips, menus, popovers, dialogs, and what is said in passing. */
export const Layers = (): ReactElement => {
  const { words } = useManner()
  const say = useSay()
  const [isMuted, setMuted] = useState(false)
  const [isOpen, setOpen] = useState(false)
  const [place, setPlace] = useState<MenuPlace | null>(null)
  const [hasDetails, setDetails] = useState(false)
  const close = (): void => setOpen(false)
  const entries: readonly MenuEntry[] = [
    { label: 'Reply', icon: 'reply', keys: 'R', onChoose: () => say('Replying') },
    { label: 'Copy', icon: 'copy', keys: 'Mod+C', onChoose: () => say('Copied') },
    { label: 'Muted', icon: 'warning', isChecked: isMuted, onChoose: () => setMuted(!isMuted) },
    'line',
    { label: 'Not now', icon: 'download', isDisabled: true, onChoose: () => {} },
    { label: 'Remove', icon: 'remove', isDangerous: true, onChoose: () => say('Removed') },
  ]
  return (
    <Section title="Layers" hint="Escape closes each, and the focus goes back to where it was.">
      <div className={style['row']}>
        <Menu trigger={<IconButton icon="more" label="Menu" />} entries={entries} />
        <Button
          onContextMenu={(event) => {
            event.preventDefault()
            setPlace(placeOf(event))
          }}
          onClick={(event) => setPlace(event.currentTarget)}
        >
          Context menu
        </Button>
        <MenuAt place={place} entries={entries} onClose={() => setPlace(null)} />
        <Popover trigger={<Button>Popover</Button>} title="With a relay">
          <p>A relay holds it, sealed, until it can be fetched.</p>
        </Popover>
        <Button onClick={() => setOpen(true)}>Dialog</Button>
        <Button onClick={() => setDetails(true)}>Details</Button>
        <Button onClick={() => say('Link copied')}>Toast</Button>
        <Button onClick={() => say('대화를 보관했어요', { label: '되돌리기', onChoose: () => say('되돌렸어요') })}>
          Toast with undo
        </Button>
      </div>
      {hasDetails && (
        <Details title="Details" onClose={() => setDetails(false)}>
          <p>Members, media, history: whatever a screen knows more of.</p>
        </Details>
      )}
      <Dialog
        title="Remove this person?"
        lead="The chat stays on this computer. 대화는 이 컴퓨터에 남아요."
        isOpen={isOpen}
        onClose={close}
        closeLabel={words.close}
        size="small"
        actions={
          <>
            <Button onClick={close}>Keep</Button>
            <Button look="danger" onClick={close}>
              Remove
            </Button>
          </>
        }
      >
        <p>She can still write to you with your link.</p>
      </Dialog>
    </Section>
  )
}
