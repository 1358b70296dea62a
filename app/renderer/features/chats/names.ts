/** First consonants of Hangul syllables, in the order of Unicode. */
const FIRST_CONSONANTS = 'ㄱㄲㄴㄷㄸㄹㅁㅂㅃㅅㅆㅇㅈㅉㅊㅋㅌㅍㅎ'.split('')
const FIRST_SYLLABLE = 0xac00
const LAST_SYLLABLE = 0xd7a3
/** Syllables that begin with the same consonant. */
const EACH = 588

const consonantsOnly = /^[ㄱ-ㅎ]+$/

const firstConsonant = (letter: string): string => {
  const code = letter.charCodeAt(0)
  if (code < FIRST_SYLLABLE || code > LAST_SYLLABLE) return letter
  return FIRST_CONSONANTS[Math.floor((code - FIRST_SYLLABLE) / EACH)] ?? letter
}

/** A text as it is compared: letters alone, in their parts, so that 김미 on the way to 김민 is found in 김민지 already. */
const plain = (text: string): string => text.normalize('NFKD').toLocaleLowerCase().replaceAll(/\s/gu, '')

/** Whether a name is meant by what somebody searches for: part of it, or its first consonants (ㄱㅁㅈ for 김민지). */
export const isNamed = (name: string, searched: string): boolean => {
  const wanted = searched.replaceAll(/\s/gu, '')
  if (wanted === '') return false
  const letters = name.normalize('NFC').replaceAll(/\s/gu, '').split('')
  if (consonantsOnly.test(wanted)) return letters.map(firstConsonant).join('').includes(wanted)
  return plain(name).includes(plain(wanted))
}
