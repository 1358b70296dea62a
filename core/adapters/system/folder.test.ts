import { existsSync, mkdtempSync, rmSync, statSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import { makeFolder } from './folder.ts'

test('a data folder is made with all that lies above it, for this user alone', () => {
  const top = mkdtempSync(join(tmpdir(), 'dure-folder-'))
  onTestFinished(() => rmSync(top, { recursive: true, force: true }))
  const folder = join(top, 'a/b/c')
  makeFolder(folder)
  makeFolder(folder)
  expect(statSync(folder).isDirectory()).toBe(true)
  expect(process.platform === 'win32' ? 0o700 : statSync(folder).mode & 0o777).toBe(0o700)
})

test.skipIf(!existsSync('/proc/self'))(
  'a place where no folder can be made is an error, and not an endless wait',
  () => {
    expect(() => makeFolder('/proc/nope/deeper')).toThrow()
  },
)
