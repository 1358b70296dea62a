import type { ReactElement } from 'react'
import { shortcuts, type ShortcutGroup } from '../../../app/shortcuts.ts'
import { useManner } from '../../../app/world.ts'
import { Dialog } from '../../../ui/Dialog/Dialog.tsx'
import { Keys } from '../../../ui/Keys/Keys.tsx'
import type { Words } from '../../../words/index.ts'
import style from './Sheet.module.css'

const groups: readonly ShortcutGroup[] = ['everywhere', 'chats', 'chat']

/** What keys do, and which: those that do the same in one row. */
const rowsOf = (group: ShortcutGroup, words: Words): readonly (readonly [string, readonly string[]])[] => {
  const rows = Map.groupBy(
    shortcuts.filter((shortcut) => shortcut.group === group),
    ({ id }) => words.shortcuts.does[id],
  )
  return [...rows].map(([does, all]) => [does, all.map(({ keys }) => keys)])
}

/** Every shortcut, as the one table has them. */
export const Sheet = ({
  isOpen,
  onClose,
}: {
  readonly isOpen: boolean
  readonly onClose: () => void
}): ReactElement => {
  const { words } = useManner()
  return (
    <Dialog title={words.palette.shortcuts} isOpen={isOpen} onClose={onClose} closeLabel={words.close} size="large">
      <div className={style['groups']}>
        {groups.map((group) => (
          <section key={group} aria-labelledby={`keys-${group}`}>
            <h3 id={`keys-${group}`} className={style['title']}>
              {words.shortcuts.groups[group]}
            </h3>
            <dl className={style['rows']}>
              {rowsOf(group, words).map(([does, keys]) => (
                <div key={does} className={style['row']}>
                  <dt>{does}</dt>
                  <dd>
                    {keys.map((one) => (
                      <Keys key={one} keys={one} />
                    ))}
                  </dd>
                </div>
              ))}
            </dl>
          </section>
        ))}
      </div>
    </Dialog>
  )
}
