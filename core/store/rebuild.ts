import type { WriteDb } from './types.ts'

/** Empties everything that is a cache of envelopes: rows, words, marks, stored documents (D8, D9). Forks stay proven. */
export function dropCaches(db: WriteDb): void {
  for (const table of ['message', 'stretch', 'speaker', 'waiting', 'newer', 'note', 'self_fact', 'picture', 'verified'])
    db.run(`DELETE FROM ${table}`)
  db.run("INSERT INTO message_words (message_words) VALUES ('delete-all')")
  for (const table of ['cut', 'group_fact', 'group_shown', 'invite', 'blocked']) db.run(`DELETE FROM ${table}`)
  for (const table of ['document_chunk', 'branch', 'document', 'documented']) db.run(`DELETE FROM ${table}`)
  db.run("UPDATE feed SET stopped_at = NULL, stop_reason = NULL WHERE stop_reason IS NOT 'Forked'")
}
