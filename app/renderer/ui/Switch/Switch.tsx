import { useId, type ReactElement } from 'react'
import style from './Switch.module.css'

export interface SwitchProps {
  readonly label: string
  readonly hint?: string
  readonly isOn: boolean
  readonly onChange: (isOn: boolean) => void
}

/** Something that is on or off, at once. ARIA: checkbox. */
export const Switch = ({ label, hint, isOn, onChange }: SwitchProps): ReactElement => {
  const id = useId()
  return (
    <div className={style['row']}>
      <input
        id={id}
        type="checkbox"
        className={style['switch']}
        checked={isOn}
        aria-describedby={`${id}-hint`}
        onChange={({ target }) => onChange(target.checked)}
      />
      <div>
        <label className={style['label']} htmlFor={id}>
          {label}
        </label>
        <p id={`${id}-hint`} className={style['hint']}>
          {hint}
        </p>
      </div>
    </div>
  )
}
