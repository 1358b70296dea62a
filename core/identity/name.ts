import { fail, ok } from '#core/proof/index.ts'
import type { Result } from '#core/proof/index.ts'
import type { IdentityError } from './types.ts'

/** Characters (code points) of a person's or a device's name: a line on a phone. */
export const MAX_NAME = 64
/** Bytes of the longest such name: four for each code point. */
export const MAX_NAME_BYTES = MAX_NAME * 4

/** Controls, line and paragraph separators, lone surrogates, and those that turn the direction of what follows. */
const FORBIDDEN = /[\p{Cc}\p{Cs}\p{Zl}\p{Zp}\u202a-\u202e\u2066-\u2069]/u
/** Something to see: a name of joiners, fillers and blanks would look like nobody. */
const VISIBLE = /[^\s\p{Cf}\p{Mn}\u115f\u1160\u2800\u3164\uffa0]/u

/** A name as it is stored and signed: NFC, trimmed, 1 to 64 characters, something to see, nothing that controls. */
export function validateName(name: unknown): Result<string, IdentityError> {
  if (typeof name !== 'string') return invalid('empty')
  // Before normalising, which costs by length. NFC at most triples a text.
  if (name.length > MAX_NAME * 8) return invalid('tooLong')
  const tidy = name.normalize('NFC').trim()
  if (FORBIDDEN.test(tidy)) return invalid('controlCharacters')
  if (!VISIBLE.test(tidy)) return invalid('empty')
  if ([...tidy].length > MAX_NAME) return invalid('tooLong')
  return ok(tidy)
}

/** A name from a peer, if it is in the form `validateName` gives. */
export function asName(x: unknown): string | undefined {
  const name = validateName(x)
  return name.ok && name.value === x ? name.value : undefined
}

const invalid = (reason: 'empty' | 'tooLong' | 'controlCharacters') => fail({ type: 'NameInvalid', reason } as const)
