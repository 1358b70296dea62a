import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { basename, dirname, join, relative } from 'node:path'
import { describe, expect, test } from 'vitest'
import { rooms } from './arrows.ts'

const root = dirname(import.meta.dirname)
const folders = ['app', 'bin', 'core', 'docs', 'e2e', 'lab', 'scripts', 'sync-relay']

/** Every file of the project, by its path from the top, with `/`. */
const files: readonly string[] = [
  ...readdirSync(root, { withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => entry.name),
  ...folders.flatMap((folder) =>
    readdirSync(join(root, folder), { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile())
      .map((entry) => relative(root, join(entry.parentPath, entry.name)).replaceAll('\\', '/')),
  ),
]
const read = (file: string): string => readFileSync(join(root, file), 'utf8')
const pages = files.filter((file) => file.endsWith('.md'))
const isTest = (file: string): boolean => /\.(?:test|spec)\.tsx?$|contract\.ts$/.test(file)

/** A page without its blocks of code, in which nothing is a link or a name. */
const prose = (text: string): string => text.replaceAll(/^```[\s\S]*?^```/gmu, '')

/** What a heading is called in a link, as GitHub has it. */
const slug = (heading: string): string =>
  heading
    .toLowerCase()
    .replaceAll(/[^\p{L}\p{N} _-]/gu, '')
    .replaceAll(' ', '-')

const headings = (file: string): string[] =>
  [...prose(read(file)).matchAll(/^#+ (.+)$/gmu)].map(([, heading = '']) => slug(heading))

/** Links of a page that lead nowhere, within the project. */
const lost = (file: string): string[] =>
  [...prose(read(file)).matchAll(/\]\(([^)\s]+)\)/gu)]
    .map(([, target = '']) => target)
    .filter((target) => !/^[a-z]+:/u.test(target))
    .filter((target) => {
      const [path = '', anchor] = target.split('#')
      const to = path === '' ? file : join(dirname(file), path).replaceAll('\\', '/')
      if (!existsSync(join(root, to))) return true
      return anchor !== undefined && !headings(to).includes(decodeURIComponent(anchor))
    })

/** `core/{a,b}` as `core/a` and `core/b`. */
const unfold = (name: string): string[] => {
  const [, before = '', list, after = ''] = /^([^{]*)\{([^}]*)\}(.*)$/u.exec(name) ?? []
  return list === undefined ? [name] : list.split(',').flatMap((one) => unfold(`${before}${one}${after}`))
}

/** What stands in a page as code and names a file or folder of ours: a path from a folder of ours, or a name that ends like code. */
const named = (file: string): string[] =>
  [...prose(read(file)).matchAll(/`([^`\n]+)`/gu)]
    .map(([, code = '']) => code)
    .filter((code) => /^[\w.{},-]+(?:\/[\w.{},-]+)*\/?$/u.test(code))
    .filter((code) => folders.includes(code.split('/')[0] ?? '') || /\.(?:ts|tsx|mjs|md|css)$/u.test(code))
    .flatMap(unfold)

/**
 * Whether a name leads somewhere from a page: from the top, from the page, or, of a bare name, below the page (of docs:
 * anywhere). A room that has its row in the table already may be named before it is there.
 */
const isThere = (name: string, page: string): boolean => {
  const folder = dirname(page)
  if (rooms.some((room) => room.folder === name)) return true
  if (existsSync(join(root, name)) || existsSync(join(root, folder, name))) return true
  const within = folder === '.' || folder.startsWith('docs') ? '' : `${folder}/`
  return !name.includes('/') && files.some((file) => file.startsWith(within) && basename(file) === name)
}

/**
 * Rules that a text cites as such: `(E5)`, `(S3, E6)`, `Rule I4`, `Rules Y2 to Y8`. Those of money and channels come with
 * their rooms.
 */
const cited = (text: string): string[] =>
  [...text.matchAll(/(?:\(|\bRules? )((?:[BDEIRSY]\d{1,2})(?:(?:, | and | to )[BDEIRSY]\d{1,2})*)(?![\w-])/gu)].flatMap(
    ([, list = '']) => list.match(/[A-Z]\d{1,2}/gu) ?? [],
  )

/** One row of the index. */
interface Row {
  readonly rule: string
  readonly isBuilt: boolean
  readonly pages: readonly string[]
  readonly tests: readonly string[]
}

const index: readonly Row[] = [
  ...read('docs/spec/README.md').matchAll(/^\| ([A-Z]\d{1,2}) +\|[^|]*\|([^|]*)\|([^|]*)\|$/gmu),
].map(([, rule = '', where = '', tests = '']) => ({
  rule,
  isBuilt: !where.includes('not yet'),
  pages: [...where.matchAll(/\]\(([^)]+)\)/gu)].map(([, page = '']) => `docs/spec/${page}`),
  tests: [...tests.matchAll(/`([^`]+)`/gu)].map(([, file = '']) => file),
}))

/** Whether a page writes a rule down: in bold, as `**E5 What counts.**` or `**Recovery (I7).**`. */
const writes = (page: string, rule: string): boolean =>
  read(page)
    .split('**')
    .some((part, at) => at % 2 === 1 && new RegExp(`\\b${rule}\\b`, 'u').test(part))

describe('the pages', () => {
  test('are there', () => {
    expect(pages.length).toBeGreaterThan(25)
    expect(pages).toEqual(expect.arrayContaining(['README.md', 'docs/ARCHITECTURE.md', 'core/space/README.md']))
  })

  test('link to what exists', () => {
    expect(pages.flatMap((page) => lost(page).map((target) => `${page}: ${target}`))).toEqual([])
  })

  test('name only files and folders that exist', () => {
    const missing = pages.flatMap((page) =>
      named(page)
        .filter((name) => !isThere(name, page))
        .map((name) => `${page}: ${name}`),
    )
    expect(missing).toEqual([])
  })

  test('name only npm scripts that exist', () => {
    // npm's own file.
    const { scripts } = JSON.parse(read('package.json')) as { readonly scripts: Readonly<Record<string, string>> }
    const wrong = pages.flatMap((page) =>
      [...read(page).matchAll(/npm run (?:-s )?([a-z]+)/gu)]
        .map(([, name = '']) => name)
        .filter((name) => !Object.hasOwn(scripts, name))
        .map((name) => `${page}: ${name}`),
    )
    expect(wrong).toEqual([])
  })

  test('begin with the two commands, of which CI calls the second', () => {
    expect(read('README.md')).toMatch(/^# Dure\n\n```sh\nnpm ci && npm start .*\nnpm ci && npm test .*\n```\n/u)
    expect(read('.ci/run')).toContain('npm ci && npm test;')
  })
})

describe('the rules', () => {
  test('have one row each in the index', () => {
    const rules = index.map(({ rule }) => rule)
    expect(rules.length).toBeGreaterThan(40)
    expect(rules.filter((rule, at) => rules.indexOf(rule) !== at)).toEqual([])
  })

  test('are written where the index says', () => {
    const unwritten = index.flatMap(({ rule, isBuilt, pages: where }) =>
      where.filter((page) => isBuilt && !writes(page, rule)).map((page) => `${rule}: ${page}`),
    )
    expect(unwritten).toEqual([])
    expect(index.filter((row) => row.pages.length === 0).map(({ rule }) => rule)).toEqual([])
  })

  test('are cited by the tests that the index names', () => {
    const silent = index.flatMap(({ rule, tests }) =>
      tests
        .filter((file) => !existsSync(join(root, file)) || !new RegExp(`\\b${rule}\\b`, 'u').test(read(file)))
        .map((file) => `${rule}: ${file}`),
    )
    expect(silent).toEqual([])
  })

  test('that tests cite have a test in the index', () => {
    const held = new Set(files.filter(isTest).flatMap((file) => cited(read(file))))
    expect(index.filter(({ rule, tests }) => held.has(rule) && tests.length === 0).map(({ rule }) => rule)).toEqual([])
  })

  test('that code or pages cite are rules', () => {
    const rules = new Set(index.map(({ rule }) => rule))
    // Named as not yet at the end of the index.
    const coming = ['R4', 'B1', 'B2']
    const unknown = files
      .filter((file) => /\.(?:ts|tsx|mjs|md)$/u.test(file))
      .flatMap((file) =>
        cited(read(file))
          .filter((rule) => !rules.has(rule) && !coming.includes(rule))
          .map((rule) => `${file}: ${rule}`),
      )
    expect(unknown).toEqual([])
  })
})
