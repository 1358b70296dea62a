import type { ReactElement } from 'react'
import { capsOf, hasAppleKeys } from './keys.ts'
import style from './Keys.module.css'

/** A shortcut (`Mod+K`) as caps of this computer's keyboard: ⌘ on Apple's, Ctrl elsewhere. HTML: kbd. */
export const Keys = ({ keys }: { readonly keys: string }): ReactElement => (
  <kbd className={style['keys']}>
    {capsOf(keys, hasAppleKeys()).map((cap) => (
      <kbd key={cap} className={style['cap']}>
        {cap}
      </kbd>
    ))}
  </kbd>
)
