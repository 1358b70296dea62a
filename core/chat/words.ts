/** Scripts written without spaces between words, or where a query is seldom a whole word: indexed by pairs. */
const PAIRED = /[\p{Script=Hangul}\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}]/u
/** A run of one kind: paired scripts, or other letters and digits. */
const RUNS =
  /[\p{Script=Hangul}\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}]+|[\p{L}\p{N}](?:[\p{L}\p{N}\p{M}](?<![\p{Script=Hangul}\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}]))*/gu
/** Longest word kept, in characters: longer ones are found by their beginning. */
const MAX_WORD = 32
/** Words taken from one text: bounds what a hostile wall of text costs. */
const MAX_WORDS = 4096

const fold = (text: string): string => text.normalize('NFC').toLowerCase()

function pairsOf(run: string): string[] {
  const characters = Array.from(run)
  if (characters.length === 1) return [run]
  return characters.slice(1).map((character, i) => `${characters[i] ?? ''}${character}`)
}

function* runsOf(text: string): IterableIterator<string> {
  for (const [run] of fold(text).matchAll(RUNS)) yield run
}

/** What a text is indexed under: pairs of Hangul syllables (and Han, kana), whole words of other scripts. NFC, lower-case. */
export function indexWords(text: string): string {
  const words = new Set<string>()
  for (const run of runsOf(text)) {
    for (const word of PAIRED.test(run) ? pairsOf(run) : [run.slice(0, MAX_WORD)]) words.add(word)
    if (words.size >= MAX_WORDS) break
  }
  return [...words].join(' ')
}

/**
 * The full-text query that finds texts with these words: any two Hangul syllables, one as the beginning of a pair, other
 * words by their beginning. Null when there is nothing to look for. Hits still have to pass `containsWords`.
 */
export function matchQuery(query: string): string | null {
  const terms: string[] = []
  for (const run of runsOf(query)) {
    if (!PAIRED.test(run)) terms.push(`"${run.slice(0, MAX_WORD)}"*`)
    else if (Array.from(run).length === 1) terms.push(`"${run}"*`)
    else terms.push(...pairsOf(run).map((pair) => `"${pair}"`))
  }
  return terms.length === 0 ? null : terms.slice(0, 32).join(' AND ')
}

/** Whether every word of the query stands in the text as it is written, pairs alone being no proof of that. */
export function containsWords(text: string, query: string): boolean {
  const folded = fold(text)
  for (const run of runsOf(query)) if (!folded.includes(run)) return false
  return true
}

/** At most about `length` characters of a text around the first word found, with dots where it is cut. */
export function snippetOf(text: string, query: string, length = 160): string {
  const folded = fold(text)
  const first = [...runsOf(query)].map((run) => folded.indexOf(run)).filter((place) => place >= 0)
  const from = Math.max(0, Math.min(...first, text.length) - Math.floor(length / 3))
  const cut = text
    .slice(from, from + length)
    .replace(/\s+/gu, ' ')
    .trim()
  return `${from > 0 ? '…' : ''}${cut.toWellFormed()}${from + length < text.length ? '…' : ''}`
}
