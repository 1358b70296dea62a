/** What somebody pasted, scanned or dropped, before the node has looked at it. */
export type Pasted =
  | { readonly type: 'nothing' }
  /** For adding somebody, without the blanks that mail and messengers put into long links. */
  | { readonly type: 'contact'; readonly link: string }
  /** Into a group. */
  | { readonly type: 'join'; readonly link: string }
  /** Of Dure, and for something else. */
  | { readonly type: 'safety' | 'other' }
  | { readonly type: 'foreign' }

/** What a text is, as far as its beginning says. */
export const pastedOf = (text: string): Pasted => {
  const link = text.replaceAll(/\s/gu, '')
  if (link === '') return { type: 'nothing' }
  if (/^dure:contact\b/iu.test(link)) return { type: 'contact', link }
  if (/^dure:join\b/iu.test(link)) return { type: 'join', link }
  if (/^dure:safety\b/iu.test(link)) return { type: 'safety' }
  return /^dure:/iu.test(link) ? { type: 'other' } : { type: 'foreign' }
}

/** A safety number's 60 digits in a scanned text; null if it is none. Rule I5. */
export const safetyOf = (text: string): string | null => /^dure:safety#(\d{60})$/iu.exec(text.trim())?.[1] ?? null

/** A safety number as its code says it. */
export const safetyLink = (number: string): string => `dure:safety#${number}`
