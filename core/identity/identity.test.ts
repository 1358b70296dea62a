import { expect, test } from 'vitest'
import { cardToLink, createAccount, linkToCard, makeCard } from './index.ts'
import { at, someReach, streamOf } from './fixture.ts'

test('a card goes through a link and back, and names who made it (I6)', () => {
  const bora = createAccount({ random: streamOf('bora'), at: at(1), deviceName: 'laptop' })
  const reach = someReach(bora.account)
  const card = makeCard({ device: bora.device, name: 'Bora', reach, addresses: ['/ip4/10.0.0.1/tcp/9'], once: true })
  const back = linkToCard(` ${cardToLink(card)}\n`)
  expect(back).toStrictEqual({ ok: true, value: card })
  expect(card.account).toBe(bora.account.account)
})
