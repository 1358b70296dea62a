import { execFileSync } from 'node:child_process'
import { cpSync, existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { ownedPackages, rooms, type Room } from './arrows.ts'
import { readGraph, type Graph } from './graph.ts'

const root = dirname(import.meta.dirname)

describe('the table', () => {
  test('has a row for every room of the house', () => {
    const within = (folder: string): string[] =>
      readdirSync(join(root, folder), { withFileTypes: true })
        .filter((entry) => entry.isDirectory())
        .map((entry) => `${folder}/${entry.name}`)
    const there = ['core', 'core/adapters', 'app'].filter((folder) => existsSync(join(root, folder))).flatMap(within)
    const rows = rooms.map((room) => room.folder)
    expect(there.filter((folder) => folder !== 'core/adapters' && !rows.includes(folder))).toEqual([])
  })

  test('lets no arrow of core run back', () => {
    const core = rooms.filter((room) => room.folder.startsWith('core/'))
    const back = core.flatMap((room, index) =>
      [...room.may, ...(room.types ?? [])]
        .filter((folder) => folder.startsWith('core/') && core.findIndex((other) => other.folder === folder) >= index)
        .map((folder) => `${room.folder} -> ${folder}`),
    )
    expect(back).toEqual([])
  })
})

describe('the linter', () => {
  let copy = ''

  beforeAll(() => {
    copy = mkdtempSync(join(tmpdir(), 'dure-arrows-'))
    for (const file of ['oxlint.config.ts', 'package.json', 'scripts/arrows.ts', 'scripts/restrictions.ts'])
      cpSync(join(root, file), join(copy, file))
    symlinkSync(join(root, 'node_modules'), join(copy, 'node_modules'), 'junction')
  })
  afterAll(() => rmSync(copy, { recursive: true, force: true }))

  /** The lines (from 1) of a file in which the linter finds a forbidden import. */
  const forbidden = (files: Readonly<Record<string, readonly string[]>>): Record<string, number[]> => {
    for (const [file, lines] of Object.entries(files)) {
      mkdirSync(dirname(join(copy, file)), { recursive: true })
      writeFileSync(join(copy, file), `${lines.join('\n')}\n`)
    }
    const found: Record<string, number[]> = {}
    for (const { code, filename, labels } of lint(copy, Object.keys(files)))
      if (code === 'eslint(no-restricted-imports)') (found[filename] ??= []).push(labels[0]?.span.line ?? 0)
    return Object.fromEntries(Object.entries(found).map(([file, lines]) => [file, lines.toSorted((a, b) => a - b)]))
  }

  test('finds each kind of forbidden import, however it is written', () => {
    const wrong = {
      'core/proof/a.ts': ["import '#core/crypto/index.ts'", "import '../crypto/index.ts'", "import 'node:fs'"],
      'core/crypto/a.ts': [
        "import '#core/identity/index.ts'",
        "import 'better-sqlite3'",
        "await import('#core/space/index.ts')",
      ],
      'core/envelope/a.ts': ["import '#core/crypto/sign.ts'", "export { x } from '#core/entry/index.ts'"],
      'core/space/a.ts': ["import '#core/entry/index.ts'", "import '#core/document/index.ts'"],
      'core/document/a.ts': ["import '#core/chat/index.ts'", "import 'better-sqlite3'"],
      'core/chat/a.ts': [
        "import '#core/ledger/index.ts'",
        "import '@automerge/automerge'",
        "import '#core/store/index.ts'",
      ],
      'core/chat/select/a.ts': ["import '../../channel/index.ts'", "import '#core/adapters/sqlite/index.ts'"],
      'core/sync/a.ts': ["import '#core/crypto/index.ts'", "import type { X } from '#core/entry/index.ts'"],
      'core/store/a.ts': ["import '#core/chat/index.ts'", "import { x } from '#core/space/index.ts'"],
      'core/net/a.ts': ["import 'libp2p'", "import '@libp2p/tcp'", "import 'node:net'"],
      'core/node/a.ts': [
        "import '#core/adapters/libp2p/index.ts'",
        "import 'better-sqlite3'",
        "import '#app/service/a.ts'",
      ],
      'core/adapters/sqlite/a.ts': ["import '#core/crypto/index.ts'", "import 'libp2p'", "import 'tweetnacl'"],
      'core/adapters/libp2p/a.ts': ["import '../sqlite/index.ts'", "import '#core/entry/index.ts'"],
      'core/identity/a.ts': ["import 'react'", "import 'electron'", "import '#relay/index.ts'", "import '#lab/a.ts'"],
      'app/contract/a.ts': ["import '#core/chat/index.ts'", "import '#app/service/a.ts'"],
      'app/service/a.ts': ["import '../web/a.ts'", "import 'electron'", "import '#app/renderer/a.tsx'"],
      'app/main/a.ts': ["import '../preload/a.ts'", "import '../renderer/a.tsx'"],
      'app/preload/a.ts': ["import '../main/a.ts'", "import '#core/crypto/index.ts'"],
      'app/renderer/a.tsx': [
        "import '../main/a.ts'",
        "import '#core/crypto/index.ts'",
        "import type { Key } from '#core/crypto/types.ts'",
        "import '#core/store/index.ts'",
        "import '../../core/net/types.ts'",
        "import '#core/adapters/sqlite/index.ts'",
        "import '#core/node/index.ts'",
        "import '#core/chat/index.ts'",
      ],
      'sync-relay/a.ts': ["import '#core/entry/index.ts'", "import '#core/crypto/index.ts'", "import 'tweetnacl'"],
      'lab/a.ts': ["import '#app/service/a.ts'", "import 'electron'"],
      'core/sync/a.test.ts': ["import '#app/service/a.ts'", "import '../../app/web/a.ts'"],
    }
    const everyLine = Object.fromEntries(
      Object.entries(wrong).map(([file, lines]) => [file, lines.map((_, i) => i + 1)]),
    )
    expect(forbidden(wrong)).toEqual(everyLine)
  })

  test('lets through what the arrows allow', () => {
    const right = {
      'core/proof/b.ts': ["import 'node:crypto'", "import './result.ts'"],
      'core/crypto/b.ts': ["import '#core/proof/index.ts'", "import 'tweetnacl'"],
      'core/envelope/b.ts': ["import '#core/proof/index.ts'"],
      'core/entry/b.ts': ["import '#core/envelope/index.ts'", "import '#core/space/index.ts'"],
      'core/document/b.ts': ["import '@automerge/automerge'", "import '#core/entry/index.ts'"],
      'core/chat/select/b.ts': ["import '../types.ts'", "import '#core/document/index.ts'"],
      'core/store/b.ts': ["import type { Fact } from '#core/chat/index.ts'"],
      'core/sync/b.ts': [
        "import '#core/envelope/index.ts'",
        "import '#core/store/index.ts'",
        "import '#core/net/index.ts'",
      ],
      'core/node/b.ts': [
        "import '#core/chat/index.ts'",
        "import '#core/sync/index.ts'",
        "import '#core/crypto/index.ts'",
      ],
      'core/adapters/sqlite/b.ts': ["import 'better-sqlite3'", "import 'node:fs'", "import '#core/store/index.ts'"],
      'core/adapters/libp2p/b.ts': ["import '@libp2p/tcp'", "import '@multiformats/multiaddr'"],
      'core/sync/b.test.ts': ["import '#lab/a.ts'", "import '#core/crypto/index.ts'", "import 'node:fs'"],
      'app/contract/b.ts': ["import type { Id } from '#core/proof/types.ts'", "import 'zod'"],
      'app/service/b.ts': [
        "import '#core/node/index.ts'",
        "import '#core/adapters/sqlite/index.ts'",
        "import 'node:fs'",
      ],
      'app/renderer/b.tsx': [
        "import '#app/contract/index.ts'",
        "import type { Id } from '#core/proof/types.ts'",
        "import '#core/chat/select/index.ts'",
        "import '../../core/chat/select/index.ts'",
        "import 'react'",
      ],
      'sync-relay/b.ts': ["import '#core/sync/index.ts'", "import '#core/adapters/libp2p/index.ts'", "import 'ws'"],
      'lab/b.ts': [
        "import '#core/node/index.ts'",
        "import '#core/adapters/sqlite/index.ts'",
        "import '#relay/index.ts'",
      ],
    }
    expect(forbidden(right)).toEqual({})
  })

  test('says why', () => {
    forbidden({ 'core/envelope/c.ts': ["import '#core/crypto/index.ts'"] })
    expect(lint(copy, ['core/envelope/c.ts']).map((found) => found.help)).toContainEqual(
      expect.stringContaining('a relay admits envelopes with it, so it must not be able to open one'),
    )
  })
})

describe('the import graph', () => {
  let graph: Graph

  beforeAll(async () => {
    graph = await readGraph(root)
  })

  const inRoom = (file: string, folder: string): boolean => file.startsWith(`${folder}/`)
  // A room within a room comes after it.
  const roomOf = (file: string): Room | undefined => rooms.findLast((room) => inRoom(file, room.folder))
  const isTest = (file: string): boolean => /\.test\.tsx?$/.test(file)

  test('is not empty', () => {
    expect(graph.files.length).toBeGreaterThan(100)
    expect(graph.arrows.length).toBeGreaterThan(300)
  })

  test('has an end to every arrow', () => {
    expect(graph.arrows.filter((arrow) => arrow.isLost)).toEqual([])
  })

  test('keeps to the table, also where an import climbs out of its room by a way the linter cannot see', () => {
    const wrong = graph.arrows.filter(({ from, to, isTypeOnly }) => {
      const room = roomOf(from)
      if (room === undefined || isTest(from) || inRoom(to, room.folder)) return false
      const allowed = isTypeOnly ? [...room.may, ...(room.types ?? [])] : room.may
      const target = roomOf(to)
      if (target !== undefined) return !allowed.some((folder) => inRoom(to, folder))
      const owned = Object.entries(ownedPackages).find(([, names]) =>
        names.some((name) => to.startsWith(`node_modules/${name.replace('*', '')}`)),
      )
      return owned !== undefined && !(room.packages?.includes(owned[0]) ?? false)
    })
    expect(wrong.map(({ from, to }) => `${from} -> ${to}`)).toEqual([])
  })

  /** Every file and package that runs when a file of `folder` runs, with the file that brought it in. */
  const reachableFrom = (folder: string): Map<string, string> => {
    const seen = new Map(graph.files.filter((file) => inRoom(file, folder) && !isTest(file)).map((file) => [file, '']))
    for (const from of seen.keys())
      for (const arrow of graph.arrows)
        if (arrow.from === from && !arrow.isTypeOnly && !seen.has(arrow.to)) seen.set(arrow.to, from)
    return seen
  }
  const opensEnvelopes = (file: string): boolean =>
    ['crypto', 'identity', 'space', 'entry', 'document', 'chat', 'ledger', 'channel', 'node']
      .map((room) => `core/${room}`)
      .concat('node_modules/tweetnacl', 'node_modules/@automerge/automerge', 'app')
      .some((folder) => inRoom(file, folder))

  test('holds nothing that can open an envelope within reach of the relay, directly or not', () => {
    const reached = reachableFrom('sync-relay')
    expect([...reached.keys()].filter((file) => file.startsWith('core/')).length).toBeGreaterThan(20)
    expect([...reached.keys()]).toEqual(expect.arrayContaining(['core/envelope/index.ts', 'core/sync/index.ts']))
    expect([...reached].filter(([file]) => opensEnvelopes(file)).map(([file, by]) => `${by} -> ${file}`)).toEqual([])
  })

  test('would show what opens an envelope: the same search finds it from the room that does', () => {
    const reached = [...reachableFrom('core/entry').keys()].filter(opensEnvelopes)
    expect(reached.some((file) => inRoom(file, 'core/crypto'))).toBe(true)
    expect(reached.some((file) => inRoom(file, 'node_modules/tweetnacl'))).toBe(true)
  })
})

/** What is read of the linter's JSON. */
interface Finding {
  readonly code: string
  readonly filename: string
  readonly help?: string
  readonly labels: readonly { readonly span: { readonly line: number } }[]
}

/** Runs the linter on files below `folder`, with the settings that are there. Without types: imports need none. */
const lint = (folder: string, files: readonly string[]): readonly Finding[] => {
  const oxlint = join(root, 'node_modules/oxlint/bin/oxlint')
  try {
    execFileSync(process.execPath, [oxlint, '--format', 'json', ...files], { cwd: folder, stdio: 'pipe' })
    return []
  } catch (error) {
    // The linter fails when it finds something, and its findings are then the output of the failure.
    const { stdout } = error as { readonly stdout: Buffer }
    return (JSON.parse(stdout.toString()) as { readonly diagnostics: readonly Finding[] }).diagnostics
  }
}
