import { idToBytes } from '#core/proof/index.ts'
import type { PeerId } from '#core/net/index.ts'
import type { ReadDb, WriteDb } from '#core/store/index.ts'

/** A peer that left something here, and how much of it is still there. */
export interface PeerRow {
  readonly no: number
  readonly bytes: number
  readonly logs: number
  readonly letter_bytes: number
  readonly inboxes: number
}

export const findPeer = (db: ReadDb, peer: PeerId): PeerRow | undefined =>
  db.query<PeerRow>('SELECT no, bytes, logs, letter_bytes, inboxes FROM peer WHERE id = ?').get(idToBytes(peer))

/** The peer's row, made if there is none. */
export function putPeer(db: WriteDb, peer: PeerId): PeerRow {
  const known = findPeer(db, peer)
  if (known) return known
  const { lastId } = db.run('INSERT INTO peer (id) VALUES (?)', idToBytes(peer))
  return { no: lastId, bytes: 0, logs: 0, letter_bytes: 0, inboxes: 0 }
}

/** Forgets peers of whom nothing is left. */
export const dropIdlePeers = (db: WriteDb): void => {
  db.run('DELETE FROM peer WHERE bytes = 0 AND logs = 0 AND letter_bytes = 0 AND inboxes = 0')
}
