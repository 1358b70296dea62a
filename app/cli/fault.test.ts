import { expect, test } from 'vitest'
import { StoreFault } from '#core/store/index.ts'
import { faultSentence } from './fault.ts'

test('who is ended by a damaged database is told so, and what to do; any other end is called a fault of ours', () => {
  const damage = new StoreFault({ type: 'StoreDamaged', detail: 'database disk image is malformed' })
  expect(faultSentence(damage)).toMatch(/^the database is damaged\..*`dure doctor --rebuild`/u)
  for (const error of [new StoreFault({ type: 'StoreBusy' }), new TypeError('x is undefined'), 'thrown'])
    expect(faultSentence(error)).toMatch(/^a fault in Dure itself\./u)
})
