import { idToBytes } from '#core/proof/index.ts'
import type { Hash } from '#core/proof/types.ts'
import type { LogId } from '#core/envelope/types.ts'
import type { DocumentKind } from '#core/entry/types.ts'
import type { DocumentId, Shard } from '#core/document/types.ts'
import { storedId } from './stored.ts'
import type { ReadDb, WriteDb } from './types.ts'

// The casts of this file give the schema's columns their brands; only these functions write them.

/** A stored Automerge document; its bytes are its chunks one after the other (D8). */
export interface DocumentRow {
  readonly no: number
  readonly id: DocumentId
  readonly logNo: number
  readonly kind: DocumentKind
  readonly shard: Shard
}
interface DocumentColumns {
  no: number
  id: Uint8Array
  log_no: number
  kind: string
  shard: string
}
const documentRow = (row: DocumentColumns): DocumentRow => ({
  no: row.no,
  id: storedId(row.id) as DocumentId,
  logNo: row.log_no,
  kind: row.kind as DocumentKind,
  shard: row.shard as Shard,
})
export const documentsOfLog = (db: ReadDb, logNo: number): DocumentRow[] =>
  db.query<DocumentColumns>('SELECT * FROM document WHERE log_no = ? ORDER BY kind, shard').all(logNo).map(documentRow)
export function putDocument(db: WriteDb, document: Omit<DocumentRow, 'no'>): DocumentRow {
  db.run(
    'INSERT INTO document (id, log_no, kind, shard) VALUES (?, ?, ?, ?) ON CONFLICT DO NOTHING',
    idToBytes(document.id),
    document.logNo,
    document.kind,
    document.shard,
  )
  const row = db.query<DocumentColumns>('SELECT * FROM document WHERE id = ?').get(idToBytes(document.id))
  if (!row) throw new Error('a document that was just written is there')
  return documentRow(row)
}
export const chunksOf = (db: ReadDb, documentNo: number): Uint8Array[] =>
  db
    .query<{ bytes: Uint8Array }>('SELECT bytes FROM document_chunk WHERE document_no = ? ORDER BY n')
    .all(documentNo)
    .map((row) => row.bytes)
export const chunkCount = (db: ReadDb, documentNo: number): number =>
  db.query<{ n: number }>('SELECT count(*) AS n FROM document_chunk WHERE document_no = ?').get(documentNo)?.n ?? 0
export function appendChunk(db: WriteDb, documentNo: number, bytes: Uint8Array): void {
  db.run(
    'INSERT INTO document_chunk (document_no, n, bytes) VALUES (?, (SELECT coalesce(max(n), -1) + 1 FROM document_chunk WHERE document_no = ?), ?)',
    documentNo,
    documentNo,
    bytes,
  )
}
export function replaceChunks(db: WriteDb, documentNo: number, bytes: Uint8Array): void {
  db.run('DELETE FROM document_chunk WHERE document_no = ?', documentNo)
  appendChunk(db, documentNo, bytes)
}

/** Where a feed's branch of a document ends: its last change, and the envelope it stands for. Rule D3. */
export interface BranchRow {
  readonly feedNo: number
  readonly lastSeq: number
  readonly seq: number
  readonly nextOp: number
  readonly hash: Hash
}
interface BranchColumns {
  feed_no: number
  last_seq: number
  seq: number
  next_op: number
  hash: Uint8Array
}
const branchRow = (row: BranchColumns): BranchRow => ({
  feedNo: row.feed_no,
  lastSeq: row.last_seq,
  seq: row.seq,
  nextOp: row.next_op,
  hash: row.hash as Hash,
})
export const branchesOf = (db: ReadDb, documentNo: number): BranchRow[] =>
  db.query<BranchColumns>('SELECT * FROM branch WHERE document_no = ? ORDER BY feed_no').all(documentNo).map(branchRow)
export function putBranch(db: WriteDb, documentNo: number, branch: BranchRow): void {
  db.run(
    `INSERT INTO branch (document_no, feed_no, last_seq, seq, next_op, hash) VALUES (?, ?, ?, ?, ?, ?)
     ON CONFLICT DO UPDATE SET last_seq = excluded.last_seq, seq = excluded.seq, next_op = excluded.next_op, hash = excluded.hash`,
    documentNo,
    branch.feedNo,
    branch.lastSeq,
    branch.seq,
    branch.nextOp,
    branch.hash,
  )
}

/** Up to which seq a feed's facts stand in stored documents; -1 where nothing does yet. */
export const documentedUpTo = (db: ReadDb, feedNo: number): number =>
  db.query<{ seq: number }>('SELECT seq FROM documented WHERE feed_no = ?').get(feedNo)?.seq ?? -1
export function putDocumented(db: WriteDb, feedNo: number, seq: number): void {
  db.run(
    'INSERT INTO documented (feed_no, seq) VALUES (?, ?) ON CONFLICT DO UPDATE SET seq = excluded.seq',
    feedNo,
    seq,
  )
}
/** Logs in which something counts that no stored document has yet. */
export const undocumentedLogs = (db: ReadDb): LogId[] =>
  db
    .query<{ id: Uint8Array }>(
      `SELECT DISTINCT l.id FROM stretch s JOIN feed f ON f.no = s.feed_no JOIN log l ON l.no = f.log_no
       LEFT JOIN documented d ON d.feed_no = s.feed_no WHERE s.low = 0 AND s.high > coalesce(d.seq, -1)`,
    )
    .all()
    .map((row) => storedId(row.id) as LogId)

/** Documents with changes beside what was saved whole, and how many bytes each takes. */
export const grownDocuments = (
  db: ReadDb,
): { readonly row: DocumentRow; readonly savedBytes: number; readonly changeBytes: number }[] =>
  db
    .query<DocumentColumns & { saved: number; changes: number }>(
      `SELECT d.*, sum(length(c.bytes)) FILTER (WHERE c.n = 0) AS saved,
       sum(length(c.bytes)) FILTER (WHERE c.n > 0) AS changes
       FROM document_chunk c JOIN document d ON d.no = c.document_no GROUP BY d.no HAVING count(*) > 1`,
    )
    .all()
    .map((row) => ({ row: documentRow(row), savedBytes: row.saved, changeBytes: row.changes }))

/** Forgets the stored documents of a log: they are made anew from envelopes (D8). */
export function dropDocuments(db: WriteDb, logNo: number): void {
  db.run('DELETE FROM document_chunk WHERE document_no IN (SELECT no FROM document WHERE log_no = ?)', logNo)
  db.run('DELETE FROM branch WHERE document_no IN (SELECT no FROM document WHERE log_no = ?)', logNo)
  db.run('DELETE FROM document WHERE log_no = ?', logNo)
  db.run('DELETE FROM documented WHERE feed_no IN (SELECT no FROM feed WHERE log_no = ?)', logNo)
}
