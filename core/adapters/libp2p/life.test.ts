import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { multiaddr } from '@multiformats/multiaddr'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { realClock, systemRandom } from '../system/index.ts'
import { createNet, type NetOptions } from './index.ts'
import { addressOf, createVillage, seedOf, type Village } from './testing.ts'

const root = new URL('../../../', import.meta.url)

let village: Village
beforeEach(() => {
  village = createVillage(realClock(), systemRandom)
})
afterEach(() => village.end())

/** Runs a story in a process of its own: what it printed, and how it ended by itself. */
const tell = async (story: string): Promise<{ printed: string; code: unknown }> => {
  const child = spawn(process.execPath, ['--input-type=module', '-e', story], {
    cwd: root,
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  let printed = ''
  child.stdout.on('data', (bytes: Buffer) => {
    printed += bytes.toString()
  })
  const [code] = (await once(child, 'close')) as unknown[]
  return { printed, code }
}

const options = (name: string, listen: string[]): NetOptions => ({
  seed: seedOf(name),
  listen,
  mdns: false,
  clock: realClock(),
  random: systemRandom,
  log: () => {},
})

describe('a net', () => {
  test('that is stopped leaves nothing behind that keeps the process alive', async () => {
    const { printed, code } = await tell(`
      import { createVillage, addressOf } from '#core/adapters/libp2p/testing.ts'
      import { realClock, systemRandom } from '#core/adapters/system/index.ts'
      const village = createVillage(realClock(), systemRandom)
      const relay = await village.relayNet('relay', { listen: ['/ip4/127.0.0.1/tcp/0/ws'] })
      const jun = await village.device('jun', { listen: ['/ip4/127.0.0.1/tcp/0/ws'], mdns: { port: 15353, every: 500 } })
      const hidden = await village.device('hidden', { listen: [] })
      const bora = await village.device('bora', { mdns: { port: 15353, every: 500 } })
      for (const net of [jun, hidden, bora]) net.useRelays([addressOf(relay), '/ip4/127.0.0.1/tcp/1'])
      await village.until(() => hidden.status().listen.length === 1, 'the circuit')
      const streams = []
      for (const to of [jun, hidden]) {
        to.serve('/life/1', (stream) => stream.pause())
        bora.want(to.self, [addressOf(to)])
        bora.open(to.self, '/life/1', (outcome) => {
          streams.push(outcome.value)
          while (outcome.value.send(new Uint8Array(100000)));
          outcome.value.close()
        })
      }
      bora.want((await village.device('gone', { listen: [] })).self, ['/ip4/127.0.0.1/tcp/1'])
      await village.until(() => streams.length === 2, 'the streams')
      bora.open(jun.self, '/life/none/1', () => {})
      await village.end()
      process.stdout.write('stopped')
    `)
    expect({ printed, code }).toEqual({ printed: 'stopped', code: 0 })
  })

  test('that cannot listen says so and starts nothing: a port in use', async () => {
    const jun = await village.device('jun')
    const port = /\/tcp\/(\d+)/.exec(addressOf(jun))?.[1] ?? ''
    const bora = await createNet(options('bora', [`/ip4/127.0.0.1/tcp/${port}`]))
    expect(await bora.start()).toEqual({
      ok: false,
      error: { type: 'ListenFailed', addresses: [`/ip4/127.0.0.1/tcp/${port}`], detail: 'EADDRINUSE' },
    })
    await bora.stop()
  })

  test('that is told to listen on nonsense says so and starts nothing', async () => {
    const bora = await createNet(options('bora', ['/ip4/127.0.0.1/tcp/0', 'nonsense']))
    expect(await bora.start()).toEqual({
      ok: false,
      error: { type: 'AddressInvalid', address: 'nonsense', detail: 'Malformed' },
    })
    await bora.stop()
  })

  test('can be stopped while it starts, and before', async () => {
    const early = await createNet(options('early', []))
    await early.stop()
    const bora = await createNet(options('bora', ['/ip4/127.0.0.1/tcp/0']))
    const starting = bora.start()
    await bora.stop()
    await starting
    expect(bora.status().listen).toEqual([])
    await bora.stop()
  })

  test('does at its start what it was told before', async () => {
    const [relay, jun] = await Promise.all([village.relayNet('relay'), village.device('jun')])
    const bora = await createNet(options('bora', []))
    bora.want(jun.self, [addressOf(jun)])
    bora.useRelays([addressOf(relay)])
    await bora.start()
    await village.until(
      () => bora.status().relays[0]?.state === 'reserved' && jun.peers().some(({ peer }) => peer === bora.self),
      'both',
    )
    expect(bora.peers()).toHaveLength(2)
    await bora.stop()
  })

  test('speaks over WebSocket as over TCP', async () => {
    const jun = await village.device('jun', { listen: ['/ip4/127.0.0.1/tcp/0/ws'] })
    const bora = await village.device('bora', { listen: [] })
    expect(addressOf(jun)).toContain('/ws/p2p/')
    const got: number[] = []
    jun.serve('/life/1', (stream) =>
      stream.listen({ frame: (f) => got.push(f.length), drain: () => {}, close: () => {} }),
    )
    bora.want(jun.self, [addressOf(jun)])
    bora.open(jun.self, '/life/1', (outcome) => {
      if (outcome.ok) for (let at = 0; at < 20; at++) outcome.value.send(new Uint8Array(500_000))
    })
    await village.until(() => got.length === 20, 'ten megabytes')
    expect(got.every((length) => length === 500_000)).toBe(true)
  })

  test('refuses peers whose key is not Ed25519, for it could not name them (I2)', async () => {
    const jun = await village.device('jun')
    const { generateKeyPair } = await import('@libp2p/crypto/keys')
    const { createLibp2p } = await import('libp2p')
    const { tcp } = await import('@libp2p/tcp')
    const { noise } = await import('@chainsafe/libp2p-noise')
    const { yamux } = await import('@chainsafe/libp2p-yamux')
    const other = await createLibp2p({
      privateKey: await generateKeyPair('secp256k1'),
      transports: [tcp()],
      connectionEncrypters: [noise()],
      streamMuxers: [yamux()],
    })
    await expect(
      other.dial(multiaddr(addressOf(jun))).then(() => other.getConnections()[0]?.newStream('/life/1')),
    ).rejects.toThrow()
    expect(jun.peers()).toEqual([])
    await other.stop()
  })
})
