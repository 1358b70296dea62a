import { asAddresses, decodeReach, encodeReach } from '#core/identity/index.ts'
import type { AccountId, DeviceId } from '#core/identity/index.ts'
import {
  asArray,
  asBoxPublicKey,
  asBytes,
  asHash,
  asId,
  asInt,
  asListOf,
  asSignature,
  asText,
  idToBytes,
  orNull,
} from '#core/proof/index.ts'
import type { Cbor, Id } from '#core/proof/index.ts'
import type { EnvelopeId, FeedId, LogId } from '#core/envelope/types.ts'
import { BOX_BYTES } from './epoch.ts'
import { asTitle, MAX_TITLE_BYTES } from './title.ts'
import type { Cut, KeyBox, OperationBody, OpId, Policy } from './types.ts'
import {
  HISTORY_NUMBERS,
  INVITE_NUMBERS,
  KIND_NUMBERS,
  ROLE_NUMBERS,
  SHARD_NUMBERS,
  SPACE_NUMBERS,
  wordOf,
} from './wire.ts'

/** Owners a `create` may name. */
export const MAX_OWNERS = 16
/** Boxes of one rotate: more members than a group has, and within an entry (E4). */
export const MAX_BOXES = 640
/** Feeds whose head one removal may name: within an entry (E4). */
export const MAX_CUTS = 1024
/** Bytes that make a group's id its own. */
export const SALT_BYTES = 32
/** Days: a hundred years. */
const MAX_RETENTION = 36_525

/** `[kind, ...what it says]`. Lists have to be in the order that `decodeBody` asks for: `signOperation` sees to it. */
export function encodeBody(body: OperationBody): readonly Cbor[] {
  const code = KIND_NUMBERS[body.kind]
  switch (body.kind) {
    case 'create': {
      const { space, owners, salt, title, policy } = body
      return [code, SPACE_NUMBERS[space], owners.map(idToBytes), salt, title, encodePolicy(policy)]
    }
    case 'add-member': {
      const invite = body.invite && idToBytes(body.invite)
      return [code, idToBytes(body.account), ROLE_NUMBERS[body.role], body.letterKey, invite]
    }
    case 'remove-member':
      return [code, idToBytes(body.account), body.cuts.map(encodeCut)]
    case 'remove-device': {
      const { account, device, cuts, reach, endorsement } = body
      return [code, idToBytes(account), idToBytes(device), cuts.map(encodeCut), encodeReach(reach), endorsement]
    }
    case 'leave':
      return [code]
    case 'set-role':
      return [code, idToBytes(body.account), ROLE_NUMBERS[body.role], body.cuts.map(encodeCut)]
    case 'rotate':
      return [code, body.keyHash, body.boxes.map(encodeBox), encodePolicy(body.policy)]
    case 'keep': {
      const { about, log, feed, seq, head } = body
      return [code, about && idToBytes(about), ...encodeCut({ log, feed, seq, head })]
    }
    case 'set-policy':
      return [code, encodePolicy(body.policy)]
    case 'set-relays':
      return [code, body.relays]
  }
}

/** The body, if each of its parts has its shape, is within bounds and in order; `kind` is among the known ones. */
export function decodeBody(kind: OperationBody['kind'], list: readonly Cbor[]): OperationBody | undefined {
  if (list.length !== LENGTHS[kind]) return undefined
  const [, a, b, c, d, e] = list
  switch (kind) {
    case 'create': {
      const space = wordOf(SPACE_NUMBERS, a)
      const owners = asAscending(asListOf(b, MAX_OWNERS, asId), (id) => id) as readonly AccountId[] | undefined
      const salt = asBytes(c, SALT_BYTES)
      const title = asTitle(asText(d, MAX_TITLE_BYTES))
      const policy = decodePolicy(e)
      if (!space || !owners || owners.length === 0 || !salt || title === undefined || !policy) return undefined
      return { kind, space, owners, salt, title, policy }
    }
    case 'add-member': {
      const account = asId(a) as AccountId | undefined // by its shape: whose it is shows when she speaks
      const role = wordOf(ROLE_NUMBERS, b)
      const letterKey = asBoxPublicKey(c)
      const invite = orNull<Id>(d, asId)
      return account && role && letterKey && invite !== undefined
        ? { kind, account, role, letterKey, invite }
        : undefined
    }
    case 'remove-member': {
      const account = asId(a) as AccountId | undefined
      const cuts = decodeCuts(b)
      return account && cuts ? { kind, account, cuts } : undefined
    }
    case 'remove-device': {
      const account = asId(a) as AccountId | undefined
      const device = asId(b) as DeviceId | undefined
      const cuts = decodeCuts(c)
      const reach = decodeReach(d)
      const endorsement = orNull(e, asSignature)
      if (!account || !device || !cuts || !reach.ok || endorsement === undefined) return undefined
      return { kind, account, device, cuts, reach: reach.value, endorsement }
    }
    case 'leave':
      return { kind }
    case 'set-role': {
      const account = asId(a) as AccountId | undefined
      const role = wordOf(ROLE_NUMBERS, b)
      const cuts = decodeCuts(c)
      return account && role && cuts ? { kind, account, role, cuts } : undefined
    }
    case 'rotate': {
      const keyHash = asHash(a)
      const boxes = asAscending(asListOf(b, MAX_BOXES, decodeBox), boxOrder)
      const policy = decodePolicy(c)
      return keyHash && boxes && policy ? { kind, keyHash, boxes, policy } : undefined
    }
    case 'keep': {
      const about = orNull(a, asId) as OpId | null | undefined
      const cut = decodeCut([b ?? null, c ?? null, d ?? null, e ?? null])
      return about !== undefined && cut ? { kind, about, ...cut } : undefined
    }
    case 'set-policy': {
      const policy = decodePolicy(a)
      return policy && { kind, policy }
    }
    case 'set-relays': {
      const relays = asAddresses(a)
      return relays && { kind, relays }
    }
  }
}

const LENGTHS: Record<OperationBody['kind'], number> = {
  create: 6,
  'add-member': 5,
  'remove-member': 3,
  'remove-device': 6,
  leave: 1,
  'set-role': 4,
  rotate: 4,
  keep: 6,
  'set-policy': 2,
  'set-relays': 2,
}

/** The body with its lists in the one order they are signed in. */
export function inOrder(body: OperationBody): OperationBody {
  switch (body.kind) {
    case 'create':
      return { ...body, owners: body.owners.toSorted() }
    case 'remove-member':
    case 'remove-device':
    case 'set-role':
      return { ...body, cuts: body.cuts.toSorted((x, y) => (x.feed < y.feed ? -1 : 1)) }
    case 'rotate':
      return { ...body, boxes: body.boxes.toSorted((x, y) => (boxOrder(x) < boxOrder(y) ? -1 : 1)) }
    case 'add-member':
    case 'leave':
    case 'keep':
    case 'set-policy':
    case 'set-relays':
      return body
  }
}

/** `[history, invite, retention, shard]`. */
export const encodePolicy = (policy: Policy): Cbor => [
  HISTORY_NUMBERS[policy.history],
  INVITE_NUMBERS[policy.invite],
  policy.retentionDays,
  SHARD_NUMBERS[policy.shard],
]

function decodePolicy(cbor: Cbor | undefined): Policy | undefined {
  const list = asArray(cbor, 4)
  const history = wordOf(HISTORY_NUMBERS, list?.[0])
  const invite = wordOf(INVITE_NUMBERS, list?.[1])
  const retentionDays = orNull(list?.[2], (x) => asInt(x, 1, MAX_RETENTION))
  const shard = wordOf(SHARD_NUMBERS, list?.[3])
  return history && invite && retentionDays !== undefined && shard
    ? { history, invite, retentionDays, shard }
    : undefined
}

const encodeCut = ({ log, feed, seq, head }: Cut): readonly Cbor[] => [idToBytes(log), idToBytes(feed), seq, head]

function decodeCut(cbor: Cbor): Cut | undefined {
  const list = asArray(cbor, 4)
  // Ids and a hash by their shape: what they name is compared with what is held, and names nothing else.
  const log = asId(list?.[0]) as LogId | undefined
  const feed = asId(list?.[1]) as FeedId | undefined
  const seq = asInt(list?.[2], 0)
  const head = asHash(list?.[3]) as EnvelopeId | undefined
  return log && feed && seq !== undefined && head ? { log, feed, seq, head } : undefined
}

const decodeCuts = (cbor: Cbor | undefined): readonly Cut[] | undefined =>
  asAscending(asListOf(cbor, MAX_CUTS, decodeCut), (cut) => cut.feed)

const encodeBox = ({ to, letterKey, box }: KeyBox): Cbor => [to && idToBytes(to), letterKey, box]

function decodeBox(cbor: Cbor): KeyBox | undefined {
  const list = asArray(cbor, 3)
  const to = orNull(list?.[0], asId) as AccountId | null | undefined // or a device: the space's kind says which
  const letterKey = asBoxPublicKey(list?.[1])
  const box = asBytes(list?.[2], BOX_BYTES)
  return to !== undefined && letterKey && box ? { to, letterKey, box } : undefined
}

/** The recovery key's box comes last. */
const boxOrder = (box: KeyBox): string => box.to ?? '~'

/** The list, if its keys strictly ascend: one order only, nothing twice. */
function asAscending<T>(list: readonly T[] | undefined, key: (item: T) => string): readonly T[] | undefined {
  let last = ''
  for (const item of list ?? []) {
    const next = key(item)
    if (next <= last) return undefined
    last = next
  }
  return list
}
