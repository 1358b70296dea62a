import type { DocumentKind } from '#core/entry/types.ts'

/**
 * The containers of each kind of document, in the order genesis makes them: a container's number is its place here.
 * Sixteen each. Spares are for later versions: giving one a use changes no byte of genesis, and replicas that do not
 * know the use yet keep its facts unseen. Names of spares are therefore never changed. Rule D1.
 */
export const CONTAINERS = {
  chat: [
    'messages',
    'edits',
    'reactions',
    'removals',
    'pins',
    'settings',
    'votes',
    'spare1',
    'spare2',
    'spare3',
    'spare4',
    'spare5',
    'spare6',
    'spare7',
    'spare8',
    'spare9',
  ],
  ledger: [
    'entries',
    'revisions',
    'voids',
    'confirmations',
    'disputes',
    'occurrences', // changes to one occurrence of a recurring entry (L10)
    'claims', // of red envelopes (L11)
    'grants',
    'pledges',
    'closings', // a pool's end, a red envelope's revealed seed (L11, L12)
    'links', // a named non-member is this account (L3)
    'openings', // opening balances (L16)
    'settings',
    'spare1',
    'spare2',
    'spare3',
  ],
  channel: [
    // What is published …
    'posts',
    'edits',
    'removals',
    'comments', // approved ones
    'results', // counts, poll results, raffle roots and draws
    'pins',
    'settings',
    // … and what operators keep among themselves.
    'letters', // of followers, as received
    'replies',
    'assignments',
    'drafts', // with their time, where scheduled
    'allotments', // of coupon numbers
    'redemptions',
    'notes',
    'spare1',
    'spare2',
  ],
  self: [
    'epochKeys',
    'letterKeys',
    'contacts',
    'requests',
    'cards',
    'spaces',
    'drafts',
    'choices', // mutes and notifications
    'folders',
    'follows',
    'interests',
    'saved',
    'settings',
    'spare1',
    'spare2',
    'spare3',
  ],
} as const satisfies Readonly<Record<DocumentKind, readonly string[]>>

/** How many containers every kind has. */
export const CONTAINER_COUNT = 16

/** The containers a kind of document has, by name. */
export type ContainerName<Kind extends DocumentKind> = (typeof CONTAINERS)[Kind][number]

/** The number a container is known by in facts. */
export function containerNumber<Kind extends DocumentKind>(kind: Kind, name: ContainerName<Kind>): number {
  const names: readonly string[] = CONTAINERS[kind]
  return names.indexOf(name)
}
