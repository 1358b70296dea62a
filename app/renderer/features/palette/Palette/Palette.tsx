import { Dialog as Base } from '@base-ui/react/dialog'
import { useId, useLayoutEffect, useRef, useState, type KeyboardEvent, type ReactElement, type RefObject } from 'react'
import { useManner } from '../../../app/world.ts'
import { Icon } from '../../../ui/Icon/Icon.tsx'
import { Keys } from '../../../ui/Keys/Keys.tsx'
import { useComposition } from '../../chat/Composer/useComposition.ts'
import { Portrait } from '../../people/Portrait/Portrait.tsx'
import { rank, type Ranked } from '../rank.ts'
import { useEntries, type PaletteEntry } from '../useEntries.ts'
import { useRecent } from '../useRecent.ts'
import style from './Palette.module.css'

export interface PaletteProps {
  readonly self: string
  readonly isOpen: boolean
  /** Where the focus was, and goes back to. */
  readonly from: HTMLElement | null
  readonly onClose: () => void
  readonly openSheet: () => void
}

/**
 * One line that leads to every chat, person, place, setting and action. Arrows choose, Enter goes, Escape closes.
 * ARIA: dialog with a combobox and its listbox; the focus stays in the line.
 */
export const Palette = ({ self, isOpen, from, onClose, openSheet }: PaletteProps): ReactElement => {
  const { words } = useManner()
  const field = useRef<HTMLInputElement>(null)
  return (
    <Base.Root open={isOpen} onOpenChange={(open) => !open && onClose()}>
      <Base.Portal>
        <Base.Backdrop className={style['veil']} />
        <Base.Popup
          className={style['palette']}
          initialFocus={field}
          // Where the dialog would lead it back to is the line itself, which takes the focus before the dialog looks.
          finalFocus={() => from ?? true}
          aria-label={words.palette.label}
        >
          <Finder self={self} field={field} onClose={onClose} openSheet={openSheet} />
        </Base.Popup>
      </Base.Portal>
    </Base.Root>
  )
}

interface FinderProps extends Omit<PaletteProps, 'isOpen' | 'from'> {
  readonly field: RefObject<HTMLInputElement | null>
}

const Finder = ({ self, field, onClose, openSheet }: FinderProps): ReactElement => {
  const { words } = useManner()
  const id = useId()
  const [text, setText] = useState('')
  const [at, setAt] = useState(0)
  const [recent, remember] = useRecent()
  const groups = rank(text, useEntries(self, openSheet), recent)
  const flat = groups.flatMap(({ entries }) => entries)
  const chosen = flat[Math.min(at, flat.length - 1)]
  const choose = (entry: PaletteEntry | undefined): void => {
    if (entry === undefined) return
    remember(entry.id)
    // It closes first, so that what it leads to can take the focus.
    onClose()
    entry.choose()
  }
  const enter = useComposition(() => choose(chosen), { isLine: true })
  // In the turn of the key that opened it: a letter typed at once after it is typed here, and not where one wrote before.
  useLayoutEffect(() => field.current?.focus(), [field])
  const move = (event: KeyboardEvent, by: number): void => {
    event.preventDefault()
    const next = (Math.min(at, flat.length - 1) + by + flat.length) % Math.max(1, flat.length)
    setAt(next)
    document.getElementById(`${id}-${next}`)?.scrollIntoView({ block: 'nearest' })
  }
  return (
    <>
      <div className={style['line']}>
        <Icon name="search" />
        <input
          {...enter.handlers}
          ref={field}
          className={style['input']}
          role="combobox"
          aria-expanded="true"
          aria-controls={`${id}-list`}
          aria-autocomplete="list"
          aria-activedescendant={chosen === undefined ? undefined : `${id}-${flat.indexOf(chosen)}`}
          aria-label={words.palette.field}
          placeholder={words.palette.field}
          value={text}
          autoComplete="off"
          spellCheck={false}
          onChange={({ target }) => {
            setText(target.value)
            setAt(0)
          }}
          onKeyDown={(event) => {
            if (enter.onKeyDown(event)) return
            // In Japanese and Chinese the arrows choose among candidates.
            if (event.nativeEvent.isComposing && !enter.isHangul()) return
            if (event.key === 'ArrowDown') move(event, 1)
            if (event.key === 'ArrowUp') move(event, -1)
          }}
        />
        <Keys keys="Escape" />
      </div>
      <List id={id} groups={groups} chosen={chosen} onChoose={choose} onPoint={(entry) => setAt(flat.indexOf(entry))} />
      {flat.length === 0 && <p className={style['nothing']}>{words.palette.nothing}</p>}
      <output className="only-said">{text === '' ? '' : words.palette.found(flat.length)}</output>
    </>
  )
}

interface ListProps {
  readonly id: string
  readonly groups: readonly Ranked<PaletteEntry>[]
  readonly chosen: PaletteEntry | undefined
  readonly onChoose: (entry: PaletteEntry) => void
  readonly onPoint: (entry: PaletteEntry) => void
}

const List = ({ id, groups, chosen, onChoose, onPoint }: ListProps): ReactElement => {
  const { words } = useManner()
  const flat = groups.flatMap(({ entries }) => entries)
  return (
    // oxlint-disable-next-line jsx-a11y/prefer-tag-over-role -- the elements of forms hold neither pictures nor keys
    <div className={style['list']} role="listbox" id={`${id}-list`} aria-label={words.palette.label}>
      {groups.map(({ group, entries }) => (
        // oxlint-disable-next-line jsx-a11y/prefer-tag-over-role -- the elements of forms hold neither pictures nor keys
        <div key={group} role="group" aria-labelledby={`${id}-${group}`}>
          <div id={`${id}-${group}`} className={style['group']} role="presentation">
            {words.palette.groups[group]}
          </div>
          {entries.map((entry) => (
            // oxlint-disable-next-line jsx-a11y/click-events-have-key-events -- the keys are heard by the combobox that has the focus
            <div
              key={entry.id}
              id={`${id}-${flat.indexOf(entry)}`}
              className={style['entry']}
              // oxlint-disable-next-line jsx-a11y/prefer-tag-over-role -- the elements of forms hold neither pictures nor keys
              role="option"
              aria-selected={entry === chosen}
              tabIndex={-1}
              onPointerMove={() => entry !== chosen && onPoint(entry)}
              // The focus stays in the line.
              onPointerDown={(event) => event.preventDefault()}
              onClick={() => onChoose(entry)}
            >
              <span className={style['picture']}>
                {typeof entry.icon === 'string' ? (
                  <Icon name={entry.icon} />
                ) : (
                  <Portrait account={entry.icon.account} name={entry.terms[0] ?? entry.label} size="small" />
                )}
              </span>
              <span className={style['label']}>{entry.label}</span>
              {entry.more !== undefined && <span className={style['more']}>{entry.more}</span>}
              {entry.keys !== undefined && <Keys keys={entry.keys} />}
            </div>
          ))}
        </div>
      ))}
    </div>
  )
}
