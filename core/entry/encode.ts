import { encode, idToBytes } from '#core/proof/index.ts'
import type { Cbor } from '#core/proof/index.ts'
import { encodeCertificate, encodeReach } from '#core/identity/index.ts'
import { encodeOperation } from '#core/space/index.ts'
import { DOCUMENT_KINDS } from './types.ts'
import type { Entry, EntryBody, Fact, Note } from './types.ts'

/** The version of entries this program writes. */
export const ENTRY_VERSION = 1
/** The kinds' numbers on the wire. Rule E3. */
export const ENTRY_KINDS = { open: 0, control: 1, facts: 2, note: 3 } as const
/** The notes' numbers on the wire. */
export const NOTE_NAMES = { seen: 0, read: 1, profile: 2, picture: 3 } as const

/** Largest entry in bytes, before padding. Rule E4. */
export const MAX_ENTRY_BYTES = 128 * 1024

/**
 * `[v, at, ctrl or null, kind, body]` as CBOR. Throws for an unknown body, because nobody writes what she cannot read,
 * and for one over `MAX_ENTRY_BYTES`, at which everybody else's copy of the feed would stop. Rules E3, E4.
 */
export function encodeEntry(entry: Entry): Uint8Array {
  const ctrl = entry.ctrl === null ? null : entry.ctrl.map(idToBytes)
  const [kind, body] = bodyToCbor(entry.body)
  const bytes = encode([entry.v, entry.at, ctrl, kind, body])
  if (bytes.length > MAX_ENTRY_BYTES) throw new Error(`an entry of ${bytes.length} bytes is never written`)
  return bytes
}

function bodyToCbor(body: EntryBody): readonly [number, Cbor] {
  switch (body.kind) {
    case 'open':
      return [
        ENTRY_KINDS.open,
        [
          idToBytes(body.account),
          encodeCertificate(body.certificate),
          body.bind,
          body.generation,
          body.ends.map((end) => [idToBytes(end.feed), end.seq, end.head]),
          body.name,
          encodeReach(body.reach),
        ],
      ]
    case 'control':
      return [ENTRY_KINDS.control, encodeOperation(body.operation)]
    case 'facts':
      return [ENTRY_KINDS.facts, [DOCUMENT_KINDS[body.document], ...body.facts.map(factToCbor)]]
    case 'note':
      return [ENTRY_KINDS.note, noteToCbor(body.note)]
    case 'unknown':
      throw new Error('an entry of an unknown kind is never written')
  }
}

const factToCbor = (fact: Fact): Cbor => [fact.container, fact.key, fact.value]

function noteToCbor(note: Note): Cbor {
  switch (note.name) {
    case 'seen':
      return [NOTE_NAMES.seen, note.heads.map((head) => [idToBytes(head.feed), head.seq])]
    case 'read':
      return [NOTE_NAMES.read, [note.at, idToBytes(note.feed)]]
    case 'profile':
      return [NOTE_NAMES.profile, [note.displayName, encodeReach(note.reach)]]
    case 'picture':
      return [NOTE_NAMES.picture, note.bytes]
  }
}
