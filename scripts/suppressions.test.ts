import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { describe, expect, test } from 'vitest'

const root = dirname(import.meta.dirname)
const folders = ['app', 'bin', 'core', 'e2e', 'lab', 'scripts', 'sync-relay']
const isCode = /\.(?:ts|tsx|mjs|cjs|css)$/

/** Comments that tell a tool to look away. */
const lookAway = /(?:ox|es)lint-disable|@ts-(?:ignore|nocheck|expect-error)|prettier-ignore|(?:v8|c8|istanbul) ignore/
/** Two dashes and at least two words, as the linter's own comments have it. */
const reason = / -- \S+ \S+/

/** The lines of a text that tell a tool to look away and give no reason beside it, each with its number. */
const unexplained = (text: string): string[] =>
  text
    .split('\n')
    .map((line, index) => `${index + 1}: ${line.trim()}`)
    .filter((line) => lookAway.test(line) && !reason.test(line))

const files = folders
  .filter((folder) => existsSync(join(root, folder)))
  .flatMap((folder) =>
    readdirSync(join(root, folder), { recursive: true, encoding: 'utf8' }).map((file) => join(folder, file)),
  )
  .filter((file) => isCode.test(file) && join(root, file) !== import.meta.filename)

describe('a comment that silences a tool', () => {
  test('is seen, and passes only with a reason', () => {
    const silence = '// oxlint-disable-next-line no-empty'
    expect(unexplained(`const a = 1\n${silence}\n${silence} -- the attack is over by then`)).toEqual([`2: ${silence}`])
  })

  test('says why, in every file', () => {
    expect(files.length).toBeGreaterThan(50)
    const silent = files.flatMap((file) =>
      unexplained(readFileSync(join(root, file), 'utf8')).map((line) => `${file}:${line}`),
    )
    expect(silent).toEqual([])
  })
})
