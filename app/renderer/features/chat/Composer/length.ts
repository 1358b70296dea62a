/** Longest message in bytes of UTF-8: what the node takes. A test holds the two together. */
export const LONGEST = 63 * 1024

const encoder = new TextEncoder()

/** By how many bytes a text is too long for one message; 0 if it is not. */
export const bytesOver = (text: string): number => {
  // No unit has more than three bytes, so nearly every text needs no counting.
  if (text.length * 3 <= LONGEST) return 0
  return Math.max(0, encoder.encode(text).length - LONGEST)
}
