/** A piece of a snippet. `at`: where it begins. */
export interface Part {
  readonly text: string
  readonly isFound: boolean
  readonly at: number
}

/** Splits a snippet where the words that were searched for stand in it. Put together, the parts are the snippet. */
export const partsOf = (snippet: string, searched: string): readonly Part[] => {
  const words = searched.split(/\s+/).filter((word) => word !== '')
  if (words.length === 0) return [{ text: snippet, isFound: false, at: 0 }]
  const any = new RegExp(`(${words.map((word) => escaped(word)).join('|')})`, 'giu')
  let at = 0
  return snippet
    .split(any)
    .map((text, index) => {
      const part = { text, isFound: index % 2 === 1, at }
      at += text.length
      return part
    })
    .filter(({ text }) => text !== '')
}

/** A word as a pattern that stands for itself. */
const escaped = (word: string): string => word.replaceAll(/[$()*+.?[\\\]^{|}]/g, String.raw`\$&`)

/** Whether any of the words that were searched for stands in a text. */
export const holds = (text: string, searched: string): boolean => partsOf(text, searched).some(({ isFound }) => isFound)
