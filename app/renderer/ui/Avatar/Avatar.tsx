import { useState, type ReactElement } from 'react'
import { classes } from '../classes.ts'
import style from './Avatar.module.css'

/** How many colours there are in Avatar.module.css. */
const COLOURS = 10

/** A colour from an id: the same person has the same one everywhere. */
const colourOf = (id: string): number => {
  let sum = 0
  for (let at = 0; at < id.length; at++) sum = (sum * 31 + id.charCodeAt(at)) % 1_000_003
  return sum % COLOURS
}

/** A letter or digit that nothing is joined to: no mark, no joiner, no part of a syllable that is written in parts. */
const plainInitial = /^[[\p{L}\p{N}]--[\u1100-\u11ff]](?![\p{M}\u200d\u1100-\u11ff])/v

/** The first letter, syllable or emoji of a name. */
const initialOf = (name: string): string => {
  const plain = plainInitial.exec(name.trim())
  if (plain !== null) return plain[0].toLocaleUpperCase()
  // A segmenter costs a millisecond, and lists have many names.
  const [first] = new Intl.Segmenter().segment(name.trim())
  return first?.segment.toLocaleUpperCase() ?? '?'
}

export interface AvatarProps {
  readonly id: string
  readonly name: string
  /** Where her picture is; null or left out: she has none. */
  readonly picture?: string | null
  readonly size?: 'small' | 'medium' | 'large'
}

/**
 * A person as her picture, or as a coloured letter where there is none or it does not come. Her name stands beside it, so it is
 * hidden from screen readers.
 */
export const Avatar = ({ id, name, picture = null, size = 'medium' }: AvatarProps): ReactElement => {
  const [broken, setBroken] = useState<string | null>(null)
  return (
    <span className={classes(style['avatar'], style[size])} data-colour={colourOf(id)} aria-hidden="true">
      {initialOf(name)}
      {picture !== null && picture !== broken && (
        <img
          className={style['picture']}
          src={picture}
          alt=""
          draggable={false}
          decoding="async"
          onError={() => setBroken(picture)}
        />
      )}
    </span>
  )
}
