import { Menu as Base } from '@base-ui/react/menu'
import type { ReactElement } from 'react'
import { Icon, type IconName } from '../Icon/Icon.tsx'
import { Keys } from '../Keys/Keys.tsx'
import { classes } from '../classes.ts'
import style from './Menu.module.css'

/** Something one can do, or a line between groups of them. */
export type MenuEntry =
  | 'line'
  | {
      readonly label: string
      readonly icon?: IconName
      /** Its shortcut, `Mod+K`. */
      readonly keys?: string
      readonly isDangerous?: boolean
      /** For what is on or off; shown by a tick. */
      readonly isChecked?: boolean
      readonly isDisabled?: boolean
      readonly onChoose: () => void
    }

export interface MenuProps {
  /** What opens it: a button. */
  readonly trigger: ReactElement
  readonly entries: readonly MenuEntry[]
}

/** What can be done with something, behind a button. Arrows walk, letters jump. ARIA: menu button. */
export const Menu = ({ trigger, entries }: MenuProps): ReactElement => (
  <Base.Root modal={false}>
    <Base.Trigger render={trigger} />
    <Base.Portal>
      <Base.Positioner className={style['place']} align="end" sideOffset={4} collisionPadding={8}>
        <Entries entries={entries} />
      </Base.Positioner>
    </Base.Portal>
  </Base.Root>
)

/** Where a menu opens: a point of the window in CSS pixels (of a right click), or an element (of the menu key). */
export type MenuPlace = { readonly x: number; readonly y: number } | Element

export interface MenuAtProps {
  /** Null: closed. */
  readonly place: MenuPlace | null
  readonly entries: readonly MenuEntry[]
  readonly onClose: () => void
}

const rectangleAt = ({ x, y }: { readonly x: number; readonly y: number }): DOMRect => new DOMRect(x, y, 0, 0)

/**
 * The same at a place: one for a whole list, opened by its `onContextMenu` with the row it was asked for (`placeOf`).
 * The focus goes back to where it was. ARIA: menu.
 */
export const MenuAt = ({ place, entries, onClose }: MenuAtProps): ReactElement => (
  <Base.Root open={place !== null} modal={false} onOpenChange={(open) => !open && onClose()}>
    <Base.Portal>
      <Base.Positioner
        className={style['place']}
        align="start"
        sideOffset={2}
        collisionPadding={8}
        anchor={
          place === null || place instanceof Element ? place : { getBoundingClientRect: () => rectangleAt(place) }
        }
      >
        <Entries entries={entries} />
      </Base.Positioner>
    </Base.Portal>
  </Base.Root>
)

/** Where the menu of a `contextmenu` event belongs: at the pointer, or at the element where the menu key was pressed. */
export const placeOf = (event: {
  readonly clientX: number
  readonly clientY: number
  readonly currentTarget: Element
}): MenuPlace => {
  const isPointer = event.clientX !== 0 || event.clientY !== 0
  return isPointer ? { x: event.clientX, y: event.clientY } : event.currentTarget
}

const Entries = ({ entries }: { readonly entries: readonly MenuEntry[] }): ReactElement => (
  <Base.Popup className={style['menu']}>
    {entries.map((entry, at) =>
      entry === 'line' ? (
        // oxlint-disable-next-line react/no-array-index-key -- a line is known by nothing but where it stands
        <Base.Separator key={at} className={style['line']} />
      ) : entry.isChecked === undefined ? (
        <Base.Item
          key={entry.label}
          className={classes(style['entry'], entry.isDangerous === true && style['dangerous'])}
          disabled={entry.isDisabled}
          onClick={entry.onChoose}
        >
          {entry.icon !== undefined && <Icon name={entry.icon} />}
          <span className={style['label']}>{entry.label}</span>
          {entry.keys !== undefined && <Keys keys={entry.keys} />}
        </Base.Item>
      ) : (
        <Base.CheckboxItem
          key={entry.label}
          className={style['entry']}
          checked={entry.isChecked}
          disabled={entry.isDisabled}
          closeOnClick
          onCheckedChange={entry.onChoose}
        >
          {entry.icon !== undefined && <Icon name={entry.icon} />}
          <span className={style['label']}>{entry.label}</span>
          {entry.isChecked && <Icon name="check" />}
        </Base.CheckboxItem>
      ),
    )}
  </Base.Popup>
)
