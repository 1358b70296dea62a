import { useId, type ReactElement } from 'react'
import style from './Slider.module.css'

export interface SliderProps {
  readonly label: string
  readonly value: number
  readonly least: number
  readonly most: number
  readonly step: number
  /** The value in words: "110 %". */
  readonly text: string
  readonly onChange: (value: number) => void
}

/** A number between two others. Arrows step, Home and End go to the ends. ARIA: slider, by the native element. */
export const Slider = ({ label, value, least, most, step, text, onChange }: SliderProps): ReactElement => {
  const id = useId()
  return (
    <div className={style['slider']}>
      <div className={style['words']}>
        <label className={style['label']} htmlFor={id}>
          {label}
        </label>
        <output htmlFor={id}>{text}</output>
      </div>
      <input
        id={id}
        type="range"
        className={style['range']}
        min={least}
        max={most}
        step={step}
        value={value}
        aria-valuetext={text}
        onChange={({ target }) => onChange(target.valueAsNumber)}
      />
    </div>
  )
}
