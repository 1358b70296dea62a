import { once } from 'node:events'
import { rmSync } from 'node:fs'
import { createServer, connect } from 'node:net'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import BetterSqlite from 'better-sqlite3'
import { systemRandom } from '#core/adapters/system/index.ts'

/** What each of many equal steps took, in milliseconds, and all of them together. */
export interface Steps {
  readonly each: readonly number[]
  readonly totalMs: number
}

export const perSecond = ({ each, totalMs }: Steps): number => (each.length / totalMs) * 1000

/** Bytes of an envelope's body and of its signature, as an average message has them. */
const BODY_BYTES = 160
const SIGNATURE_BYTES = 64

/**
 * The least that a durable message costs on this disk: better-sqlite3 inserting an envelope, its signature and its text,
 * one transaction each, `synchronous=FULL`. No index, no checks, no keys.
 */
export function sqliteFloor(folder: string, texts: readonly string[]): Steps {
  const file = join(folder, 'floor.sqlite')
  const db = new BetterSqlite(file)
  db.pragma('journal_mode = WAL')
  db.pragma('synchronous = FULL')
  db.exec(`
    CREATE TABLE envelope (feed_no INTEGER, seq INTEGER, body BLOB, PRIMARY KEY (feed_no, seq)) WITHOUT ROWID;
    CREATE TABLE signature (feed_no INTEGER, seq INTEGER, sig BLOB, PRIMARY KEY (feed_no, seq)) WITHOUT ROWID;
    CREATE TABLE message (no INTEGER PRIMARY KEY, at INTEGER, feed_no INTEGER, seq INTEGER, text TEXT);
  `)
  const envelope = db.prepare('INSERT INTO envelope VALUES (1, ?, ?)')
  const signature = db.prepare('INSERT INTO signature VALUES (1, ?, ?)')
  const message = db.prepare('INSERT INTO message VALUES (NULL, ?, 1, ?, ?)')
  const body = systemRandom(BODY_BYTES)
  const sig = systemRandom(SIGNATURE_BYTES)
  const insert = db.transaction((seq: number, text: string) => {
    envelope.run(seq, body)
    signature.run(seq, sig)
    message.run(Date.now() * 1000, seq, text)
  })
  const steps = timeEach(texts, (text, seq) => insert(seq, text))
  db.close()
  for (const suffix of ['', '-wal', '-shm']) rmSync(file + suffix, { force: true })
  return steps
}

/** Does a step for each, and says what each took. */
export function timeEach<T>(list: readonly T[], step: (one: T, index: number) => void): Steps {
  const each: number[] = []
  const began = performance.now()
  list.forEach((one, index) => {
    const start = performance.now()
    step(one, index)
    each.push(performance.now() - start)
  })
  return { each, totalMs: performance.now() - began }
}

/** Bytes that the floor's writer hands over at once: as much as the product puts into a frame. */
const CHUNK_BYTES = 256 * 1024

/** Milliseconds that a bare copy of so many bytes over loopback TCP takes, connection included. */
export async function tcpFloor(bytes: number): Promise<number> {
  const server = createServer((socket) => {
    let left = bytes
    socket.on('data', (chunk) => {
      left -= chunk.length
      if (left <= 0) socket.end('.')
    })
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const chunk = Buffer.alloc(CHUNK_BYTES)
  const began = performance.now()
  // A server that listens on a port has an address with it.
  const socket = connect((server.address() as AddressInfo).port, '127.0.0.1')
  const done = once(socket, 'end')
  socket.resume()
  for (let left = bytes; left > 0; left -= CHUNK_BYTES)
    if (!socket.write(chunk.subarray(0, Math.min(left, CHUNK_BYTES)))) await once(socket, 'drain')
  await done
  const tookMs = performance.now() - began
  socket.destroy()
  server.close()
  return tookMs
}
