import { chmodSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import { redact, reveal } from '#core/crypto/index.ts'
import type { Secret } from '#core/crypto/index.ts'
import { fileVault, sealedVault } from './index.ts'

const secret = (n: number): Secret => redact(new Uint8Array(40).fill(n))
const key = secret(7)
const keyOf = (n: number): Secret => redact(new Uint8Array(32).fill(n))
let drawn = 0
const random = (length: number): Uint8Array => new Uint8Array(length).fill(++drawn)

/** A file of secrets in a folder of this test's own. */
const file = (): string => {
  const place = mkdtempSync(join(tmpdir(), 'dure-sealed-'))
  onTestFinished(() => rmSync(place, { recursive: true, force: true }))
  return join(place, 'keys')
}
const vault = (path: string, keep: 'sealed' | 'plain', n = 1) => sealedVault(path, { key: keyOf(n), keep, random })
const held = (outcome: ReturnType<ReturnType<typeof fileVault>['load']>): number | null | string =>
  outcome.ok ? outcome.value && (reveal(outcome.value)[0] ?? null) : outcome.error.type

test('what is sealed opens with its key alone, and can be read by nobody who looks into the file (I2)', () => {
  const path = file()
  expect(held(vault(path, 'sealed').load())).toBeNull()
  expect(vault(path, 'sealed').save(key).ok).toBe(true)
  expect(held(vault(path, 'sealed').load())).toBe(7)
  expect(held(vault(path, 'sealed', 2).load())).toBe('VaultSealed')
  expect(readFileSync(path).includes(Buffer.from(reveal(key)))).toBe(false)
  // Modes mean nothing on Windows.
  expect(process.platform === 'win32' ? 0 : statSync(path).mode & 0o077).toBe(0)
})

test('without a keychain a sealed file is refused as such, and left as it is', () => {
  const path = file()
  vault(path, 'sealed').save(key)
  const before = readFileSync(path)
  expect(held(fileVault(path).load())).toBe('VaultSealed')
  expect(readFileSync(path).equals(before)).toBe(true)
})

test('secrets move from the file to the keychain and back when they are loaded, and are the same each time', () => {
  const path = file()
  fileVault(path).save(key)
  for (const keep of ['sealed', 'plain', 'sealed', 'sealed', 'plain'] as const) {
    expect(held(vault(path, keep).load())).toBe(7)
    expect(held(fileVault(path).load())).toBe(keep === 'plain' ? 7 : 'VaultSealed')
  }
})

test('cut at any byte, whoever dies while they move leaves secrets that can be read', () => {
  const path = file()
  fileVault(path).save(key)
  const plain = readFileSync(path)
  vault(path, 'sealed').load()
  const sealed = readFileSync(path)
  // The new file grows beside the old one, and takes its place whole: these are all the states there are.
  for (const there of [plain, sealed])
    for (let cut = 0; cut <= sealed.length; cut += 8) {
      writeFileSync(path, there)
      writeFileSync(`${path}.new`, sealed.subarray(0, cut))
      expect(held(vault(path, 'sealed').load())).toBe(7)
    }
})

test('a file that cannot be replaced keeps what it has, and that is said', () => {
  const path = file()
  fileVault(path).save(key)
  const place = join(path, '..')
  chmodSync(place, 0o500)
  onTestFinished(() => chmodSync(place, 0o700))
  const loaded = held(vault(path, 'sealed').load())
  // Root is kept from no folder.
  expect(loaded).toBe(process.getuid?.() === 0 || process.platform === 'win32' ? 7 : 'VaultNotKept')
  expect([7, 'VaultSealed']).toContain(held(fileVault(path).load()))
})

test('a changed byte anywhere is found', () => {
  const path = file()
  vault(path, 'sealed').save(key)
  const sealed = readFileSync(path)
  for (let at = 20; at < sealed.length; at += 5) {
    const changed = Buffer.from(sealed)
    changed.writeUInt8((changed[at] ?? 0) ^ 1, at)
    writeFileSync(path, changed)
    expect(held(vault(path, 'sealed').load())).toBe('VaultSealed')
  }
})
