import { indexWords } from '#core/chat/index.ts'
import { deleteMessage, lastMessageNo, messagesToIndex, putWords, readNumber, writeSetting } from '#core/store/index.ts'
import type { MessageRow, ReadDb, WriteDb } from '#core/store/index.ts'
import { commit } from './commit.ts'
import type { NodeState } from './state.ts'

/** The setting that says up to which local number messages are in the search index. */
const WORDS_UP_TO = 'words-up-to'
/** Messages whose words are indexed in one transaction: some 20 ms. */
const WORDS_SLICE = 500

const wordsUpTo = (db: ReadDb): number => readNumber(db, WORDS_UP_TO) ?? 0

/** Indexes the words of some messages. True while there are more. */
export function indexSlice(node: NodeState): boolean {
  const rows = messagesToIndex(node.db, wordsUpTo(node.db), WORDS_SLICE)
  const last = rows.at(-1)
  if (last === undefined) return false
  const done = commit(node, (db) => {
    for (const row of rows) putWords(db, row.no, indexWords(row.text))
    writeSetting(db, WORDS_UP_TO, last.no)
  })
  return done.ok && rows.length === WORDS_SLICE
}

/** Takes a message out, and its words if they were indexed. */
export function removeMessage(db: WriteDb, row: Pick<MessageRow, 'no' | 'text'>): void {
  const upTo = wordsUpTo(db)
  deleteMessage(db, row.no, row.no <= upTo ? indexWords(row.text) : null)
  // The number of the last message is given again: what gets it is to be indexed.
  writeSetting(db, WORDS_UP_TO, Math.min(upTo, lastMessageNo(db)))
}

/** Forgets that anything was indexed. */
export const forgetWords = (db: WriteDb): void => writeSetting(db, WORDS_UP_TO, 0)
