import { en, type Words } from './en/index.ts'
import { ko } from './ko/index.ts'

export { formatsOf, dayOf, type Formats } from './format.ts'
export { failureSentence, type AnyFailure } from './refusal.ts'
export type { Words } from './en/index.ts'

/** The languages of the page, by BCP 47 tag. */
export const languages = { en, ko } as const satisfies Readonly<Record<string, Words>>

export type Language = keyof typeof languages

/** The first of the reader's languages that there are words for. */
export const chooseLanguage = (wanted: readonly string[]): Language => {
  const tags = wanted.map((tag) => tag.toLowerCase().split('-')[0] ?? '')
  return tags.find((tag): tag is Language => Object.hasOwn(languages, tag)) ?? 'en'
}
