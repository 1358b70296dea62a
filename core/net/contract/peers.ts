import { describe, expect, test } from 'vitest'
import type { Net, NetError, PeerChange, Stream } from '../types.ts'
import type { Result } from '#core/proof/index.ts'
import { hear, meet, opened, PROTOCOL, quiet, the, type NetWorld } from './world.ts'

const changesOf = (net: Net): PeerChange[] => {
  const changes: PeerChange[] = []
  net.onPeer((change) => changes.push(change))
  return changes
}

const isUp = (net: Net, peer: Net): boolean => net.peers().some((one) => one.peer === peer.self)

/** What `open` answers. */
const outcomeOf = async (world: NetWorld, from: Net, to: Net, protocol: string): Promise<Result<Stream, NetError>> => {
  const outcomes: Result<Stream, NetError>[] = []
  from.open(to.self, protocol, (outcome) => outcomes.push(outcome))
  expect(outcomes, 'answered within the call').toEqual([])
  await world.until(() => outcomes.length > 0, 'an answer')
  await quiet(world)
  expect(outcomes).toHaveLength(1)
  return the(outcomes[0])
}

/** What every net keeps to about peers. `inWorld` gives a fresh world to each test and ends it. */
export const peerContract = (inWorld: (story: (world: NetWorld) => Promise<void>) => () => Promise<void>): void => {
  describe('a net', () => {
    test(
      'brings up a peer that is wanted, tells both sides once, and lists it',
      inWorld(async (world) => {
        const [bora, jun] = await Promise.all([world.create('bora'), world.create('jun')])
        const [hers, his] = [changesOf(bora.net), changesOf(jun.net)]
        let touched = 0
        bora.net.onStatus(() => touched++)
        bora.net.want(jun.net.self, jun.net.status().listen)
        expect(hers).toEqual([])
        await world.until(() => hers.length > 0 && his.length > 0, 'both sides')
        await quiet(world)
        expect(hers).toMatchObject([{ type: 'up', peer: jun.net.self }])
        expect(his).toMatchObject([{ type: 'up', peer: bora.net.self }])
        expect(bora.net.status().peers).toEqual(bora.net.peers())
        expect(bora.net.peers()).toMatchObject([{ peer: jun.net.self }])
        expect(bora.net.peers()[0]?.address).toBeTypeOf('string')
        expect(touched).toBeGreaterThan(0)
      }),
    )

    test(
      'tells when a peer leaves, ends its streams, and finds it again when it is back',
      inWorld(async (world) => {
        const { bora, jun, out } = await meet(world)
        const heard = hear(out)
        const changes = changesOf(bora.net)
        await jun.leave()
        await world.until(() => heard.closes.length > 0 && changes.length > 0, 'the loss')
        expect(changes).toEqual([{ type: 'down', peer: jun.net.self }])
        expect(heard.closes[0]).not.toBeNull()
        expect(bora.net.peers()).toEqual([])
        const back = await world.create('jun')
        expect(back.net.self).toBe(jun.net.self)
        bora.net.want(back.net.self, back.net.status().listen)
        await world.until(() => changes.length > 1, 'the return')
        expect(changes[1]).toMatchObject({ type: 'up', peer: jun.net.self })
      }),
    )

    test(
      'waits for a wanted peer that is not there yet',
      inWorld(async (world) => {
        const before = await world.create('jun')
        const bora = await world.create('bora')
        await before.leave()
        bora.net.want(before.net.self, before.net.status().listen)
        await quiet(world)
        expect(bora.net.peers()).toEqual([])
        const jun = await world.create('jun')
        // He knows her too, so it does not matter that his address may be another now.
        jun.net.want(bora.net.self, bora.net.status().listen)
        await world.until(() => isUp(bora.net, jun.net) && isUp(jun.net, bora.net), 'both up')
      }),
    )

    test(
      'opens a stream to a peer it was told addresses of, without waiting to be connected',
      inWorld(async (world) => {
        const { bora, jun, out } = await meet(world)
        expect(out.peer).toBe(jun.net.self)
        // The way back needs no address: they are connected.
        bora.net.serve('/contract/back/1', () => {})
        const back = await opened(world, jun.net, bora.net, '/contract/back/1')
        expect(back.peer).toBe(bora.net.self)
      }),
    )

    test(
      'answers ProtocolUnknown for what the other side does not serve, later and once',
      inWorld(async (world) => {
        const { bora, jun } = await meet(world)
        expect(await outcomeOf(world, bora.net, jun.net, '/contract/none/1')).toEqual({
          ok: false,
          error: { type: 'ProtocolUnknown', peer: jun.net.self, protocol: '/contract/none/1' },
        })
      }),
    )

    test(
      'answers Unreachable for a peer that is nowhere, later and once',
      inWorld(async (world) => {
        const [bora, jun] = await Promise.all([world.create('bora'), world.create('jun')])
        expect(await outcomeOf(world, bora.net, jun.net, PROTOCOL)).toMatchObject({
          ok: false,
          error: { type: 'Unreachable', peer: jun.net.self },
        })
        const addresses = jun.net.status().listen
        await jun.leave()
        bora.net.want(jun.net.self, addresses)
        expect(await outcomeOf(world, bora.net, jun.net, PROTOCOL)).toMatchObject({
          ok: false,
          error: { type: 'Unreachable', peer: jun.net.self },
        })
      }),
    )

    test(
      'that is stopped ends its streams, answers Stopped, and tells nothing more',
      inWorld(async (world) => {
        const { bora, jun, out } = await meet(world)
        const heard = hear(out)
        const changes = changesOf(bora.net)
        await bora.leave()
        await world.until(() => heard.closes.length > 0, 'the end')
        expect(heard.closes).toEqual(['Stopped'])
        expect(await outcomeOf(world, bora.net, jun.net, PROTOCOL)).toEqual({ ok: false, error: { type: 'Stopped' } })
        expect(changes).toEqual([])
        expect(bora.net.status().listen).toEqual([])
      }),
    )

    test(
      'has one server for a protocol: a second is a bug and throws',
      inWorld(async (world) => {
        const jun = await world.create('jun')
        jun.net.serve(PROTOCOL, () => {})
        expect(() => jun.net.serve(PROTOCOL, () => {})).toThrow(PROTOCOL)
      }),
    )

    test(
      'tells those who listen, each until it unsubscribes',
      inWorld(async (world) => {
        const [bora, jun] = await Promise.all([world.create('bora'), world.create('jun')])
        const heard: string[] = []
        const unsubscribe = bora.net.onPeer(() => heard.push('one'))
        bora.net.onPeer(() => heard.push('two'))
        bora.net.onStatus(() => heard.push('status'))()
        unsubscribe()
        unsubscribe()
        bora.net.want(jun.net.self, jun.net.status().listen)
        await world.until(() => heard.length > 0, 'the news')
        await quiet(world)
        expect(heard).toEqual(['two'])
      }),
    )

    test(
      'gives back the addresses it cannot parse, and takes the others',
      inWorld(async (world) => {
        const [bora, jun] = await Promise.all([world.create('bora'), world.create('jun')])
        const errors = bora.net.want(jun.net.self, ['nonsense', ...jun.net.status().listen, ''])
        expect(errors).toMatchObject([
          { type: 'AddressInvalid', address: 'nonsense' },
          { type: 'AddressInvalid', address: '' },
        ])
        expect(bora.net.useRelays(['nonsense'])).toMatchObject([{ type: 'AddressInvalid', address: 'nonsense' }])
        await world.until(() => isUp(bora.net, jun.net), 'the peer')
      }),
    )

    test(
      'knows the peer that an address ends at',
      inWorld(async (world) => {
        const jun = await world.create('jun')
        const [address = ''] = jun.net.status().listen
        expect(jun.net.peerOf(address)).toEqual({ ok: true, value: jun.net.self })
        expect(jun.net.peerOf('nonsense')).toMatchObject({ ok: false, error: { type: 'AddressInvalid' } })
      }),
    )

    test(
      'does not dial itself, nor whom it no longer wants',
      inWorld(async (world) => {
        const [bora, jun] = await Promise.all([world.create('bora'), world.create('jun')])
        expect(bora.net.want(bora.net.self, bora.net.status().listen)).toEqual([])
        bora.net.want(jun.net.self, jun.net.status().listen)
        bora.net.unwant(jun.net.self)
        bora.net.unwant(jun.net.self)
        await quiet(world)
        expect(bora.net.peers()).toEqual([])
      }),
    )

    test(
      'reaches through a relay whom nobody can dial, and says so',
      inWorld(async (world) => {
        if (world.relay === null) return
        const relay = await world.relay()
        const bora = await world.create('bora', { isHidden: true })
        const jun = await world.create('jun', { isHidden: true })
        expect(jun.net.useRelays([relay.address])).toEqual([])
        expect(bora.net.useRelays([relay.address])).toEqual([])
        await world.until(() => jun.net.status().relays[0]?.state === 'reserved', 'the reservation')
        expect(jun.net.status().listen).toHaveLength(1)
        const incoming: Stream[] = []
        jun.net.serve(PROTOCOL, (stream) => incoming.push(stream))
        bora.net.want(jun.net.self, [])
        await world.until(() => isUp(bora.net, jun.net), 'the peer')
        const stream = await opened(world, bora.net, jun.net)
        expect(stream.path).toBe('relay')
        const heard = hear(stream)
        await world.until(() => incoming.length > 0, 'the other end')
        incoming[0]?.send(new Uint8Array([1]))
        await world.until(() => heard.frames.length === 1, 'a frame')
        await relay.leave()
        await world.until(() => heard.closes.length > 0, 'the loss')
        expect(jun.net.status().relays[0]?.state).toBe('connecting')
      }),
    )
  })
}
