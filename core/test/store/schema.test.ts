import { join } from 'node:path'
import { expect, test } from 'vitest'
import { nodeSchema } from '#core/node/index.ts'
import { memoryDatabase } from '../node.ts'

/** Every table and index, without those SQLite and its full text make for themselves. */
const dump = (): string =>
  memoryDatabase()
    .query<{ sql: string }>(
      "SELECT sql FROM sqlite_schema WHERE sql IS NOT NULL AND name NOT LIKE 'message\\_words\\_%' ESCAPE '\\' ORDER BY type DESC, name",
    )
    .all()
    .map((row) => `${row.sql.replace(/\n {4}/gu, '\n')};\n`)
    .join('\n')

// Once a version is released, its steps never change, and whatever this shows is a step more: files that people have
// were made by the old ones.
test('a node’s database has exactly the tables and indexes that are written down', async () => {
  await expect(dump()).toMatchFileSnapshot(join(import.meta.dirname, 'node.schema.sql'))
})

test('the steps of the schema are numbered one after the other, each with a name of its own', () => {
  const { migrations } = nodeSchema
  expect(migrations.map(({ n }) => n)).toEqual(migrations.map((_, i) => i + 1))
  expect(new Set(migrations.map(({ name }) => name)).size).toBe(migrations.length)
})
