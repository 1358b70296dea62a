import type { Contact, NetworkStatus, SyncStatus } from '../../app/queries.ts'

export type Path = NetworkStatus['peers'][number]['path']

/** One end of what travels: a person (by the best of her computers), a relay, or a computer of nobody known. */
export interface RouteEnd {
  /** The account, or the peer or address where there is none. */
  readonly key: string
  readonly kind: 'person' | 'relay' | 'stranger'
  /** Null for relays and strangers. */
  readonly account: string | null
  readonly name: string | null
  /** How it is reached right now; null: it is not. */
  readonly path: Path | null
  readonly address: string | null
  /** Of a relay: how it stands. */
  readonly relay: NetworkStatus['relays'][number]['state'] | null
  /** Envelopes that wait here for it; null: nobody knows what it has. */
  readonly waits: number | null
  /** Whether something is on its way right now. */
  readonly isMoving: boolean
  readonly bytesIn: number
  readonly bytesOut: number
}

/** The best first. */
const PATHS: readonly Path[] = ['local', 'direct', 'relay']

const byName = new Intl.Collator('ko')

/** Everybody and every relay that something may travel to, those that are reached first. */
export const routesOf = (
  { peers, relays }: Pick<NetworkStatus, 'peers' | 'relays'>,
  { sessions, spaces }: SyncStatus,
  contacts: readonly Contact[],
): readonly RouteEnd[] => {
  const travelled = (isIts: (peer: string) => boolean): Pick<RouteEnd, 'isMoving' | 'bytesIn' | 'bytesOut'> => {
    const its = sessions.filter(({ peer }) => isIts(peer))
    return {
      isMoving: its.some(({ toSend, toReceive }) => toSend + toReceive > 0),
      bytesIn: its.reduce((sum, { bytesIn }) => sum + bytesIn, 0),
      bytesOut: its.reduce((sum, { bytesOut }) => sum + bytesOut, 0),
    }
  }
  const isRelay = (peer: string): boolean => relays.some((relay) => relay.peer === peer)
  const relayEnds = relays.map(({ address, peer, state }): RouteEnd => {
    const there = peers.find((one) => one.peer === peer)
    return {
      key: address,
      kind: 'relay',
      account: null,
      name: null,
      address,
      relay: state,
      path: there?.path ?? null,
      waits: waitingFor(spaces, (holder) => holder.role === 'mailbox' && holder.peer === peer),
      ...travelled((one) => one === peer),
    }
  })
  const people = contacts.map(({ account, name }): RouteEnd => {
    const hers = peers.filter((peer) => peer.account === account)
    const best = hers.toSorted((one, other) => PATHS.indexOf(one.path) - PATHS.indexOf(other.path))[0]
    return {
      key: account,
      kind: 'person',
      account,
      name,
      relay: null,
      path: best?.path ?? null,
      address: best?.address ?? null,
      waits: waitingFor(spaces, (holder) => holder.role === 'member' && holder.account === account),
      ...travelled((peer) => hers.some((one) => one.peer === peer)),
    }
  })
  const known = new Set(contacts.map(({ account }) => account))
  const strangers = peers
    .filter(({ peer, account }) => !isRelay(peer) && (account === null || !known.has(account)))
    .map(({ peer, path, address }): RouteEnd => ({
      key: peer,
      kind: 'stranger',
      account: null,
      name: null,
      path,
      address,
      relay: null,
      waits: null,
      ...travelled((one) => one === peer),
    }))
  const inOrder = people.toSorted(
    (one, other) => rankOf(one) - rankOf(other) || byName.compare(one.name ?? '', other.name ?? ''),
  )
  return [...relayEnds, ...inOrder, ...strangers]
}

const rankOf = ({ path }: RouteEnd): number => (path === null ? PATHS.length : PATHS.indexOf(path))

type Holder = SyncStatus['spaces'][number]['holders'][number]

/** What the best of its holders lacks, over all spaces; null where none is known. */
const waitingFor = (spaces: SyncStatus['spaces'], isIts: (holder: Holder) => boolean): number | null => {
  const lacking = spaces.flatMap(({ holders }) => {
    const missing = holders.filter(isIts).map((holder) => holder.missing)
    return missing.length === 0 ? [] : [Math.min(...missing)]
  })
  return lacking.length === 0 ? null : lacking.reduce((sum, missing) => sum + missing, 0)
}

/** A place in the picture, in its own units. */
export interface Place {
  readonly x: number
  readonly y: number
}

/** Size of the picture, and where oneself stands in it. */
export const PICTURE = { width: 640, height: 300, self: { x: 320, y: 142 } } as const

/** Most that are drawn of either kind; the table has all. */
export const MOST_DRAWN = 7

/** Between two neighbours, at most; and how far from oneself the outermost stand. */
const [APART, OUTERMOST] = [104, 272]

/** Places for so many on one side of oneself: as far apart as there is room, on a flat arc. */
export const placesFor = (count: number, side: 'above' | 'below'): readonly Place[] => {
  const apart = count < 2 ? 0 : Math.min(APART, (2 * OUTERMOST) / (count - 1))
  const [high, bow] = side === 'above' ? [-92, 40] : [94, -52]
  return Array.from({ length: count }, (_, n) => {
    const x = (n - (count - 1) / 2) * apart
    return {
      x: Math.round(PICTURE.self.x + x),
      y: Math.round(PICTURE.self.y + high + bow * (x / OUTERMOST) ** 2),
    }
  })
}

/** The host in a multiaddr, which tells one relay from another; empty where there is none. */
export const hostOf = (address: string): string => /^\/(?:ip[46]|dns[46]?|dnsaddr)\/([^/]+)/u.exec(address)?.[1] ?? ''
