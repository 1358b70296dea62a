import { join } from 'node:path'
import BetterSqlite from 'better-sqlite3'
import type { Bench } from './bench.ts'
import { evenCorpus } from './corpus.ts'
import { atMost, figuresOf } from './figures.ts'
import { connect, syncFirst } from './first-sync.ts'
import { writeHistory } from './history.ts'
import type { History } from './history.ts'
import { copyHome, settleHome } from './home.ts'
import type { Home } from './home.ts'
import { answer, LOOPBACK, serve } from './process.ts'
import { soon } from './soon.ts'
import type { Figure, Row } from './types.ts'

/** Messages sent one by one while the other is there. */
const LIVE = 200
const ON_WIRE = atMost(260)
const ON_DISK = atMost(400)

const figure = figuresOf('size')

/** What a message of 30 characters takes, on the wire and on the disk, and where each byte goes. */
export const size: Row = {
  name: 'size',
  measure: async (bench) => {
    const messages = bench.sizes[0] ?? 0
    const folder = join(bench.folder, 'size')
    const texts = evenCorpus(messages, bench.seed)
    const empty = await writeHistory(join(folder, 'empty'), [], bench.seed)
    const written = await writeHistory(join(folder, 'written'), texts, bench.seed)
    const { history, wireBytes } = await syncFirst(bench, written, join(folder, 'synced'))
    const textBytes = texts.reduce((sum, text) => sum + Buffer.byteLength(text), 0) / messages
    await settleHome(history.jun)
    return [
      figure('the text itself', textBytes, 'bytes'),
      ...(await onWire(bench, history, join(folder, 'live'))),
      figure('on the wire in bulk, everything said included', wireBytes, 'bytes/message', ON_WIRE),
      ...onDisk('as its author keeps it', tables(empty.bora), tables(written.bora), messages),
      ...onDisk('as its reader keeps it', tables(empty.jun), tables(history.jun), messages),
    ]
  },
}

/** Bytes of live messages, each sent when the one before was there. */
async function onWire(bench: Bench, history: History, folder: string): Promise<Figure[]> {
  const { space } = history
  const bora = copyHome(history.bora, join(folder, 'Bora'))
  const jun = copyHome(history.jun, join(folder, 'Jun'))
  const [from, to] = await Promise.all([serve(bench.product, bora, LOOPBACK), serve(bench.product, jun, LOOPBACK)])
  const session = async () => (await answer(from.client.sync.status())).sessions[0]
  await connect(from, to)
  await soon('the session', async () => ((await session())?.settledMs ?? null) !== null)
  const before = await session()
  for (const text of evenCorpus(LIVE, bench.seed + 3)) {
    const { message } = await answer(from.client.chat.send({ space, text }))
    const isThere = async () =>
      (await answer(to.client.chat.page({ space, limit: 1 }))).messages[0]?.message === message
    await soon('the message', isThere, 1)
  }
  const after = await session()
  await Promise.all([from.stop(), to.stop()])
  if (before === undefined || after === undefined) throw new Error('the session is gone')
  const each = (now: number, then: number): number => (now - then) / LIVE
  const envelope = each(after.envelopeBytesOut, before.envelopeBytesOut)
  const frame = each(after.bytesOut, before.bytesOut)
  return [
    figure('on the wire when sent live', frame, 'bytes/message', ON_WIRE),
    figure('… nonce 24, signature 64, MAC 16, padded entry', envelope - 24 - 64 - 16, 'bytes/message'),
    figure('… frame around the envelope', frame - envelope, 'bytes/message'),
    figure('… and back, that it was kept and seen', each(after.bytesIn, before.bytesIn), 'bytes/message'),
  ]
}

/** Growth of every table and index, indexes under their own names. */
function onDisk(where: string, empty: Map<string, number>, full: Map<string, number>, messages: number): Figure[] {
  const grown = [...full]
    .map(([name, bytes]) => ({ name, bytes: (bytes - (empty.get(name) ?? 0)) / messages }))
    .filter(({ bytes }) => bytes >= 1)
    .toSorted((a, b) => b.bytes - a.bytes)
  const sum = [...full.values(), ...[...empty.values()].map((bytes) => -bytes)].reduce((a, b) => a + b, 0)
  return [
    figure(`on disk, ${where}`, sum / messages, 'bytes/message', ON_DISK),
    ...grown.map(({ name, bytes }) => figure(`… ${name}`, bytes, 'bytes/message')),
  ]
}

/** Bytes of pages by table and index, the free ones too, once the log is written back. */
function tables({ database }: Home): Map<string, number> {
  const db = new BetterSqlite(database)
  db.pragma('wal_checkpoint(TRUNCATE)')
  const rows = db.prepare<[], { name: string; bytes: number }>(
    'SELECT name, sum(pgsize) AS bytes FROM dbstat GROUP BY name',
  )
  const found = new Map(rows.all().map(({ name, bytes }) => [name, bytes]))
  const free = Number(db.pragma('freelist_count', { simple: true })) * Number(db.pragma('page_size', { simple: true }))
  found.set('free pages', free)
  db.close()
  return found
}
