/**
 * A causal past: which of the operations, numbered in an order in which parents come first, it holds.
 * All below `base`, and those whose bit is set in `words`, of which the first stands for the 32 numbers from
 * `first * 32` on. A log without quarrels is a line, and there `words` stays empty.
 */
export interface Past {
  readonly base: number
  readonly first: number
  readonly words: Uint32Array
}

const NO_WORDS = new Uint32Array()
/** The past of what has seen nothing. */
export const NOTHING: Past = { base: 0, first: 0, words: NO_WORDS }

/** Whether operation number `i` is in the past. */
export function isIn(past: Past, i: number): boolean {
  if (i < past.base) return true
  const word = (i >>> 5) - past.first
  // Beyond the end a typed array gives undefined, which has no bits.
  return word >= 0 && ((past.words[word] ?? 0) & (1 << (i & 31))) !== 0
}

/** The past that these operations end: they themselves, and all that is in their own pasts. */
export function pastOf(heads: readonly number[], pasts: readonly Past[]): Past {
  let base = 0
  let top = -1
  for (const head of heads) {
    base = Math.max(base, (pasts[head] ?? NOTHING).base)
    top = Math.max(top, head)
  }
  // A head whose past is all below it: the common case, a line.
  if (top === base && (pasts[top] ?? NOTHING).base === top) base = top + 1
  return top < base ? { base, first: 0, words: NO_WORDS } : union(heads, pasts, base, top)
}

function union(heads: readonly number[], pasts: readonly Past[], base: number, top: number): Past {
  const first = base >>> 5
  const words = new Uint32Array((top >>> 5) - first + 1)
  for (const head of heads) {
    const past = pasts[head] ?? NOTHING
    // Words below `first` stand for what is below `base` anyway.
    for (let w = Math.max(past.first, first); w < past.first + past.words.length; w++)
      words[w - first] = (words[w - first] ?? 0) | (past.words[w - past.first] ?? 0)
    setBit(words, head - first * 32)
  }
  let whole = base
  while (isIn({ base: 0, first, words }, whole)) whole++
  if (whole > top) return { base: whole, first: 0, words: NO_WORDS }
  return { base: whole, first: whole >>> 5, words: words.slice((whole >>> 5) - first) }
}

function setBit(words: Uint32Array, bit: number): void {
  if (bit >= 0) words[bit >>> 5] = (words[bit >>> 5] ?? 0) | (1 << (bit & 31))
}
