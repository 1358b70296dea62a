import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { redact, reveal } from '#core/crypto/index.ts'
import { concatBytes, utf8 } from '#core/proof/index.ts'
import { isBackup, readBackup, writeBackup } from './backup.ts'

/** As quick as a guess may be: what it costs is `passphrase.test.ts`'s business. */
const cost = { logN: 4, r: 8, p: 1 }
const secrets = redact(utf8('secrets of an account'))
let seed = 1
const random = (bytes: number) => new Uint8Array(bytes).map(() => (seed = (seed * 48_271) % 2_147_483_647) % 256)

async function* inChunks(bytes: Uint8Array, size: number) {
  for (let at = 0; at < bytes.length; at += size) yield await Promise.resolve(bytes.slice(at, at + size))
}

const make = async (database: Uint8Array, passphrase = 'tomatoes and tea', chunk = 100_000) => {
  const pieces: Uint8Array[] = []
  const from = { secrets, database: inChunks(database, chunk), passphrase: redact(passphrase), random, cost }
  for await (const piece of writeBackup(from)) pieces.push(piece)
  return concatBytes(...pieces)
}

const take = async (backup: Uint8Array, passphrase = 'tomatoes and tea', chunk = 100_000) => {
  const written: Uint8Array[] = []
  const outcome = await readBackup(inChunks(backup, chunk), redact(passphrase), (piece) => {
    written.push(piece)
    return Promise.resolve()
  })
  return outcome.ok ? { secrets: reveal(outcome.value), database: concatBytes(...written) } : outcome.error.type
}

describe('a backup (I4)', () => {
  test('gives back what went in, whatever the size and however it is cut on its way', async () => {
    for (const size of [0, 1, 65_535, 65_536, 65_537, 200_000]) {
      const database = random(size)
      expect(await take(await make(database, undefined, 7_777), undefined, 1_313)).toEqual({
        secrets: reveal(secrets),
        database,
      })
    }
  })

  test('opens with its passphrase alone, however that was composed, and shows nothing of what is in it', async () => {
    const backup = await make(utf8('내일 뭐 해?'.repeat(50)), '토마토와 차 한 잔')
    expect(await take(backup, '토마토와 차 한 잔'.normalize('NFD'))).toMatchObject({ secrets: reveal(secrets) })
    expect(await take(backup, '토마토와 차 두 잔')).toBe('PassphraseWrong')
    for (const part of [reveal(secrets), utf8('내일')].map((it) => Buffer.from(it)))
      expect(Buffer.from(backup).includes(part)).toBe(false)
    expect(isBackup(backup)).toBe(true)
  })

  test('in which any byte is another is refused, and damage is never taken for a wrong passphrase', async () => {
    const backup = await make(random(70_000))
    await fc.assert(
      fc.asyncProperty(fc.nat(backup.length - 1), fc.integer({ min: 1, max: 255 }), async (at, by) => {
        const outcome = await take(backup.with(at, (backup[at] ?? 0) ^ by))
        expect(outcome).toMatch(/^Backup(?:Damaged|Truncated|Malformed|VersionUnknown)$/u)
      }),
      { numRuns: 300 },
    )
  })

  test('cut anywhere is refused, at the end of a piece too, and so is one with something after it', async () => {
    const backup = await make(random(140_000))
    await fc.assert(
      fc.asyncProperty(fc.nat(backup.length - 1), async (end) => {
        expect(await take(backup.subarray(0, end))).toMatch(/^Backup(?:Truncated|Malformed)$/u)
      }),
      { numRuns: 100 },
    )
    const ends = [backup.length - (140_000 - 2 * 65_536) - 16 - 5]
    for (const end of ends) expect(await take(backup.subarray(0, end))).toBe('BackupTruncated')
    expect(await take(concatBytes(backup, Uint8Array.of(0)))).toBe('BackupDamaged')
  })

  test('whose pieces were put in another order, or are of another one, is refused', async () => {
    const [one, two] = [await make(random(140_000)), await make(random(140_000))]
    const piece = 5 + 65_536 + 16
    const first = one.length - (5 + 16 + 140_000 - 2 * 65_536) - 2 * piece
    const swapped = concatBytes(
      one.subarray(0, first),
      one.subarray(first + piece, first + 2 * piece),
      one.subarray(first, first + piece),
      one.subarray(first + 2 * piece),
    )
    expect(await take(swapped)).toBe('BackupDamaged')
    const mixed = concatBytes(one.subarray(0, first), two.subarray(first))
    expect(await take(mixed)).toBe('BackupDamaged')
  })

  test('of a later version, or none at all, is told apart', async () => {
    expect(await take(utf8('dure backup 2\n and whatever follows'))).toBe('BackupVersionUnknown')
    expect(await take(utf8('something else entirely'))).toBe('BackupMalformed')
    expect(await take(new Uint8Array())).toBe('BackupMalformed')
  })
})
