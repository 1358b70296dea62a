import { generateKeyPairFromSeed } from '@libp2p/crypto/keys'
import { bytesToId } from '#core/proof/index.ts'
import { buildNode } from './build.ts'
import { MDNS_DEFAULT } from './discovery.ts'
import { CONNECTIONS, CONNECTIONS_PER_SECOND, PENDING_CONNECTIONS, STREAMS_PER_PROTOCOL } from './limits.ts'
import { assembleNet, parseAll } from './net.ts'
import type { NetOptions, OwnedNet } from './types.ts'

/** A device's net over libp2p, not started yet. An address it cannot listen on is told by `start`. */
export const createNet = async (options: NetOptions): Promise<OwnedNet> => {
  const { seed, clock, random, log, mdns } = options
  const key = await generateKeyPairFromSeed('Ed25519', seed)
  const listen = parseAll(options.listen)
  const { net } = await assembleNet({
    self: bytesToId(key.publicKey.raw),
    listen: options.listen,
    clock,
    random,
    log,
    streamsPerProtocol: STREAMS_PER_PROTOCOL,
    startError: listen.ok ? null : listen.error,
    build: (hooks) =>
      buildNode({
        ...hooks,
        seed,
        listen: listen.ok ? listen.value : [],
        announce: [],
        pings: true,
        mdns: mdns === true ? MDNS_DEFAULT : mdns === false ? null : mdns,
        connections: {
          maxConnections: CONNECTIONS,
          maxIncomingPendingConnections: PENDING_CONNECTIONS,
          inboundConnectionThreshold: CONNECTIONS_PER_SECOND,
        },
      }),
  })
  return net
}
