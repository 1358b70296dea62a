import { HOST, SCHEME } from './options.ts'

/**
 * Whether an address is of our own page. Protocol and host are compared, because the origin of a scheme of one's own is
 * `null` in Node and so says nothing.
 */
export const isOurs = (address: string): boolean => {
  const url = URL.parse(address)
  return url?.protocol === `${SCHEME}:` && url.host === HOST
}

/** Whether a download is of what our own page made: it saves files out of its memory, and nothing from an address. */
export const isOurDownload = (address: string): boolean =>
  address.startsWith('blob:') && isOurs(address.slice('blob:'.length))

/** What a message to main says of the frame it comes from. Null: that frame is gone, so nobody knows. */
export interface Sender {
  readonly url: string
  readonly parent: unknown
}

/** Whether a message comes from the top frame of our own page. */
export const isFromOurPage = (sender: Sender | null): boolean =>
  sender !== null && sender.parent === null && isOurs(sender.url)

/** What a page asks the system for. */
export interface PermissionAsk {
  readonly permission: string
  readonly url: string
  readonly isMainFrame: boolean
  /** Of `media`: what of it. */
  readonly media: readonly string[]
}

/**
 * What becomes of it. Everything is refused but what our page needs: the camera alone, for reading a QR code, which a
 * person is asked about; notifications; writing to the clipboard, which only a gesture does.
 */
export const verdictOf = ({ permission, url, isMainFrame, media }: PermissionAsk): 'allow' | 'ask' | 'refuse' => {
  if (!isMainFrame || !isOurs(url)) return 'refuse'
  if (permission === 'notifications' || permission === 'clipboard-sanitized-write') return 'allow'
  return permission === 'media' && media.length === 1 && media[0] === 'video' ? 'ask' : 'refuse'
}

/** Longest link that is taken from outside, in characters. */
const LONGEST_LINK = 8192

/** The first of these words that is a link of ours, as the system hands it over; null if none is. */
export const linkIn = (words: readonly string[]): string | null =>
  words.find((word) => /^dure:[!-~]+$/i.test(word) && word.length <= LONGEST_LINK) ?? null

/** An address outside that may be opened in the browser, after asking: https without a name and password in it. */
export const outsideAddress = (address: string): URL | null => {
  const url = URL.parse(address)
  return url?.protocol === 'https:' && url.username === '' && url.password === '' ? url : null
}
