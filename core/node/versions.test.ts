import { expect, test } from 'vitest'
import type { PeerId } from '#core/net/index.ts'
import { accountOf, circle } from '../test/circle.ts'
import type { MessengerEvent } from './messenger.ts'
import { value } from './testing.ts'
import { createVersionTeller } from './versions.ts'

test('who speaks a newer version is named, once; a stranger is not, and whoever just went away is nothing new', () => {
  const [bora, jun] = circle('Bora', 'Jun')
  const device = jun.node.account.get()?.device as PeerId | undefined
  if (device === undefined) throw new Error('Jun has a device')
  value(bora.node.contact.rename({ account: accountOf(jun), name: 'June' }))
  const heard: MessengerEvent[] = []
  bora.node.state.listeners.add((event) => heard.push(event))
  const tell = createVersionTeller(bora.node.state)
  for (const reason of [null, 'Stopping', 'PeerNewer', 'PeerNewer']) tell(device, reason)
  tell('a'.repeat(52) as PeerId, 'PeerOlder')
  expect(heard).toEqual([
    { topic: 'notice', notice: { type: 'VersionsApart', name: 'June', newer: 'they' } },
    { topic: 'notice', notice: { type: 'VersionsApart', name: null, newer: 'we' } },
  ])
})
