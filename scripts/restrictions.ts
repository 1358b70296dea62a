import type { OxlintOverride } from 'oxlint'
import { hasTiedHands, ownedPackages, rooms, type Room } from './arrows.ts'

/** What the linter's `no-restricted-imports` takes: imports as they are written, and the reason it prints. */
interface Restriction {
  readonly group: string[]
  readonly allowTypeImports?: boolean
  readonly message: string
}

/** How package.json's `imports` call the top folders. */
const aliases: Readonly<Record<string, string>> = { core: '#core', app: '#app', 'sync-relay': '#relay', lab: '#lab' }

/** `folder` without the folders above it that `from` lies in as well: what an import that climbs out still names. */
const beyondCommon = (from: string, folder: string): string => {
  const there = folder.split('/')
  const here = from.split('/')
  return there.slice(there.findIndex((name, depth) => name !== here[depth])).join('/')
}

/** The ways a file of `from` may write an import out of `folder`: by its alias, or by climbing out of its own room. */
const spellings = (from: Room, folder: string): string[] => {
  const alias = folder.replace(/^[^/]+/, (top) => aliases[top] ?? top)
  return [alias, `../**/${beyondCommon(from.folder, folder)}`].flatMap((path) => [path, `${path}/**`])
}

const isWithin = (folder: string, parent: string): boolean => folder === parent || folder.startsWith(`${parent}/`)

/**
 * All that a room may not import, as the linter wants it.
 * Rooms are listed by name: in the linter a `!` pattern lets an import through for every other pattern as well, so it
 * stands only where a part of a room is open although the room is not.
 */
const restrictionsOf = (room: Room): Restriction[] => {
  const others = rooms.map((other) => other.folder).filter((folder) => folder !== room.folder)
  const closed = others.filter((folder) => !room.may.includes(folder))
  const openParts = room.may.filter((folder) => !others.includes(folder))
  const group = (folders: readonly string[]): string[] => [
    ...folders.flatMap((folder) => spellings(room, folder)),
    ...openParts
      .filter((part) => folders.some((folder) => isWithin(part, folder)))
      .flatMap((part) => spellings(room, part).map((path) => `!${path}`)),
  ]
  const isTypeOnly = (folder: string): boolean => room.types?.includes(folder) ?? false
  const isOwned = (name: string): boolean => room.packages?.includes(name) ?? false
  const all: Restriction[] = [
    { group: group(closed.filter((folder) => !isTypeOnly(folder))), message: `${room.why}.` },
    { group: group(closed.filter(isTypeOnly)), allowTypeImports: true, message: `${room.why}. Types are fine.` },
    {
      group: Object.entries(ownedPackages)
        .filter(([name]) => !isOwned(name))
        .flatMap(([, paths]) => paths.flatMap((path) => (path.endsWith('*') ? [path] : [path, `${path}/**`]))),
      message: `this package has its own rooms (scripts/arrows.ts): ${room.why}.`,
    },
    {
      group: hasTiedHands(room)
        ? ['node:*', 'node:**', 'ws', 'prom-client', ...(room.builtins ?? []).map((name) => `!${name}`)]
        : [],
      message:
        'clock, randomness, disk and network are parameters of core, so that a village of peers runs in one test.',
    },
  ]
  return all.filter((restriction) => restriction.group.length > 0)
}

const override = (files: string[], patterns: Restriction[]): OxlintOverride => ({
  files,
  rules: { 'no-restricted-imports': ['error', { patterns }] },
})

/**
 * The rows as the linter's overrides. The last one that matches a file replaces the others, so each is complete.
 * Tests come last: they set up whole worlds, so they may look into every room, but core's still know no app.
 */
export const arrowOverrides = (): OxlintOverride[] => [
  ...rooms.map((room) => override([`${room.folder}/**/*.{ts,tsx}`], restrictionsOf(room))),
  override(
    ['{core,lab,sync-relay}/**/*.test.ts'],
    [
      {
        group: ['#app', '#app/**', '../**/app/**', 'electron', 'electron/**', 'react', 'react/**', 'react-dom/**'],
        message: 'core, relay and lab live without the app, and so do their tests.',
      },
    ],
  ),
  override(
    ['app/**/*.test.{ts,tsx}'],
    [
      {
        group: ['electron', 'electron/**'],
        message: 'Electron has no runtime in Node: pass in what the code needs of it.',
      },
    ],
  ),
]
