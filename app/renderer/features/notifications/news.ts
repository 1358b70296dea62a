import type { Space } from '../../app/queries.ts'

/** How much a notification says. */
export type Telling = 'text' | 'sender' | 'off'

/** What was known of each chat when it was looked at last: how many waited. */
export type Waiting = ReadonlyMap<string, number>

/** Something that somebody wrote, to be told. */
export interface News {
  readonly space: string
  readonly author: string
  readonly text: string
}

/** Longest part of a text that is told, in UTF-16 units: systems show two or three lines. */
const LONGEST_TOLD = 200

/** As much of a text as is told, cut between the signs that people see. */
const beginningOf = (text: string): string => {
  let end = 0
  for (const { index, segment } of new Intl.Segmenter().segment(text)) {
    if (index + segment.length > LONGEST_TOLD) break
    end = index + segment.length
  }
  return text.slice(0, end)
}

export const waitingIn = (spaces: readonly Space[]): Waiting =>
  new Map(spaces.map(({ space, unread }) => [space, unread]))

/**
 * What is new since then and not one's own: at most one a chat, its newest. Of the chat that somebody looks at nothing is
 * told, and nothing of what waited already when the page was opened (`before` null).
 */
export const newsOf = (
  before: Waiting | null,
  spaces: readonly Space[],
  self: string,
  looksAt: string | null,
): readonly News[] =>
  before === null
    ? []
    : spaces.flatMap(({ space, title, unread, last }) =>
        last === null || last.author === self || space === looksAt || unread <= (before.get(space) ?? 0)
          ? []
          : [{ space, author: title, text: beginningOf(last.text) }],
      )

/** Chats of which something waited, and nothing does any more: what was told of them is over. */
export const readSince = (before: Waiting | null, spaces: readonly Space[]): readonly string[] =>
  spaces.filter(({ space, unread }) => unread === 0 && (before?.get(space) ?? 0) > 0).map(({ space }) => space)
