import type { ReactElement } from 'react'
import style from './Digits.module.css'

/** Six digits to be compared with another screen, in two groups; read out one by one. */
export const Digits = ({ code, label }: { readonly code: string; readonly label: string }): ReactElement => (
  <output className={style['digits']} aria-label={`${label}: ${code.split('').join(' ')}`}>
    <span aria-hidden="true">{code.slice(0, 3)}</span>
    <span aria-hidden="true">{code.slice(3)}</span>
  </output>
)
