import { containsWords, matchQuery, snippetOf } from '#core/chat/index.ts'
import { fail, ok } from '#core/proof/index.ts'
import { searchMessages, spaceByNo } from '#core/store/index.ts'
import { chatRow, messageId } from './chat.ts'
import type { Messenger } from './messenger.ts'
import { indexSlice } from './quiet.ts'
import type { NodeState } from './state.ts'
import { millisOf } from './time.ts'

/** Rows looked at for each hit that is asked for: pairs of syllables may stand apart in a text. */
const LOOKED_AT = 4

/** Finds messages by their words, newest first: any two Hangul syllables, the beginnings of other words. */
export function searchMethods(node: NodeState): Messenger['search'] {
  return {
    query: ({ text, space, limit }) => {
      const row = space === undefined ? null : chatRow(node.db, space)
      if (row === undefined) return fail({ type: 'SpaceUnknown' })
      const match = matchQuery(text)
      if (match === null) return ok({ hits: [] })
      while (indexSlice(node));
      const found = searchMessages(node.db, match, row?.no ?? null, limit * LOOKED_AT).filter((it) =>
        containsWords(it.text, text),
      )
      const hits = found.slice(0, limit).flatMap((it) => {
        const where = spaceByNo(node.db, it.spaceNo)
        return where
          ? [{ space: where.id, message: messageId(it), snippet: snippetOf(it.text, text), at: millisOf(it.at) }]
          : []
      })
      return ok({ hits })
    },
  }
}
