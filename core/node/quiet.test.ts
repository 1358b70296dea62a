import { expect, test } from 'vitest'
import { buildDocument, loadAutomerge } from '#core/document/automerge/index.ts'
import { isSavingDue } from '#core/document/index.ts'
import { freePages, grownDocuments } from '#core/store/index.ts'
import type { Database } from '#core/store/index.ts'
import { createTestClock, memoryDatabase, testNode, testPorts } from '#core/test/node.ts'
import { openNode } from './index.ts'

/** Longer than any pause of quiet work, in milliseconds. */
const A_WHILE = 5000

const value = <T>(outcome: { readonly ok: true; readonly value: T } | { readonly ok: false }): T => {
  if (!outcome.ok) throw new Error(JSON.stringify(outcome))
  return outcome.value
}

const pages = (db: Database): number => db.query<{ page_count: number }>('PRAGMA page_count').get()?.page_count ?? 0
const dueIn = (db: Database) =>
  grownDocuments(db).filter(({ savedBytes, changeBytes }) => isSavingDue(savedBytes, changeBytes))

test('a document that was saved whole gives the room of its single changes back to the disk (D8)', async () => {
  const db = memoryDatabase()
  const clock = createTestClock()
  const engine = { automerge: await loadAutomerge(), buildDocument }
  const opened = openNode(testPorts({ db, clock }), { engine: () => Promise.resolve(engine) })
  const bora = value(opened)
  bora.account.create({ name: 'Bora' })
  const { space } = value(bora.contact.add(value(testNode('Jun').contact.card({ once: true }))))
  for (let n = 0; n < 3000; n++) expect(bora.chat.send({ space, text: `두레 ${n}` }).ok).toBe(true)

  clock.advance(A_WHILE)
  expect(dueIn(db)).toHaveLength(1)
  const before = pages(db)
  await Promise.resolve() // Automerge is there in the next turn
  clock.advance(A_WHILE)
  expect(dueIn(db)).toEqual([])
  expect(freePages(db)).toBeLessThanOrEqual(64)
  expect(pages(db)).toBeLessThan(before)
  bora.stop()
})
