import { memo, type ReactElement } from 'react'
import { piecesOf } from '../rows.ts'

/**
 * What was said, with web addresses as links. They open outside, and are not told from where. `isReachable`: whether the
 * keyboard stops at them; in a list of thousands it does so in the chosen message alone.
 */
export const Text = memo(
  ({ text, isReachable }: { readonly text: string; readonly isReachable: boolean }): ReactElement => (
    <>
      {piecesOf(text).map((piece) =>
        piece.link === null ? (
          piece.text
        ) : (
          <a
            key={piece.at}
            href={piece.link}
            target="_blank"
            rel="noopener noreferrer nofollow"
            tabIndex={isReachable ? undefined : -1}
          >
            {piece.text}
          </a>
        ),
      )}
    </>
  ),
)
