import { bytesToId, encode, parseId, sha256, toHex } from '#core/proof/index.ts'
import type { SpaceId } from '#core/space/index.ts'
import {
  branchesOf,
  chatDump,
  documentsOfLog,
  epochsOfSpace,
  findSpace,
  membersOfSpace,
  operationsOf,
} from '#core/store/index.ts'
import type { ReadDb } from '#core/store/index.ts'

/**
 * What a replica makes of a space, without anything that is local to it. Two replicas that hold the same envelopes have
 * the same dump, to the byte.
 */
export interface SpaceDump {
  /** One line a row: messages in the order of the chat, members, operations, epochs. */
  readonly projection: readonly string[]
  /** Of each branch that is stored: document and feed, and the hash of its last change. */
  readonly branches: ReadonlyMap<string, string>
}

const hex = (bytes: Uint8Array | null): string => (bytes === null ? '-' : toHex(bytes))

/** The dump of a space; of an unknown one it is empty. */
export function dumpSpace(db: ReadDb, id: string): SpaceDump {
  const parsed = parseId(id)
  const space = parsed.ok ? findSpace(db, parsed.value as SpaceId) : undefined // which space it is, the database says
  if (space === undefined) return { projection: [], branches: new Map() }
  const messages = chatDump(db, space.no).map((row) =>
    [
      'message',
      row.at,
      row.feed,
      row.seq,
      row.place,
      row.account,
      hex(row.key),
      hex(row.replyTo),
      row.disputed ? 'disputed' : '',
      JSON.stringify(row.text),
    ].join(' '),
  )
  const members = membersOfSpace(db, space.no).map(({ account, role }) => `member ${account} ${role}`)
  const operations = operationsOf(db, space.no).map((bytes) => `operation ${toHex(sha256(bytes))}`)
  // Of a group somebody may lack a key that was made while nobody knew that she belongs, and nothing in its log.
  const isGroup = space.kind === 'group'
  const epochs = (isGroup ? [] : epochsOfSpace(db, space.no)).map(({ rotate, log }) => `epoch ${rotate} ${log}`)
  const branches = new Map<string, string>()
  for (const { log, logNo } of epochsOfSpace(db, space.no))
    for (const document of documentsOfLog(db, logNo))
      for (const branch of branchesOf(db, document.no))
        branches.set(`${log} ${document.kind} ${document.shard} ${feedOf(db, branch.feedNo)}`, toHex(branch.hash))
  return { projection: [...messages, ...members.toSorted(), ...operations.toSorted(), ...epochs.toSorted()], branches }
}

const feedOf = (db: ReadDb, no: number): string => {
  const row = db.query<{ id: Uint8Array }>('SELECT id FROM feed WHERE no = ?').get(no)
  return row === undefined ? 'unknown' : bytesToId(row.id)
}

/** A short name for a dump: equal for equal ones. */
export const dumpDigest = (dump: SpaceDump): string =>
  toHex(sha256(encode([...dump.projection, ...[...dump.branches].map((pair) => pair.join(' ')).toSorted()]))).slice(
    0,
    16,
  )
