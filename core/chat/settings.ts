import { containerNumber } from '#core/document/index.ts'
import type { Fact, FactValue } from '#core/entry/types.ts'

/** The container of what a chat is called and looks like. */
export const SETTINGS = containerNumber('chat', 'settings')

/** Longest title in characters (code points), as of a space (S1). */
const MAX_TITLE = 128
const FITTING = new RegExp(`^.{1,${MAX_TITLE}}$`, 'su')

/** One thing stated of a whole chat. The newest by somebody who might is in force. Rule D5. */
export type ChatSetting =
  | { readonly name: 'title'; readonly title: string }
  | { readonly name: 'picture'; /** Null: none any more. */ readonly picture: Uint8Array | null }

/** The fact that states a title or a picture. Its key is derived, so that all that were stated can be told of. */
export const composeSetting = (setting: ChatSetting): Fact => ({
  container: SETTINGS,
  key: null,
  value: setting.name === 'title' ? { title: setting.title } : { picture: setting.picture },
})

/** What a fact in `settings` states; null for what this program does not know, which is kept for a newer one. */
export function readSetting(value: FactValue): ChatSetting | null {
  const { title, picture } = value
  if (typeof title === 'string') return FITTING.test(title) && title.trim() !== '' ? { name: 'title', title } : null
  if (picture === null || picture instanceof Uint8Array) return { name: 'picture', picture: picture ?? null }
  return null
}
