import fc from 'fast-check'
import { multiaddr } from '@multiformats/multiaddr'
import { describe, expect, test } from 'vitest'
import { bytesToId } from '#core/proof/index.ts'
import {
  addressOfPeer,
  circuitThrough,
  parseAddress,
  pathOfAddress,
  peerOfAddress,
  relayOfCircuit,
  toLibPeer,
  fromLibPeer,
} from './address.ts'

const bora = bytesToId(new Uint8Array(32).fill(3))
const jun = bytesToId(new Uint8Array(32).fill(4))
const p2p = (peer: typeof bora): string => `/p2p/${toLibPeer(peer).toString()}`

describe('addresses', () => {
  test('of peers go to libp2p’s names and back (I2)', () => {
    fc.assert(
      fc.property(fc.uint8Array({ minLength: 32, maxLength: 32 }), (key) => {
        const id = bytesToId(key)
        expect(fromLibPeer(toLibPeer(id))).toBe(id)
      }),
    )
  })

  test('that we can dial are taken, and those of other transports, sockets and nested circuits are not', () => {
    const good = [
      '/ip4/192.168.0.4/tcp/4001',
      '/ip6/::1/tcp/4001/ws',
      '/ip6zone/eth0/ip6/fe80::1/tcp/4001',
      '/dns4/relay.example/tcp/443/tls/ws',
      '/dns/relay.example/tcp/443/wss',
      '/dnsaddr/relay.example',
      `/ip4/1.2.3.4/tcp/1${p2p(jun)}/p2p-circuit${p2p(bora)}`,
    ]
    const bad = [
      '',
      '/',
      'hello',
      '/unix/%2Fvar%2Frun%2Fdocker.sock',
      '/ip4/1.2.3.4/udp/4001/quic-v1',
      '/ip4/1.2.3.4',
      '/ip4/1.2.3.4/tcp/99999',
      `/p2p-circuit${p2p(bora)}`,
      `/ip4/1.2.3.4/tcp/1${p2p(jun)}/p2p-circuit${p2p(jun)}/p2p-circuit${p2p(bora)}`,
      `/ip4/1.2.3.4/tcp/1${p2p(jun)}/p2p-circuit/ip4/10.0.0.1/tcp/22${p2p(bora)}`,
      `/ip4/1.2.3.4/tcp/1/${'p2p-circuit/'.repeat(60)}`,
    ]
    expect(good.filter((address) => !parseAddress(address).ok)).toEqual([])
    expect(bad.filter((address) => parseAddress(address).ok)).toEqual([])
  })

  test('of any characters are parsed or refused, never thrown over', () => {
    fc.assert(
      fc.property(
        fc.oneof(
          fc.string(),
          fc.string().map((text) => `/ip4/1.2.3.4/tcp/1/p2p/${text}`),
        ),
        (text) => {
          parseAddress(text)
          peerOfAddress(text)
          addressOfPeer(bora, text)
        },
      ),
    )
  })

  test('say the peer at their end, which is not the relay in their middle', () => {
    const circuit = `/ip4/1.2.3.4/tcp/1${p2p(jun)}/p2p-circuit${p2p(bora)}`
    expect(peerOfAddress(circuit)).toEqual({ ok: true, value: bora })
    expect(peerOfAddress(`/ip4/1.2.3.4/tcp/1${p2p(jun)}/p2p-circuit`)).toMatchObject({ error: { detail: 'NoPeer' } })
    expect(peerOfAddress('/ip4/1.2.3.4/tcp/1')).toMatchObject({ error: { detail: 'NoPeer' } })
    // An RSA peer of the public libp2p network.
    expect(peerOfAddress('/ip4/1.2.3.4/tcp/1/p2p/QmaCpDMGvV2BGHeYERUEnRQAwe3N8SzbUtfsmvsqQLuvuJ')).toMatchObject({
      error: { detail: 'NoPeer' },
    })
  })

  test('for a peer get the peer added, and are refused if they end at somebody else', () => {
    const plain = addressOfPeer(bora, '/ip4/1.2.3.4/tcp/1')
    expect(plain.ok && plain.value.toString()).toBe(`/ip4/1.2.3.4/tcp/1${p2p(bora)}`)
    expect(addressOfPeer(bora, `/ip4/1.2.3.4/tcp/1${p2p(bora)}`).ok).toBe(true)
    expect(addressOfPeer(bora, `/ip4/1.2.3.4/tcp/1${p2p(jun)}`)).toMatchObject({ error: { detail: 'OtherPeer' } })
    const circuit = addressOfPeer(bora, `/ip4/1.2.3.4/tcp/1${p2p(jun)}/p2p-circuit`)
    expect(circuit.ok && circuit.value.toString()).toContain(`/p2p-circuit${p2p(bora)}`)
  })

  test('tell how bytes travel', () => {
    const paths = {
      '/ip4/127.0.0.1/tcp/1': 'local',
      '/ip4/172.20.0.1/tcp/1': 'local',
      '/ip6/fe80::2/tcp/1': 'local',
      '/ip6/::ffff:192.168.0.4/tcp/1': 'local',
      '/dns4/localhost/tcp/1': 'local',
      '/ip4/8.8.8.8/tcp/1': 'direct',
      '/ip6/2001:4860::1/tcp/1': 'direct',
      '/dns4/relay.example/tcp/1': 'direct',
      [`/ip4/127.0.0.1/tcp/1${p2p(jun)}/p2p-circuit${p2p(bora)}`]: 'relay',
    }
    for (const [address, path] of Object.entries(paths))
      expect([address, pathOfAddress(multiaddr(address))]).toEqual([address, path])
  })

  test('through a relay name the relay', () => {
    const relay = multiaddr(`/ip4/1.2.3.4/tcp/1${p2p(jun)}`)
    expect(relayOfCircuit(circuitThrough(relay, bora))).toBe(jun)
    expect(relayOfCircuit(relay)).toBeNull()
  })
})
