/**
 * A run of one kind of letters and digits. Scripts written without spaces between words, or where a query is seldom a
 * whole word, make runs of their own; signs that they share with others (々, ー) belong to them.
 */
const RUNS =
  /(?<paired>[[\p{scx=Hangul}\p{scx=Han}\p{scx=Hiragana}\p{scx=Katakana}\p{scx=Thai}\p{scx=Lao}\p{scx=Khmer}\p{scx=Myanmar}]&&[\p{L}\p{N}\p{M}]]+)|[[\p{L}\p{N}\p{M}]--[\p{scx=Hangul}\p{scx=Han}\p{scx=Hiragana}\p{scx=Katakana}\p{scx=Thai}\p{scx=Lao}\p{scx=Khmer}\p{scx=Myanmar}]]+/gv
/** Longest word kept, in characters: longer ones are found by their beginning. */
const MAX_WORD = 32
/** Words taken from one text: bounds what a hostile wall of text costs. */
const MAX_WORDS = 4096
/** Words of a query that are looked up; hits are compared with all of it. */
const MAX_TERMS = 32
/** Characters of a snippet. */
const SNIPPET = 160

const fold = (text: string): string => text.normalize('NFC').toLowerCase()

interface Run {
  readonly text: string
  /** Of a script that is indexed by pairs of characters. */
  readonly isPaired: boolean
}

function* runsOf(text: string): IterableIterator<Run> {
  for (const { 0: run, groups } of fold(text).matchAll(RUNS))
    yield { text: run, isPaired: groups?.['paired'] !== undefined }
}

/** Each character with the next one; one alone by itself. */
function* pairsOf(run: string): IterableIterator<string> {
  let last: string | null = null
  let isAlone = true
  for (const character of run) {
    if (last !== null) {
      isAlone = false
      yield last + character
    }
    last = character
  }
  if (isAlone && last !== null) yield last
}

// Half of the last character may be cut off by the first, and goes with the second.
const startOf = (run: string): string =>
  Array.from(run.slice(0, MAX_WORD * 2))
    .slice(0, MAX_WORD)
    .join('')

/** What a text is indexed under: pairs of Hangul syllables (and Han, kana, Thai), whole words of other scripts. NFC, lower-case. */
export function indexWords(text: string): string {
  const words = new Set<string>()
  for (const { text: run, isPaired } of runsOf(text)) {
    for (const word of isPaired ? pairsOf(run) : [startOf(run)]) {
      words.add(word)
      if (words.size >= MAX_WORDS) return [...words].join(' ')
    }
  }
  return [...words].join(' ')
}

/**
 * The full-text query that finds texts with these words: any two Hangul syllables, one as the beginning of a pair, other
 * words by their beginning. Null when there is nothing to look for. Hits still have to pass `containsWords`.
 */
export function matchQuery(query: string): string | null {
  const terms = new Set<string>()
  for (const { text: run, isPaired } of runsOf(query)) {
    for (const word of isPaired ? pairsOf(run) : [startOf(run)]) {
      const isWhole = isPaired && Array.from(word).length === 2
      terms.add(isWhole ? `"${word}"` : `"${word}"*`)
      if (terms.size >= MAX_TERMS) return [...terms].join(' AND ')
    }
  }
  return terms.size === 0 ? null : [...terms].join(' AND ')
}

/** Whether every word of the query stands in the text as it is written, pairs alone being no proof of that. */
export function containsWords(text: string, query: string): boolean {
  const folded = fold(text)
  for (const { text: run } of runsOf(query)) if (!folded.includes(run)) return false
  return true
}

/** At most about `length` characters of a text around the first word found, with dots where it is cut. */
export function snippetOf(text: string, query: string, length = SNIPPET): string {
  const plain = text.normalize('NFC')
  const folded = plain.toLowerCase()
  const places = [...runsOf(query)].map((run) => folded.indexOf(run.text)).filter((place) => place >= 0)
  const first = places.length === 0 ? 0 : unfoldedPlace(plain, folded, Math.min(...places))
  const from = wholeAt(plain, Math.max(0, first - Math.floor(length / 3)))
  const to = wholeAt(plain, Math.min(plain.length, from + length))
  const cut = plain.slice(from, to).replace(/\s+/gu, ' ').trim()
  return `${from > 0 ? '…' : ''}${cut}${to < plain.length ? '…' : ''}`
}

/** Where a place of the lower-cased text lies in the text: few letters (İ) become two. */
function unfoldedPlace(plain: string, folded: string, place: number): number {
  if (plain.length === folded.length) return place
  let at = 0
  let behind = 0
  for (const character of plain) {
    if (behind >= place) break
    behind += character.toLowerCase().length
    at += character.length
  }
  return at
}

/** The place, or the one before where it lies in the middle of a character of two units. */
function wholeAt(text: string, place: number): number {
  const low = text.charCodeAt(place)
  const high = text.charCodeAt(place - 1)
  return low >= 0xdc00 && low < 0xe000 && high >= 0xd800 && high < 0xdc00 ? place - 1 : place
}
