import type { ReactElement } from 'react'
import style from './Choice.module.css'

export interface ChoiceProps<T extends string> {
  readonly label: string
  /** Where a title beside it says the same: only said, not shown. */
  readonly isLabelHidden?: boolean
  readonly options: readonly { readonly value: T; readonly label: string; readonly lang?: string }[]
  readonly chosen: T
  readonly onChoose: (value: T) => void
}

/** One of a few, all in sight. ARIA: radiogroup, by native radios. */
export const Choice = <T extends string>(props: ChoiceProps<T>): ReactElement => {
  const { label, isLabelHidden = false, options, chosen, onChoose } = props
  return (
    <fieldset className={style['choice']}>
      <legend className={isLabelHidden ? 'only-said' : style['legend']}>{label}</legend>
      <div className={style['options']}>
        {options.map((option) => (
          <label key={option.value} className={style['option']} lang={option.lang}>
            <input
              type="radio"
              name={label}
              className="only-said"
              checked={option.value === chosen}
              onChange={() => onChoose(option.value)}
            />
            <span>{option.label}</span>
          </label>
        ))}
      </div>
    </fieldset>
  )
}
