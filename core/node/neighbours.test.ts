import { describe, expect, test } from 'vitest'
import type { AccountId } from '#core/identity/index.ts'
import type { MemberRow } from '#core/store/index.ts'
import { neighboursIn } from './neighbours.ts'

const members = (count: number): MemberRow[] =>
  Array.from({ length: count }, (_, n) => ({
    accountNo: n,
    account: String(n * 7919).padStart(8, '0') as AccountId,
    role: 'member',
    since: 0,
  }))

/** Everybody whom something said by the first reaches over those who are there. */
function reached(all: readonly MemberRow[], isThere: (no: number) => boolean): Set<number> {
  const found = new Set([0])
  const next = [0]
  for (let no = next.pop(); no !== undefined; no = next.pop())
    for (const row of all) {
      if (found.has(row.accountNo) || !isThere(row.accountNo)) continue
      const near =
        neighboursIn(all, no).includes(row) || neighboursIn(all, row.accountNo).some((it) => it.accountNo === no)
      if (!near) continue
      found.add(row.accountNo)
      next.push(row.accountNo)
    }
  return found
}

describe('who is connected to whom in a group (Y5)', () => {
  test('in a small one is everybody to everybody', () => {
    expect(neighboursIn(members(24), 3)).toHaveLength(23)
  })

  test('in one of five hundred is a few, and all hold together, also while a third is away', () => {
    const all = members(500)
    for (const { accountNo } of all) expect(neighboursIn(all, accountNo).length).toBeLessThanOrEqual(24)
    const isThere = (no: number): boolean => no % 3 !== 1
    expect(reached(all, isThere).size).toBe(all.filter(({ accountNo }) => isThere(accountNo)).length)
  })
})
