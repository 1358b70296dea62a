import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'

/** The parts of npm's two files that these tests look at. */
interface Locked {
  readonly gypfile?: boolean
  readonly resolved?: string
  readonly integrity?: string
  readonly link?: boolean
  readonly inBundle?: boolean
  readonly hasInstallScript?: boolean
  readonly optionalDependencies?: Readonly<Record<string, string>>
}
interface Manifest {
  readonly allowScripts: Readonly<Record<string, boolean>>
}

const read = (name: string): unknown => JSON.parse(readFileSync(join(import.meta.dirname, '..', name), 'utf8'))
// Both are npm's own files; a wrong shape fails the expectations below.
const { packages } = read('package-lock.json') as { readonly packages: Readonly<Record<string, Locked>> }
const manifest = read('package.json') as Manifest

test('npm ci compiles nothing: better-sqlite3 keeps `gypfile: false`, which npm drops when it rewrites the lockfile', () => {
  expect(packages['node_modules/better-sqlite3']?.gypfile).toBe(false)
})

test('every package that wants to run something while it is installed has been decided about', () => {
  const wanting = Object.entries(packages)
    .filter(([, entry]) => entry.hasInstallScript)
    .map(([path]) => path.replace(/^.*node_modules\//, ''))
  expect(Object.keys(manifest.allowScripts)).toEqual(expect.arrayContaining(wanting))
})

test('the lockfile pins every package by its content, and says of none where it was fetched', () => {
  const fetched = Object.entries(packages).filter(([path, entry]) => path !== '' && !entry.link && !entry.inBundle)
  expect(fetched.length).toBeGreaterThan(100)
  expect(fetched.filter(([, entry]) => entry.integrity === undefined).map(([path]) => path)).toEqual([])
  expect(fetched.filter(([, entry]) => entry.resolved !== undefined).map(([path]) => path)).toEqual([])
})

test('npm ci works on every platform: all binaries that a package picks from are in the lockfile', () => {
  const locked = new Set(Object.keys(packages).map((path) => path.replace(/^.*node_modules\//, '')))
  const missing = Object.values(packages).flatMap((entry) =>
    Object.keys(entry.optionalDependencies ?? {}).filter((name) => !locked.has(name)),
  )
  // Where some are missing, an older version of the package that wants them has them all.
  expect(missing).toEqual([])
})
