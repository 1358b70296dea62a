/**
 * A letter of each of the thirteen parts of the font that nearly all texts are made of (fonts/pretendard.css: the higher a
 * part's number, the commoner its letters).
 */
const COMMON = '가간감각갈갑갤값겪갓갱굉겉'

/** How long it may wait for a moment in which the page has nothing to do, in milliseconds. */
const LATEST_MS = 2_000

/**
 * Fetches the common letters before somebody opens a chat that needs them: each part that comes while messages stand there
 * lays all of them out again, and until it has come its letters cannot be seen.
 */
export const fetchLetters = (fonts: FontFaceSet): void => {
  const fetchNow = (): void => {
    // What does not come now is asked for again by the text that needs it.
    fonts.load('1em Pretendard', COMMON).catch(() => {})
  }
  // Safari has no idle moments.
  if ('requestIdleCallback' in globalThis) requestIdleCallback(fetchNow, { timeout: LATEST_MS })
  else setTimeout(fetchNow, LATEST_MS)
}
