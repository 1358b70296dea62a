/** What was written and not sent, per chat. In this tab, so that a reload does not lose it. */

const keyOf = (space: string): string => `dure.draft.${space}`

/** The draft of a chat; empty if there is none. */
export const draftOf = (space: string): string => sessionStorage.getItem(keyOf(space)) ?? ''

/** Keeps a draft. An empty one is forgotten. */
export const keepDraft = (space: string, text: string): void => {
  if (text === '') sessionStorage.removeItem(keyOf(space))
  else sessionStorage.setItem(keyOf(space), text)
}
