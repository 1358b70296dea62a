import * as z from 'zod/mini'
import { about, address, id, method, nothing } from './define.ts'
import { whenWriting } from './refusals.ts'
import { path } from './sync.ts'

/** Who can be reached, and how. */
export const networkMethods = {
  status: method({
    does: 'Listen addresses, connected peers and how each is reached, relays and reservations.',
    params: nothing,
    result: z.strictObject({
      state: about(z.enum(['off', 'starting', 'up']), '`off`: started without a network.'),
      listen: about(z.array(z.string()), 'Multiaddrs by which others reach this node.'),
      peers: z.array(z.strictObject({ peer: z.string(), account: z.nullable(id), path, address: z.string() })),
      relays: z.array(
        z.strictObject({
          address: z.string(),
          peer: z.nullable(z.string()),
          state: about(z.enum(['connecting', 'connected', 'reserved']), '`reserved`: others reach us through it.'),
          detail: z.nullable(z.string()),
        }),
      ),
      clock: about(
        z.nullable(z.int()),
        'How many milliseconds this computer’s clock is ahead of most peers’. Null: nobody has reason to doubt it (E8).',
      ),
    }),
    refusals: [],
  }),
  setRelays: method({
    does: 'Replaces the relays in use, for good.',
    params: z.strictObject({ relays: z.array(address).check(z.maxLength(16)) }),
    result: nothing,
    refusals: ['AddressInvalid', ...whenWriting],
  }),
  connect: method({
    does: 'Keeps trying to reach whoever is at this address until the node ends. The outcome shows in `network.status`.',
    params: z.strictObject({ address }),
    result: z.strictObject({ peer: z.string() }),
    refusals: ['AddressInvalid', 'NetworkOff'],
  }),
}
