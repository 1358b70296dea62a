import { join } from 'node:path'
import { expect, test } from 'vitest'
import { chooseElectron, type Surroundings } from './electron.ts'

/** A Linux with a display, Electron's package, and exactly these files. */
const machine = (files: Readonly<Record<string, string>>, more: Partial<Surroundings> = {}): Surroundings => ({
  platform: 'linux',
  env: { DISPLAY: ':0' },
  isRoot: false,
  electron: '/e',
  exists: (path) => path in files,
  read: (path) => files[path] ?? '',
  failedAt: null,
  now: 1_000_000_000,
  ...more,
})
const installed = { [join('/e', 'path.txt')]: 'electron', [join('/e', 'dist/electron')]: '' }

test('the window opens where Electron’s runtime is, or where a person says that it is', () => {
  expect(chooseElectron(machine(installed))).toEqual({ type: 'run', path: join('/e', 'dist/electron') })
  const given = machine({ '/own/electron': '' }, { env: { DISPLAY: ':0', ELECTRON_OVERRIDE_DIST_PATH: '/own' } })
  expect(chooseElectron(given)).toEqual({ type: 'run', path: join('/own', 'electron') })
})

test('a runtime that is missing is fetched, but not again on the day on which that failed', () => {
  expect(chooseElectron(machine({}))).toEqual({ type: 'fetch', electron: '/e' })
  const hour = 60 * 60_000
  const failed = (ago: number) => chooseElectron(machine({}, { failedAt: 1_000_000_000 - ago })).type
  expect([failed(hour), failed(23 * hour), failed(25 * hour)]).toEqual(['without', 'without', 'fetch'])
})

test.each([
  ['there is no display', { env: {} }],
  ['root', { isRoot: true }],
  ['not installed', { electron: null }],
  ['there is no', { env: { DISPLAY: ':0', ELECTRON_OVERRIDE_DIST_PATH: '/nothing' } }],
] as const)('where there can be no window, nothing is fetched, and the reason is said: %s', (reason, more) => {
  const choice = chooseElectron(machine({}, more))
  expect(choice.type === 'without' && choice.reason).toContain(reason)
})
