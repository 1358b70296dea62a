import { fail, ok } from '#core/proof/index.ts'
import type { Result } from '#core/proof/index.ts'
import type { IdentityError } from './types.ts'

/** Characters (code points) of a person's or a device's name: a line on a phone. */
export const MAX_NAME = 64
/** Bytes of the longest such name: four for each code point. */
export const MAX_NAME_BYTES = MAX_NAME * 4

/** Controls, line and paragraph separators, and what turns the direction of the text after it: fixed for all time. */
const CONTROLS = /[\p{Cc}\u2028-\u202e\u2066-\u2069]/u
const FITTING = new RegExp(`^.{1,${MAX_NAME}}$`, 'su')
/** Something to see: a name of joiners, fillers and blanks would look like nobody. */
const VISIBLE = /[^\s\p{Cf}\p{Mn}\p{Cs}\u115f\u1160\u2800\u3164\uffa0]/u

/** A name as people may give it: NFC, trimmed, 1 to 64 characters, something to see, nothing that controls. */
export function validateName(name: unknown): Result<string, IdentityError> {
  if (typeof name !== 'string') return invalid('empty')
  // Before normalising, which costs by length. NFC at most triples a text.
  if (name.length > MAX_NAME * 8) return invalid('tooLong')
  const tidy = name.normalize('NFC').trim()
  if (hasControls(tidy) || !tidy.isWellFormed()) return invalid('controlCharacters')
  if (!VISIBLE.test(tidy)) return invalid('empty')
  return FITTING.test(tidy) ? ok(tidy) : invalid('tooLong')
}

/** A name on a card, if it is in the form `validateName` gives. */
export function asName(x: unknown): string | undefined {
  const name = validateName(x)
  return name.ok && name.value === x ? name.value : undefined
}

/**
 * A name in what replicas have to judge alike. Only what no later Unicode can change is asked of it: whether a text is
 * in NFC, or visible, may depend on the version a runtime knows.
 */
export const asPlainName = (x: unknown): string | undefined =>
  typeof x === 'string' && !hasControls(x) && FITTING.test(x) ? x : undefined

/** Whether a line of text holds what is no text: controls, line breaks, or turns of direction that disguise it. */
export const hasControls = (text: string): boolean => CONTROLS.test(text)

const invalid = (reason: 'empty' | 'tooLong' | 'controlCharacters') => fail({ type: 'NameInvalid', reason } as const)
