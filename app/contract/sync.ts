import * as z from 'zod/mini'
import { about, count, id, method, named, nothing, text, time } from './define.ts'

/** How the bytes of a connection travel. */
export const path = z.enum(['direct', 'local', 'relay'])
const role = z.enum(['member', 'mailbox'])
const peer = z.string()
const bundle = text(1, 128)

const session = named(
  'Session',
  z.strictObject({
    peer,
    account: about(z.nullable(id), 'Whose device it is, where that is known.'),
    role,
    path,
    phase: z.enum(['hello', 'frontier', 'live']),
    toSend: about(count, 'Envelopes still to go out.'),
    toReceive: about(count, 'Envelopes still to come in.'),
    bytesIn: count,
    bytesOut: count,
    envelopeBytesIn: about(count, 'Of those bytes, the envelopes themselves; the rest is overhead.'),
    envelopeBytesOut: count,
    envelopesIn: count,
    envelopesOut: count,
    duplicates: about(count, 'Envelopes that came although they were here.'),
    roundTrips: count,
    settledMs: about(z.nullable(z.number()), 'Milliseconds until nothing was left to move for the first time.'),
  }),
)

const holding = named(
  'Holding',
  z.strictObject({
    space: id,
    held: about(count, 'Envelopes held here.'),
    holders: z.array(
      z.strictObject({
        peer,
        account: z.nullable(id),
        role,
        missing: about(
          count,
          'How many of those held here it is not known to hold; of a mailbox, of those that oneself wrote.',
        ),
      }),
    ),
    stopped: about(
      z.array(z.strictObject({ account: z.nullable(id), reason: z.string() })),
      'Feeds that stopped, and why (E6).',
    ),
  }),
)

/** What has travelled, and carrying it by hand. */
export const syncMethods = {
  status: method({
    does: 'The open sync sessions, and of each space who holds how much.',
    params: nothing,
    result: z.strictObject({ sessions: z.array(session), spaces: z.array(holding) }),
    refusals: [],
  }),
  exportBundle: method({
    does:
      'Prepares a file that carries sealed envelopes by hand: of all spaces or some, all of them or what came since ' +
      'a time. Fetch it once, within ten minutes, by `GET /bundles/{bundle}`.',
    params: z.strictObject({
      spaces: z.exactOptional(z.array(id).check(z.maxLength(10_000))),
      since: z.exactOptional(time),
    }),
    result: z.strictObject({ bundle }),
    refusals: ['NoAccount', 'SpaceUnknown'],
  }),
  importBundle: method({
    does: 'Takes in a bundle that was uploaded by `POST /bundles`, which answers `{"bundle": …}`.',
    params: z.strictObject({ bundle }),
    result: z.strictObject({
      envelopes: count,
      fresh: about(count, 'How many were new here.'),
      refused: about(count, 'How many were refused (E6).'),
      spaces: about(z.array(id), 'Spaces that got something new.'),
    }),
    refusals: [
      'BundleUnknown',
      'BundleMalformed',
      'BundleTruncated',
      'BundleVersionUnknown',
      'NoAccount',
      'DiskFull',
      'DiskFailed',
    ],
  }),
}
