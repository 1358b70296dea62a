import { hasControls } from '#core/identity/index.ts'

/** Characters (code points) of a space's title. */
const MAX_TITLE = 128
/** Bytes of the longest title. */
export const MAX_TITLE_BYTES = MAX_TITLE * 4
const FITTING = new RegExp(`^.{0,${MAX_TITLE}}$`, 'su')

/** A title as people may give it: NFC, trimmed, at most 128 characters, perhaps none. Undefined: no title. */
export function tidyTitle(title: unknown): string | undefined {
  if (typeof title !== 'string' || title.length > MAX_TITLE * 8 || !title.isWellFormed()) return undefined
  return asTitle(title.normalize('NFC').trim())
}

/** A title from a peer. Of it only is asked what no later Unicode can change, since all replicas must judge alike. */
export const asTitle = (x: unknown): string | undefined =>
  typeof x === 'string' && !hasControls(x) && FITTING.test(x) ? x : undefined
