import { containsWords, matchQuery, snippetOf } from '#core/chat/index.ts'
import { fail, ok } from '#core/proof/index.ts'
import { blockedAccounts, contactOfSpace, searchMessages, spaceByNo } from '#core/store/index.ts'
import { chatRow, messageId } from './chat.ts'
import type { Messenger, SearchHit } from './messenger.ts'
import type { NodeState } from './state.ts'
import { millisOf } from './time.ts'
import { indexSlice } from './words.ts'

/** Messages looked at, at most: of those that hold every pair of syllables some do not hold them together. */
const LOOKED_AT = 5000

/** Finds messages by their words, newest first: any two Hangul syllables, the beginnings of other words. */
export function searchMethods(node: NodeState): Messenger['search'] {
  return {
    query: ({ text, space, limit }) => {
      const row = space === undefined ? null : chatRow(node.db, space)
      if (row === undefined) return fail({ type: 'SpaceUnknown' })
      const match = matchQuery(text)
      if (match === null) return ok({ hits: [] })
      while (indexSlice(node));
      const blocked = blockedAccounts(node.db)
      const hits: SearchHit[] = []
      for (const it of searchMessages(node.db, match, row?.no ?? null, LOOKED_AT)) {
        if (hits.length === limit) break
        if (!containsWords(it.text, text)) continue
        const where = spaceByNo(node.db, it.spaceNo)
        // Of somebody who only asks nothing is shown, nor of who is blocked.
        if (where === undefined || blocked.has(it.account)) continue
        if (where.kind === 'direct' && contactOfSpace(node.db, it.spaceNo) === undefined) continue
        hits.push({ space: where.id, message: messageId(it), snippet: snippetOf(it.text, text), at: millisOf(it.at) })
      }
      return ok({ hits })
    },
  }
}
