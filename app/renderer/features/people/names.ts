import { disassemble, getChoseong } from 'es-hangul'

/** The initial consonants as they are typed; their place is that of the conjoining ones from U+1100 on. */
const INITIALS = 'ㄱㄲㄴㄷㄸㄹㅁㅂㅃㅅㅆㅇㅈㅉㅊㅋㅌㅍㅎ'
const FIRST_CONJOINING = 0x1100

/** Without blanks, in small letters, in one form; a lone consonant as it is typed. */
const tidy = (text: string): string =>
  text
    .normalize('NFC')
    .toLocaleLowerCase()
    .replaceAll(/\s/gu, '')
    .replaceAll(/[\u1100-\u1112]/gu, (letter) => INITIALS[letter.charCodeAt(0) - FIRST_CONJOINING] ?? letter)

/**
 * Whether somebody looking for `wanted` means this name: a part of it, also while its last syllable is still being typed
 * (`김볼` on the way to `김보라`), or the initial consonants (`ㄱㅂㄹ`).
 */
export const isNamed = (name: string, wanted: string): boolean => {
  const [there, asked] = [tidy(name), tidy(wanted)]
  if (asked === '') return true
  if (/^[ㄱ-ㅎ]+$/u.test(asked)) return getChoseong(there).includes(asked)
  return there.includes(asked) || disassemble(there).includes(disassemble(asked))
}

const byName = new Intl.Collator('ko')

/** Those whose names or own names are meant, in the order of Korean names, which Latin ones follow. */
export const namedAs = <T extends { readonly name: string; readonly ownName: string }>(
  people: readonly T[],
  wanted: string,
): T[] =>
  people
    .filter(({ name, ownName }) => isNamed(name, wanted) || isNamed(ownName, wanted))
    .toSorted((one, other) => byName.compare(one.name, other.name))
