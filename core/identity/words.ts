import { entropyToMnemonic, mnemonicToEntropy } from '@scure/bip39'
import { wordlist as english } from '@scure/bip39/wordlists/english.js'
import { wordlist as korean } from '@scure/bip39/wordlists/korean.js'
import { redact, reveal } from '#core/crypto/index.ts'
import type { Secret } from '#core/crypto/index.ts'
import { fail, ok } from '#core/proof/index.ts'
import type { Result } from '#core/proof/index.ts'

/** The languages that recovery words are written in. */
export type WordsLanguage = 'en' | 'ko'

/** Words that say a root: 256 bits, and 8 of a checksum, 11 bits a word (BIP-39). */
export const WORD_COUNT = 24

/** Why words are no root's. `place`: of the first that is no word, counted from 1. */
export type WordsError =
  | { readonly type: 'WordsMalformed'; readonly reason: 'count' | 'checksum'; readonly place: null }
  | { readonly type: 'WordsMalformed'; readonly reason: 'word'; readonly place: number }

const LISTS: Readonly<Record<WordsLanguage, string[]>> = { en: english, ko: korean }
/** Longer than any 24 words with blanks between them. */
const MAX_TEXT = 2048

/** The recovery words of a root, as people write them (NFC). Rule I1. */
export const rootToWords = (root: Secret, language: WordsLanguage): readonly string[] =>
  entropyToMnemonic(reveal(root), LISTS[language])
    .split(/\s/u)
    .map((word) => word.normalize('NFC'))

/** One word as typed and as written are the same: blanks around it, case, and how 한글 is composed do not matter. */
export const isSameWord = (a: string, b: string): boolean => plain(a) === plain(b)

/** The root that somebody's words say, whatever stands between them, in either language. Rule I1. */
export function wordsToRoot(text: string): Result<Secret, WordsError> {
  const words = text.length > MAX_TEXT ? [] : text.split(/[\s,.;]+/u).filter((word) => word !== '')
  if (words.length !== WORD_COUNT) return fail({ type: 'WordsMalformed', reason: 'count', place: null })
  const typed = words.map(plain)
  const list = languageOf(typed)
  const other = typed.findIndex((word) => !list.includes(word))
  if (other !== -1) return fail({ type: 'WordsMalformed', reason: 'word', place: other + 1 })
  try {
    return ok(redact(new Uint8Array(mnemonicToEntropy(typed.join(' '), list))))
  } catch {
    // All are words: what is left to be wrong is the checksum.
    return fail({ type: 'WordsMalformed', reason: 'checksum', place: null })
  }
}

/** The list that most of these words are of. */
const languageOf = (typed: readonly string[]): string[] => {
  const inKorean = typed.filter((word) => LISTS.ko.includes(word)).length
  return inKorean * 2 > typed.length ? LISTS.ko : LISTS.en
}

/** The form of the lists: compatibility-decomposed, in small letters. */
const plain = (word: string): string => word.trim().toLowerCase().normalize('NFKD')
