import { execFileSync, spawnSync } from 'node:child_process'
import { chmodSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, onTestFinished, test } from 'vitest'
import { redact, reveal } from '#core/crypto/index.ts'
import type { Secret } from '#core/crypto/index.ts'
import type { DeviceId } from '#core/identity/index.ts'
import { bytesToId, digest } from '#core/proof/index.ts'
import { fileCounter, fileVault, writeDurably } from './index.ts'

const secret = (n: number, length = 40): Secret => redact(new Uint8Array(length).fill(n))
const modeOf = (path: string): number => statSync(path).mode & 0o777
const device = bytesToId(digest('dure/test-device/v1')) as DeviceId // any 32 bytes are one

/** A folder of this test's own, gone when it ends. */
function folder(): string {
  const path = mkdtempSync(join(tmpdir(), 'dure-files-'))
  onTestFinished(() => rmSync(path, { recursive: true, force: true }))
  return path
}

/** Whether this is root, who may mount disks and is kept from no file. */
const isRoot = process.getuid?.() === 0
const canMount =
  isRoot &&
  process.platform === 'linux' &&
  spawnSync('unshare', ['-m', 'mount', '-t', 'tmpfs', 'x', '/mnt']).status === 0

/** A disk of 4 KiB pages, of which so many are there. */
function smallDisk(pages: number): string {
  const path = folder()
  execFileSync('mount', ['-t', 'tmpfs', '-o', `size=${pages * 4}k`, 'tmpfs', path])
  onTestFinished(() => void execFileSync('umount', [path]))
  return path
}

describe('a vault in a file', () => {
  test('gives back what was kept last, and nothing where nothing was kept (I2)', () => {
    const vault = fileVault(join(folder(), 'keys'))
    expect(vault.load()).toEqual({ ok: true, value: null })
    for (const n of [1, 2]) {
      expect(vault.save(secret(n))).toEqual({ ok: true, value: undefined })
      const loaded = vault.load()
      expect(loaded.ok && loaded.value && reveal(loaded.value)).toEqual(new Uint8Array(40).fill(n))
    }
  })

  test.skipIf(process.platform === 'win32')(
    'is for the user’s eyes alone, also after a copy opened it to others (I2)',
    () => {
      const path = join(folder(), 'keys')
      const vault = fileVault(path)
      vault.save(secret(1))
      expect(modeOf(path)).toBe(0o600)
      chmodSync(path, 0o644)
      expect(vault.load().ok).toBe(true)
      expect(modeOf(path)).toBe(0o600)
      chmodSync(path, 0o666)
      writeFileSync(`${path}.new`, 'left open to all', { mode: 0o666 })
      vault.save(secret(2))
      expect(modeOf(path)).toBe(0o600)
    },
  )

  test('of a program killed while it wrote still has what was kept before, and takes the next', () => {
    const path = join(folder(), 'keys')
    const vault = fileVault(path)
    vault.save(secret(1))
    // All that such a program can leave: the new file, cut anywhere, beside the old one.
    for (const left of [new Uint8Array(0), new Uint8Array(7).fill(9), new Uint8Array(40).fill(2)]) {
      writeFileSync(`${path}.new`, left)
      const loaded = vault.load()
      expect(loaded.ok && loaded.value && reveal(loaded.value)).toEqual(new Uint8Array(40).fill(1))
    }
    expect(vault.save(secret(3)).ok).toBe(true)
    expect(existsSync(`${path}.new`)).toBe(false)
    expect(new Uint8Array(readFileSync(path))).toEqual(new Uint8Array(40).fill(3))
  })

  test('that is empty or far too large is malformed, not read', () => {
    const path = join(folder(), 'keys')
    for (const length of [0, 256 * 1024 + 1]) {
      writeFileSync(path, new Uint8Array(length))
      expect(fileVault(path).load()).toEqual({ ok: false, error: { type: 'VaultMalformed' } })
    }
  })

  test('that cannot be read or written is refused with the system’s word for it', () => {
    const path = join(folder(), 'keys')
    mkdirSync(path)
    expect(fileVault(path).load()).toEqual({ ok: false, error: { type: 'VaultUnreadable', detail: 'EISDIR' } })
    expect(fileVault(path).save(secret(1))).toMatchObject({ ok: false, error: { type: 'VaultNotKept' } })
    const nowhere = fileVault(join(folder(), 'none', 'keys'))
    expect(nowhere.load()).toEqual({ ok: true, value: null })
    expect(nowhere.save(secret(1))).toEqual({ ok: false, error: { type: 'VaultNotKept', detail: 'ENOENT' } })
  })

  test.runIf(canMount)('on a full disk keeps what it had, and leaves no half of the new one', () => {
    const path = join(smallDisk(2), 'keys')
    const vault = fileVault(path)
    expect(vault.save(secret(1)).ok).toBe(true)
    expect(vault.save(secret(2, 9000))).toEqual({ ok: false, error: { type: 'VaultNotKept', detail: 'ENOSPC' } })
    const loaded = vault.load()
    expect(loaded.ok && loaded.value && reveal(loaded.value)).toEqual(new Uint8Array(40).fill(1))
    expect(existsSync(`${path}.new`)).toBe(false)
  })
})

describe('start counters in files (I4)', () => {
  test('are counted by device, from nothing', () => {
    const where = join(folder(), 'config', 'starts')
    const counter = fileCounter(where, () => true)
    expect(counter.read(device)).toBeNull()
    for (const starts of [0, 1, 2, 10_000]) {
      expect(counter.write(device, starts)).toEqual({ ok: true, value: undefined })
      expect(counter.read(device)).toBe(starts)
    }
    const other = bytesToId(digest('dure/test-device/v1', 2)) as DeviceId // likewise
    expect(counter.read(other)).toBeNull()
  })

  test('that hold anything but a number are missing: the device stops rather than speak twice', () => {
    const where = folder()
    const counter = fileCounter(where, () => true)
    for (const text of ['', 'x', '-1', '1.5', '1e9', '9'.repeat(16), '1 2', '\u0000']) {
      writeFileSync(join(where, device), text)
      expect(counter.read(device)).toBeNull()
    }
    rmSync(join(where, device))
    mkdirSync(join(where, device))
    expect(counter.read(device)).toBeNull()
    expect(counter.write(device, 1)).toMatchObject({ ok: false, error: { type: 'VaultNotKept' } })
  })

  test('are claimed under a file of the device’s own, beside them', () => {
    const where = join(folder(), 'starts')
    const held: string[] = []
    const counter = fileCounter(where, (file) => {
      held.push(file)
      return held.length === 1
    })
    expect([counter.claim(device), counter.claim(device)]).toEqual([true, false])
    expect(held[0]).toBe(join(where, `${device}.lock`))
    expect(existsSync(where)).toBe(true)
  })

  test('in a place that cannot be made are a refusal to write, never a crash', () => {
    const file = join(folder(), 'a file')
    writeFileSync(file, '')
    const counter = fileCounter(join(file, 'starts'), () => false)
    expect(counter.claim(device)).toBe(true)
    expect(counter.read(device)).toBeNull()
    expect(counter.write(device, 1)).toMatchObject({ ok: false, error: { type: 'VaultNotKept' } })
  })
})

test('a file is replaced whole, whatever its size', () => {
  const path = join(folder(), 'it')
  for (const length of [0, 1, 100_000, 3]) {
    writeDurably(path, new Uint8Array(length).fill(length % 251))
    expect(new Uint8Array(readFileSync(path))).toEqual(new Uint8Array(length).fill(length % 251))
  }
})
