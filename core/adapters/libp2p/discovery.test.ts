import { createSocket } from 'node:dgram'
import { afterAll, afterEach, beforeEach, describe, expect, test } from 'vitest'
import { realClock, systemRandom } from '../system/index.ts'
import { addressOf, createVillage, type Village } from './testing.ts'

const GROUP = '224.0.0.251'

/** Whether this computer hears its own multicast; many containers and hosts without a network do not. */
const hearsItself = (port: number): Promise<boolean> =>
  new Promise((resolve) => {
    const socket = createSocket({ type: 'udp4', reuseAddr: true })
    const end = (heard: boolean): void => {
      clearTimeout(timer)
      socket.close()
      resolve(heard)
    }
    const timer = setTimeout(() => end(false), 500)
    socket.on('error', () => end(false))
    socket.on('message', () => end(true))
    socket.bind(port, () => {
      try {
        socket.addMembership(GROUP)
        socket.send('anybody?', port, GROUP)
      } catch {
        end(false)
      }
    })
  })

/** Not everybody's port: neither this computer's own responder nor another test is to answer. */
const PORT = 20_000 + (process.pid % 20_000)
const hasMulticast = await hearsItself(PORT)
afterAll(() => {
  if (!hasMulticast) console.warn('skipped: this computer does not hear its own multicast')
})

let village: Village
beforeEach(() => {
  village = createVillage(realClock(), systemRandom)
})
afterEach(() => village.end())

describe.skipIf(!hasMulticast)('on the local network', () => {
  const mdns = { port: PORT, every: 100 }

  test('a wanted peer is found and dialled without any address, and nobody else is dialled', async () => {
    const [bora, jun, sora] = await Promise.all([
      village.device('bora', { mdns }),
      village.device('jun', { mdns }),
      village.device('sora', { mdns }),
    ])
    expect(bora.want(jun.self, [])).toEqual([])
    await village.until(() => jun.peers().some(({ peer }) => peer === bora.self), 'Bora')
    expect(bora.peers()).toMatchObject([{ peer: jun.self, path: 'local' }])
    expect(sora.peers()).toEqual([])
  })

  test('a peer that was heard of before it was wanted is dialled at what was heard', async () => {
    const heard: string[] = []
    const jun = await village.device('jun', { mdns })
    const bora = await village.device('bora', { mdns, log: (event) => heard.push(event) })
    await village.until(() => heard.includes('found'), 'the discovery')
    bora.want(jun.self, [])
    await village.until(() => bora.peers().length === 1, 'Jun')
    expect(bora.peers()[0]?.address).toBe(addressOf(jun))
  })

  test('a peer that says nothing is not found, nor finds', async () => {
    const [bora, jun] = await Promise.all([village.device('bora', { mdns }), village.device('jun')])
    bora.want(jun.self, [])
    jun.want(bora.self, [])
    const end = village.clock.monotonic() + 500
    await village.until(() => village.clock.monotonic() > end, 'some rounds of asking')
    expect(bora.peers()).toEqual([])
  })
})
