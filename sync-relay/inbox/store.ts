import { digest, fail, idToBytes, ok } from '#core/proof/index.ts'
import type { Result } from '#core/proof/index.ts'
import type { Clock, PeerId } from '#core/net/index.ts'
import { StoreFault } from '#core/store/index.ts'
import type { Database, ReadDb, Work, WriteDb } from '#core/store/index.ts'
import { letterId } from '#core/sync/inbox/index.ts'
import type {
  InboxId,
  InboxRefusal,
  InboxStore,
  LetterId,
  LetterPage,
  Registration,
  TicketHash,
} from '#core/sync/inbox/index.ts'
import { DAY_MS } from '../config/index.ts'
import type { RelayConfig } from '../config/index.ts'
import { findPeer, putPeer } from '../peers.ts'
import { ROW_BYTES, totalBytes } from '../schema/index.ts'

/** What a relay's inboxes may hold. */
export type InboxLimits = RelayConfig['inbox']

/** What they hold now. */
export interface InboxUse {
  readonly inboxes: number
  readonly letters: number
  readonly bytes: number
}

/** A relay's inboxes. */
export interface RelayInboxes extends InboxStore {
  use(): InboxUse
  /** Deletes some of what has waited too long. True: there is more. */
  sweep(): boolean
}

export interface RelayInboxPorts {
  readonly db: Database
  readonly clock: Clock
  readonly limits: InboxLimits
  /** Told of a disk that refuses. */
  readonly onFault: (fault: StoreFault) => void
}

type Outcome<T> = Result<T, InboxRefusal>

/** Letters and inboxes deleted in one transaction of a sweep. */
const SWEEP_ROWS = 200

/** Inboxes kept in a relay's database, within an operator's limits. Rule R3. */
export function createRelayInboxes({ db, clock, limits, onFault }: RelayInboxPorts): RelayInboxes {
  const today = (): number => Math.floor(clock.now() / DAY_MS)

  /** Runs the work in a transaction; a disk that refuses refuses the request, and nothing else. */
  const attempt = <T>(work: Work<Outcome<T>>, done: (outcome: Outcome<T>) => void): void => {
    let outcome: Outcome<T>
    try {
      outcome = db.transaction(work)
    } catch (thrown) {
      if (!(thrown instanceof StoreFault)) throw thrown
      onFault(thrown)
      outcome = fail({ type: thrown.error.type === 'StoreFull' ? 'StorageFull' : 'Failed' })
    }
    done(outcome)
  }

  return {
    register: (inbox, registration, from, done) => {
      const known = findInbox(db, inbox)
      // At each start of each device: not worth a write, but once a day.
      if (known && known.day === today() && isRegistered(known, registration)) return done(ok(undefined))
      attempt((tx) => register(tx, limits, inbox, registration, from, today()), done)
    },
    deposit: (inbox, ticket, letter, from, done) => {
      // Looked at before anything is locked: a flood of bad tickets costs reads only.
      const known = findInbox(db, inbox)
      if (!known || !hasTicket(db, known.no, ticket)) return done(fail({ type: 'TicketUnknown' }))
      attempt((tx) => deposit(tx, limits, known.no, letter, from, today()), done)
    },
    fetch: (inbox, after, maxBytes, maxLetters, done) => {
      const known = findInbox(db, inbox)
      done(ok(known ? readPage(db, known.no, after, maxBytes, maxLetters) : { letters: [], more: false }))
    },
    acknowledge: (inbox, letters, done) => {
      const known = findInbox(db, inbox)
      if (!known || letters.length === 0) return done(ok(undefined))
      attempt((tx) => {
        for (const id of letters) dropLetter(tx, known.no, id)
        return ok(undefined)
      }, done)
    },
    use: () =>
      db
        .query<InboxUse>(
          'SELECT count(*) AS inboxes, coalesce(sum(letters), 0) AS letters, coalesce(sum(bytes), 0) AS bytes FROM inbox',
        )
        .get() ?? { inboxes: 0, letters: 0, bytes: 0 },
    sweep: () => {
      const days = (span: number): number => today() - Math.ceil(span / DAY_MS)
      return db.transaction((tx) => sweep(tx, days(limits.retention), days(Math.max(limits.forget, limits.retention))))
    },
  }
}

interface InboxRow {
  readonly no: number
  readonly version: number
  readonly registration: Uint8Array
  readonly day: number
  readonly letters: number
  readonly bytes: number
}

const findInbox = (db: ReadDb, inbox: InboxId): InboxRow | undefined =>
  db
    .query<InboxRow>('SELECT no, version, registration, day, letters, bytes FROM inbox WHERE key = ?')
    .get(idToBytes(inbox))

/** What stands for a whole registration, so that the same one is known without reading its tickets. */
const registrationDigest = ({ version, tickets }: Registration): Uint8Array =>
  digest('dure/relay-registration/v1', version, tickets)

const isRegistered = (row: InboxRow, registration: Registration): boolean =>
  Buffer.compare(row.registration, registrationDigest(registration)) === 0

const hasTicket = (db: ReadDb, inboxNo: number, ticket: TicketHash): boolean =>
  db.query('SELECT 1 FROM ticket WHERE inbox_no = ? AND hash = ?').get(inboxNo, ticket) !== undefined

function register(
  db: WriteDb,
  limits: InboxLimits,
  inbox: InboxId,
  registration: Registration,
  from: PeerId,
  day: number,
): Outcome<void> {
  if (registration.tickets.length > limits.tickets) return fail({ type: 'TooManyTickets' })
  const known = findInbox(db, inbox)
  if (known && registration.version < known.version) {
    touch(db, known, day)
    return fail({ type: 'RegistrationOutdated' })
  }
  if (known && isRegistered(known, registration)) {
    touch(db, known, day)
    return ok(undefined)
  }
  const no = known?.no ?? openInbox(db, limits, inbox, from, day)
  if (no === null) return fail({ type: 'NotServed' })
  db.run(
    'UPDATE inbox SET version = ?, registration = ?, day = ? WHERE no = ?',
    registration.version,
    registrationDigest(registration),
    day,
    no,
  )
  db.run('DELETE FROM ticket WHERE inbox_no = ?', no)
  for (const ticket of registration.tickets)
    db.run('INSERT INTO ticket (inbox_no, hash) VALUES (?, ?) ON CONFLICT DO NOTHING', no, ticket)
  return ok(undefined)
}

/** A new inbox; null if there are as many as there may be, here or of this peer. */
function openInbox(db: WriteDb, limits: InboxLimits, inbox: InboxId, from: PeerId, day: number): number | null {
  const { count } = db.query<{ count: number }>('SELECT count(*) AS count FROM inbox').get() ?? { count: 0 }
  const peer = putPeer(db, from)
  if (count >= limits.inboxes || peer.inboxes >= limits.inboxesPerPeer) return null
  db.run('UPDATE peer SET inboxes = inboxes + 1 WHERE no = ?', peer.no)
  return db.run(
    'INSERT INTO inbox (key, peer_no, version, registration, day) VALUES (?, ?, 0, ?, ?)',
    idToBytes(inbox),
    peer.no,
    new Uint8Array(),
    day,
  ).lastId
}

const touch = (db: WriteDb, { no, day }: InboxRow, today: number): void => {
  if (day < today) db.run('UPDATE inbox SET day = ? WHERE no = ?', today, no)
}

function deposit(
  db: WriteDb,
  limits: InboxLimits,
  inboxNo: number,
  letter: Uint8Array,
  from: PeerId,
  day: number,
): Outcome<void> {
  const id = letterId(letter)
  if (db.query('SELECT 1 FROM letter WHERE inbox_no = ? AND id = ?').get(inboxNo, id)) return ok(undefined)
  const bytes = letter.length + ROW_BYTES
  const inbox = db.query<InboxUse>('SELECT letters, bytes FROM inbox WHERE no = ?').get(inboxNo)
  if (!inbox || inbox.letters >= limits.letters || inbox.bytes + bytes > limits.perInbox)
    return fail({ type: 'InboxFull' })
  if ((findPeer(db, from)?.letter_bytes ?? 0) + bytes > limits.perPeer) return fail({ type: 'PeerQuota' })
  if (totalBytes(db, 'inbox') + bytes > limits.total) return fail({ type: 'StorageFull' })
  const peer = putPeer(db, from)
  db.run(
    'INSERT INTO letter (inbox_no, id, peer_no, day, body) VALUES (?, ?, ?, ?, ?)',
    inboxNo,
    id,
    peer.no,
    day,
    letter,
  )
  db.run('UPDATE inbox SET letters = letters + 1, bytes = bytes + ? WHERE no = ?', bytes, inboxNo)
  db.run('UPDATE peer SET letter_bytes = letter_bytes + ? WHERE no = ?', bytes, peer.no)
  return ok(undefined)
}

function readPage(db: ReadDb, inboxNo: number, after: number, maxBytes: number, maxLetters: number): LetterPage {
  const letters: { number: number; letter: Uint8Array }[] = []
  let bytes = 0
  const rows = db.query<{ no: number; body: Uint8Array }>(
    'SELECT no, body FROM letter WHERE inbox_no = ? AND no > ? ORDER BY no LIMIT ?',
  )
  for (const { no, body } of rows.each(inboxNo, after, maxLetters + 1)) {
    bytes += body.length
    if (letters.length > 0 && (bytes > maxBytes || letters.length === maxLetters)) return { letters, more: true }
    // The driver's Buffer as plain bytes, which the codec expects.
    letters.push({ number: no, letter: new Uint8Array(body) })
  }
  return { letters, more: false }
}

function dropLetter(db: WriteDb, inboxNo: number, id: LetterId): void {
  const row = db
    .query<{ no: number; peer_no: number; bytes: number }>(
      'SELECT no, peer_no, length(body) AS bytes FROM letter WHERE inbox_no = ? AND id = ?',
    )
    .get(inboxNo, id)
  if (row) deleteLetter(db, { ...row, inbox_no: inboxNo })
}

interface LetterRow {
  readonly no: number
  readonly inbox_no: number
  readonly peer_no: number
  readonly bytes: number
}

function deleteLetter(db: WriteDb, { no, inbox_no, peer_no, bytes }: LetterRow): void {
  db.run('DELETE FROM letter WHERE no = ?', no)
  db.run('UPDATE inbox SET letters = letters - 1, bytes = bytes - ? WHERE no = ?', bytes + ROW_BYTES, inbox_no)
  db.run('UPDATE peer SET letter_bytes = letter_bytes - ? WHERE no = ?', bytes + ROW_BYTES, peer_no)
}

function sweep(db: WriteDb, oldestLetterDay: number, oldestInboxDay: number): boolean {
  const letters = db
    .query<LetterRow>('SELECT no, inbox_no, peer_no, length(body) AS bytes FROM letter WHERE day < ? LIMIT ?')
    .all(oldestLetterDay, SWEEP_ROWS)
  for (const letter of letters) deleteLetter(db, letter)
  const inboxes = db
    .query<{ no: number; peer_no: number }>('SELECT no, peer_no FROM inbox WHERE day < ? AND letters = 0 LIMIT ?')
    .all(oldestInboxDay, SWEEP_ROWS)
  for (const { no, peer_no } of inboxes) {
    db.run('DELETE FROM ticket WHERE inbox_no = ?', no)
    db.run('DELETE FROM inbox WHERE no = ?', no)
    db.run('UPDATE peer SET inboxes = inboxes - 1 WHERE no = ?', peer_no)
  }
  return letters.length === SWEEP_ROWS || inboxes.length === SWEEP_ROWS
}
