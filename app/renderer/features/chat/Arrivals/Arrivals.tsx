import { useState, type ReactElement } from 'react'
import { useManner } from '../../../app/world.ts'
import { hasNewer, type Window } from '../window.ts'

export interface ArrivalsProps {
  readonly window: Window
  readonly self: string
  readonly names: ReadonlyMap<string, string>
  readonly title: string
}

/** Most of a text that is read out. */
const MOST = 500

/**
 * Says what has just come to screen readers; of many at once, how many. The list itself is not live: scrolling would be read
 * out. ARIA: a polite log.
 */
export const Arrivals = ({ window, self, names, title }: ArrivalsProps): ReactElement => {
  const { words } = useManner()
  const newest = hasNewer(window) ? undefined : window.messages.at(-1)
  const [known, setKnown] = useState({ total: window.total, message: newest?.message, said: '' })
  if (known.total !== window.total) {
    const count = window.total - known.total
    const isOne = count === 1 && newest !== undefined && newest.message !== known.message
    const name = newest === undefined ? title : (names.get(newest.author) ?? title)
    const said =
      count <= 0 || (isOne && newest.author === self)
        ? known.said
        : isOne
          ? words.chat.arrived(name, newest.text.slice(0, MOST))
          : words.chat.arrivedMany(count)
    setKnown({ total: window.total, message: newest?.message, said })
  }
  return (
    <div className="only-said" role="log" aria-label={words.chat.newMessages}>
      {known.said !== '' && <p key={known.total}>{known.said}</p>}
    </div>
  )
}
