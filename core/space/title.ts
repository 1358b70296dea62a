/** Characters (code points) of a space's title. */
const MAX_TITLE = 128
/** Bytes of the longest title. */
export const MAX_TITLE_BYTES = MAX_TITLE * 4
/** Controls, line separators, lone surrogates, and what turns the direction of the text after it. */
const FORBIDDEN = /[\p{Cc}\p{Cs}\p{Zl}\p{Zp}\u202a-\u202e\u2066-\u2069]/u

/** A title as it is stored and signed: NFC, trimmed, at most 128 characters, perhaps none. Undefined: no title. */
export function tidyTitle(title: unknown): string | undefined {
  if (typeof title !== 'string' || title.length > MAX_TITLE * 8) return undefined
  const tidy = title.normalize('NFC').trim()
  return FORBIDDEN.test(tidy) || [...tidy].length > MAX_TITLE ? undefined : tidy
}

/** A title from a peer, if it is in the form `tidyTitle` gives. */
export function asTitle(x: unknown): string | undefined {
  const tidy = tidyTitle(x)
  return tidy === x ? tidy : undefined
}
