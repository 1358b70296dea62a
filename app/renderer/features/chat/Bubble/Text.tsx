import { memo, type ReactElement, type ReactNode } from 'react'
import { partsOf } from '../../chats/SearchHits/parts.ts'
import { piecesOf } from '../rows.ts'

interface TextProps {
  readonly text: string
  readonly isReachable: boolean
  /** What was searched for, to be marked; null: nothing. */
  readonly searched: string | null
}

/**
 * What was said, with web addresses as links. They open outside, and are not told from where. `isReachable`: whether the
 * keyboard stops at them; in a list of thousands it does so in the chosen message alone.
 */
export const Text = memo(({ text, isReachable, searched }: TextProps): ReactElement => (
  <>
    {piecesOf(text).map((piece) =>
      piece.link === null ? (
        marked(piece.text, searched)
      ) : (
        <a
          key={piece.at}
          href={piece.link}
          target="_blank"
          rel="noopener noreferrer nofollow"
          tabIndex={isReachable ? undefined : -1}
        >
          {marked(piece.text, searched)}
        </a>
      ),
    )}
  </>
))

const marked = (text: string, searched: string | null): ReactNode =>
  searched === null
    ? text
    : partsOf(text, searched).map(({ text: part, isFound, at }) => (isFound ? <mark key={at}>{part}</mark> : part))
