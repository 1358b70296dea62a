import * as fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { Contact, NetworkStatus, SyncStatus } from '../../app/queries.ts'
import { MOST_DRAWN, PICTURE, placesFor, routesOf } from './routes.ts'

const contact = (name: string): Contact => ({
  account: `account${name}`,
  name,
  ownName: name,
  state: 'accepted',
  space: 's',
  picture: null,
  verified: false,
  lastHeard: null,
})
const peer = (name: string | null, path: 'direct' | 'local' | 'relay', id = `${name}-${path}`) => ({
  peer: id,
  account: name === null ? null : `account${name}`,
  path,
  address: `/${id}`,
})
const holder = (name: string, missing: number, id = name) => ({
  peer: id,
  account: `account${name}`,
  role: 'member' as const,
  missing,
})
const space = (...holders: SyncStatus['spaces'][number]['holders']): SyncStatus['spaces'][number] => ({
  space: 's',
  held: 9,
  stopped: [],
  holders,
})
const relay = { address: '/relay', peer: 'relay', state: 'reserved' as const, detail: null }
const nothing: SyncStatus = { sessions: [], spaces: [] }
const of = (peers: NetworkStatus['peers'], sync: SyncStatus = nothing, relays: NetworkStatus['relays'] = [relay]) =>
  routesOf({ peers, relays }, sync, ['Sol', '보라', 'Jun'].map(contact))

describe('who something travels to', () => {
  test('is everybody one knows: those that are reached first, each by the best of her computers', () => {
    const ends = of([peer('Jun', 'relay'), peer('Jun', 'local'), peer('Sol', 'relay')])
    expect(ends.map(({ name, path }) => [name, path])).toEqual([
      [null, null],
      ['Jun', 'local'],
      ['Sol', 'relay'],
      ['보라', null],
    ])
  })

  test('is a relay by how it stands, and no computer of somebody unknown', () => {
    const [first, ...others] = of([peer(null, 'direct', 'relay'), peer(null, 'local', 'x')])
    expect(first).toMatchObject({ kind: 'relay', relay: 'reserved', path: 'direct' })
    expect(others.filter(({ kind }) => kind === 'stranger')).toMatchObject([{ key: 'x', path: 'local' }])
  })

  test('waits for what the best of her computers lacks, in all chats; of who is not known to have anything, nobody knows', () => {
    const sync = { sessions: [], spaces: [space(holder('Jun', 5), holder('Jun', 2, 'other')), space(holder('Jun', 1))] }
    const waits = new Map(of([], sync).map(({ name, waits: count }) => [name, count]))
    expect([waits.get('Jun'), waits.get('Sol')]).toEqual([3, null])
  })
})

test('everybody who is drawn stands in the picture, and no two at one place', () => {
  fc.assert(
    fc.property(fc.integer({ min: 0, max: MOST_DRAWN }), fc.integer({ min: 0, max: MOST_DRAWN }), (above, below) => {
      const places = [...placesFor(above, 'above'), ...placesFor(below, 'below')]
      for (const { x, y } of places) {
        expect(Math.min(x - 30, PICTURE.width - 30 - x, y - 30, PICTURE.height - 30 - y)).toBeGreaterThanOrEqual(0)
      }
      expect(new Set(places.map(({ x, y }) => `${x} ${y}`)).size).toBe(above + below)
    }),
  )
})
