import {
  asCost,
  isTooCostly,
  openPiece,
  PASSPHRASE_SALT_BYTES,
  redact,
  reveal,
  SCRYPT_COST,
  sealPiece,
  SECRETBOX_OVERHEAD,
  STREAM_PREFIX_BYTES,
  stretch,
} from '#core/crypto/index.ts'
import type { Redacted, ScryptCost, Secret } from '#core/crypto/index.ts'
import { asArray, asBytes, concatBytes, decode, digest, encode, equalBytes, fail, ok, utf8 } from '#core/proof/index.ts'
import type { Random, Result } from '#core/proof/index.ts'

/** What a backup begins with; the number is the version of all that follows. Rule I4. */
export const BACKUP_MARK = 'dure backup 1\n'
const ANY_VERSION = /^dure backup \d{1,6}\n/u
/** Bytes that are sealed at a time: little enough to hold, much enough that tags do not matter. */
const PIECE = 64 * 1024
const LAST = 1
const MORE = 0
const HEAD_BYTES = 5
const CHECK_BYTES = 32
/** Bytes of the header, and of the sealed secrets. */
const MAX_HEADER = 256
const MAX_FIRST = 64 * 1024

/** Why a backup was not taken. Where the first piece is whole and does not open, the passphrase is wrong. */
export type BackupError = {
  readonly type:
    | 'BackupMalformed'
    | 'BackupDamaged'
    | 'BackupTruncated'
    | 'BackupVersionUnknown'
    | 'BackupTooCostly'
    | 'PassphraseWrong'
}

/** What a backup is made of. `database`: the bytes of a consistent copy of the file. */
export interface BackupFrom {
  readonly secrets: Secret
  readonly database: AsyncIterable<Uint8Array>
  readonly passphrase: Redacted<string>
  readonly random: Random
  readonly cost?: ScryptCost
}

/**
 * A backup, piece by piece: mark, header, a hash of what was written so far and the first piece (so that damage there is
 * told from a wrong passphrase), the secrets as the first piece, then the database. Holds one piece at a time. Rule I4.
 */
export async function* writeBackup(from: BackupFrom): AsyncGenerator<Uint8Array> {
  const { secrets, database, passphrase, random, cost = SCRYPT_COST } = from
  const salt = random(PASSPHRASE_SALT_BYTES)
  const prefix = random(STREAM_PREFIX_BYTES)
  const key = await stretch(passphrase, salt, cost)
  const header = encode([cost.logN, cost.r, cost.p, salt, prefix])
  const front = concatBytes(utf8(BACKUP_MARK), length(header.length), header)
  const first = sealPiece(key, prefix, 0, false, reveal(secrets))
  yield concatBytes(front, checkOf(front, first), frame(MORE, first))
  let place = 1
  // One piece is held back, because the last one is sealed as such.
  let held: Uint8Array = new Uint8Array()
  for await (const chunk of database) {
    let rest = concatBytes(held, chunk)
    for (; rest.length > PIECE; rest = rest.subarray(PIECE))
      yield frame(MORE, sealPiece(key, prefix, place++, false, rest.subarray(0, PIECE)))
    held = rest
  }
  yield frame(LAST, sealPiece(key, prefix, place, true, held))
}

/**
 * Reads a backup: gives the secrets, and hands the database to `write`, in pieces, as they prove themselves. Nothing of
 * what was written counts unless this gives ok: only then was the last piece there. Rule I4.
 */
export async function readBackup(
  source: AsyncIterable<Uint8Array>,
  passphrase: Redacted<string>,
  write: (piece: Uint8Array) => Promise<void>,
): Promise<Result<Secret, BackupError>> {
  const reader = readerOf(source)
  try {
    const opened = await readFront(reader, passphrase)
    if (!opened.ok) return opened
    const { key, prefix, secrets } = opened.value
    for (let place = 1; ; place++) {
      const head = await reader.take(HEAD_BYTES)
      if (head === undefined) return fail({ type: 'BackupTruncated' })
      const size = numberOf(head, 1)
      const isLast = head[0] === LAST
      if ((!isLast && head[0] !== MORE) || size > PIECE + SECRETBOX_OVERHEAD) return fail({ type: 'BackupDamaged' })
      const box = await reader.take(size)
      if (box === undefined) return fail({ type: 'BackupTruncated' })
      const plain = openPiece(key, prefix, place, isLast, box)
      if (plain === undefined) return fail({ type: 'BackupDamaged' })
      await write(plain)
      if (!isLast) continue
      return (await reader.take(1)) === undefined ? ok(secrets) : fail({ type: 'BackupDamaged' })
    }
  } finally {
    await reader.end()
  }
}

/** Whether bytes begin as a backup of any version does. */
export const isBackup = (bytes: Uint8Array): boolean => ANY_VERSION.test(textOf(bytes.subarray(0, 24)))

interface Front {
  readonly key: Secret
  readonly prefix: Uint8Array
  readonly secrets: Secret
}

async function readFront(reader: Reader, passphrase: Redacted<string>): Promise<Result<Front, BackupError>> {
  const mark = await reader.take(BACKUP_MARK.length)
  if (mark === undefined || !isBackup(concatBytes(mark, utf8('\n')))) return fail({ type: 'BackupMalformed' })
  if (textOf(mark) !== BACKUP_MARK) return fail({ type: 'BackupVersionUnknown' })
  const headerLength = await reader.take(4)
  if (headerLength === undefined) return fail({ type: 'BackupTruncated' })
  if (numberOf(headerLength, 0) > MAX_HEADER) return fail({ type: 'BackupDamaged' })
  const header = await reader.take(numberOf(headerLength, 0))
  const check = header && (await reader.take(CHECK_BYTES))
  const head = check && (await reader.take(HEAD_BYTES))
  if (header === undefined || check === undefined || head === undefined) return fail({ type: 'BackupTruncated' })
  if (head[0] !== MORE || numberOf(head, 1) > MAX_FIRST) return fail({ type: 'BackupDamaged' })
  const first = await reader.take(numberOf(head, 1))
  if (first === undefined) return fail({ type: 'BackupTruncated' })
  const decoded = decode(header, { maxBytes: MAX_HEADER, maxDepth: 1, maxItems: 8 })
  const list = decoded.ok ? asArray(decoded.value, 5) : undefined
  const cost = asCost(list?.[0], list?.[1], list?.[2])
  const salt = asBytes(list?.[3], PASSPHRASE_SALT_BYTES)
  const prefix = asBytes(list?.[4], STREAM_PREFIX_BYTES)
  const isWhole = equalBytes(check, checkOf(concatBytes(mark, headerLength, header), first))
  if (!isWhole || !cost || !salt || !prefix) return fail({ type: 'BackupDamaged' })
  if (isTooCostly(cost)) return fail({ type: 'BackupTooCostly' })
  const key = await stretch(passphrase, salt, cost)
  const secrets = openPiece(key, prefix, 0, false, first)
  return secrets === undefined ? fail({ type: 'PassphraseWrong' }) : ok({ key, prefix, secrets: redact(secrets) })
}

const checkOf = (front: Uint8Array, first: Uint8Array): Uint8Array => digest('dure/backup-check/v1', front, first)

const frame = (kind: number, box: Uint8Array): Uint8Array => concatBytes(Uint8Array.of(kind), length(box.length), box)

function length(bytes: number): Uint8Array {
  const out = new Uint8Array(4)
  new DataView(out.buffer).setUint32(0, bytes)
  return out
}

const numberOf = (bytes: Uint8Array, at: number): number =>
  new DataView(bytes.buffer, bytes.byteOffset, bytes.length).getUint32(at)

const textOf = (bytes: Uint8Array): string => new TextDecoder('latin1').decode(bytes)

/** Gives bytes in the portions that are asked for; undefined where there are not as many left. */
interface Reader {
  take(count: number): Promise<Uint8Array | undefined>
  end(): Promise<void>
}

function readerOf(source: AsyncIterable<Uint8Array>): Reader {
  const chunks = source[Symbol.asyncIterator]()
  let held: Uint8Array = new Uint8Array()
  return {
    take: async (count) => {
      while (held.length < count) {
        const next = await chunks.next()
        if (next.done) return undefined
        held = concatBytes(held, next.value)
      }
      const taken = held.slice(0, count)
      held = held.subarray(count)
      return taken
    },
    end: async () => void (await chunks.return?.()),
  }
}
