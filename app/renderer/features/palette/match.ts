import { disassemble, getChoseong } from 'es-hangul'

/** Only initial consonants, as one types them to look somebody up: ㅎㅈㅇ. */
const initials = /^[ㄱ-ㅎ]+$/

const plain = (text: string): string => text.normalize('NFC').toLocaleLowerCase().trim()

/** How well a part of text begins: at the start, at the start of a word, within one. */
const place = (text: string, part: string): 0 | 1 | 2 | null => {
  const at = text.indexOf(part)
  if (at === -1) return null
  if (at === 0) return 0
  return text.includes(` ${part}`) ? 1 : 2
}

const scores = { text: [100, 80, 60], initials: [74, 66, 50], letters: [70, 62, 45] } as const

/** All letters of `wanted` in their order, as few letters apart as they are. */
const scattered = (text: string, wanted: string): number => {
  if (wanted.length < 2) return 0
  let at = -1
  let gaps = 0
  for (const letter of wanted) {
    const next = text.indexOf(letter, at + 1)
    if (next === -1) return 0
    gaps += at === -1 ? 0 : next - at - 1
    at = next
  }
  return Math.max(1, 30 - gaps)
}

const wordScore = (text: string, word: string): number => {
  const found = place(text, word)
  if (found !== null) return scores.text[found]
  if (initials.test(word)) {
    const first = place(getChoseong(text), word)
    return first === null ? 0 : scores.initials[first]
  }
  // While a syllable is being typed it is none yet: 하ㄴ and 한 are on the way to 하나.
  const letters = place(disassemble(text), disassemble(word))
  if (letters !== null) return scores.letters[letters]
  return scattered(text.replaceAll(' ', ''), word)
}

/**
 * How well a text fits what somebody types to find it, 0 (not at all) to 100. Every word has to be found: as it is, by
 * initial consonants (ㅎㄴ for 하나), half typed, or as letters in their order (`stgs` for settings).
 */
export const score = (query: string, text: string): number => {
  const words = plain(query)
    .split(/\s+/)
    .filter((word) => word !== '')
  const inText = plain(text)
  const found = words.map((word) => wordScore(inText, word))
  return found.length === 0 || found.includes(0) ? 0 : found.reduce((sum, one) => sum + one, 0) / found.length
}
