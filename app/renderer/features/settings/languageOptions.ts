import type { Language, Words } from '../../words/index.ts'

/** Each language by its own name, in its own language. */
export const languageOptions = (
  languages: Readonly<Record<Language, Words>>,
): readonly { readonly value: Language; readonly label: string; readonly lang: string }[] =>
  // Object.entries forgets the keys' type; the table is closed.
  (Object.entries(languages) as [Language, Words][]).map(([value, { language }]) => ({
    value,
    label: language,
    lang: value,
  }))
