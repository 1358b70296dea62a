import { spawnSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import { parse, stringify } from 'yaml'
import { ensureBuilt } from './build.ts'

const root = dirname(import.meta.dirname)
// electron-builder's own schema checks it; a wrong shape fails there or in the expectations below.
const config = parse(readFileSync(join(root, 'electron-builder.yml'), 'utf8')) as {
  readonly files: readonly string[]
  readonly electronFuses?: Readonly<Record<string, boolean>>
  readonly npmRebuild: boolean
}

/** Packing copies some 30 MB on a disk that others use, too. */
const PACKING_MS = 5 * 60_000

/** What electron-builder checks a configuration with, before it downloads anything. An inner path: its version is pinned. */
const validate = async (what: object): Promise<void> => {
  const require = createRequire(createRequire(import.meta.url).resolve('electron-builder/package.json'))
  const { validateConfiguration } = require('app-builder-lib/out/util/config/config') as {
    readonly validateConfiguration: (config: object, log: object) => Promise<void>
  }
  const { DebugLogger } = require('builder-util') as { readonly DebugLogger: new (isEnabled: boolean) => object }
  await validateConfiguration(what, new DebugLogger(false))
}

test('the packer takes its configuration, and would not take a wrong one', async () => {
  await validate(config)
  await expect(validate({ ...config, asarr: true })).rejects.toThrow('asarr')
})

test('nothing is compiled, and whatever could make the program run something else is off', () => {
  expect(config.npmRebuild).toBe(false)
  expect(config.electronFuses).toEqual({
    runAsNode: false,
    enableCookieEncryption: true,
    enableNodeOptionsEnvironmentVariable: false,
    enableNodeCliInspectArguments: false,
    enableEmbeddedAsarIntegrityValidation: true,
    onlyLoadAppFromAsar: true,
    loadBrowserProcessSpecificV8Snapshot: false,
    grantFileProtocolExtraPrivileges: false,
  })
})

test(
  'packed are the bundles, the icons and two packages: nothing of tests, of the stand-in or of other systems',
  async () => {
    await ensureBuilt()
    const place = mkdtempSync(join(tmpdir(), 'dure-package-'))
    onTestFinished(() => rmSync(place, { recursive: true, force: true }))
    const files = pack(place)
    const parts = new Set(files.map((file) => file.split('/').slice(0, 2).join('/')))
    const packages = new Set(files.filter((file) => file.startsWith('node_modules/')).map((file) => packageOf(file)))
    expect([...packages].toSorted()).toEqual(['@automerge/automerge', 'better-sqlite3'])
    expect([...parts].filter((part) => !part.startsWith('node_modules')).toSorted()).toEqual([
      'LICENSE',
      'app/main',
      'dist/main',
      'dist/node',
      'dist/web',
      'package.json',
    ])
    for (const needed of [
      'dist/main/main.mjs',
      'dist/main/preload.cjs',
      'dist/node/process.mjs',
      'dist/web/index.html',
    ])
      expect(files).toContain(needed)
    expect(files.filter((file) => file.endsWith('.node'))).toHaveLength(1)
    expect(files.filter((file) => /\.test\.|\.spec\.|electron-double|e2e|playwright|\.map$/.test(file))).toEqual([])
  },
  PACKING_MS,
)

const packageOf = (file: string): string => {
  const [, name = '', more = ''] = file.split('/')
  return name.startsWith('@') ? `${name}/${more}` : name
}

/** Packs for Linux around an empty runtime, without network; gives what is in the archive. */
const pack = (place: string): readonly string[] => {
  const runtime = join(place, 'runtime')
  mkdirSync(join(runtime, 'resources'), { recursive: true })
  for (const file of ['electron', 'chrome-sandbox', 'LICENSE']) writeFileSync(join(runtime, file), '')
  writeFileSync(join(runtime, 'version'), '0.0.0')
  const { electronFuses: _, ...rest } = config // there is no program to burn them into
  const output = join(place, 'out')
  const file = join(place, 'config.yml')
  writeFileSync(file, stringify({ ...rest, electronDist: runtime, directories: { ...directories, output } }))
  const packer = join(dirname(createRequire(import.meta.url).resolve('electron-builder/package.json')), 'cli.js')
  const ran = spawnSync(process.execPath, [packer, '--linux', 'dir', '--config', file], { cwd: root, encoding: 'utf8' })
  if (ran.status !== 0) throw new Error(`${ran.stdout}${ran.stderr}`)
  return listArchive(join(output, 'linux-unpacked/resources/app.asar'))
}

const { directories } = config as unknown as { readonly directories: object } // as above

interface Folder {
  readonly files?: Readonly<Record<string, Folder>>
}

/** The paths in an archive of Electron's: it begins with their tree as JSON, after four lengths of four bytes. */
const listArchive = (file: string): readonly string[] => {
  const bytes = readFileSync(file)
  const tree = JSON.parse(bytes.subarray(16, 16 + bytes.readUInt32LE(12)).toString()) as Folder
  const walk = ({ files = {} }: Folder, path: string): string[] =>
    Object.entries(files).flatMap(([name, child]) =>
      child.files === undefined ? [`${path}${name}`] : walk(child, `${path}${name}/`),
    )
  return walk(tree, '')
}
