import type { ReactElement, Ref } from 'react'
import { Icon } from '../Icon/Icon.tsx'
import { IconButton } from '../IconButton/IconButton.tsx'
import style from './SearchField.module.css'

export interface SearchFieldProps {
  /** Its name; shown in it while it is empty. */
  readonly label: string
  readonly text: string
  readonly onChange: (text: string) => void
  /** Name of the button that empties it; Escape does the same. */
  readonly clearLabel: string
  /** The shortcut that leads here, shown in its tip. */
  readonly keys?: string
  readonly ref?: Ref<HTMLInputElement>
}

/** A line that finds things while one types. ARIA: searchbox. */
export const SearchField = ({ label, text, onChange, clearLabel, keys, ref }: SearchFieldProps): ReactElement => (
  <search className={style['search']} data-tip={keys === undefined ? undefined : label} data-keys={keys}>
    <Icon name="search" />
    <input
      ref={ref}
      type="search"
      className={style['input']}
      aria-label={label}
      placeholder={label}
      value={text}
      autoComplete="off"
      onChange={({ target }) => onChange(target.value)}
      onKeyDown={(event) => {
        if (event.key !== 'Escape' || text === '' || event.nativeEvent.isComposing) return
        event.stopPropagation()
        onChange('')
      }}
    />
    {text !== '' && <IconButton icon="close" label={clearLabel} size="small" onClick={() => onChange('')} />}
  </search>
)
