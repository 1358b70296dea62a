import { replicaTables } from '#core/store/index.ts'
import type { Migration, ReadDb, Schema } from '#core/store/index.ts'

/**
 * What a relay keeps besides envelopes: who brought how much, how far down a feed is kept, and letters.
 * Days count from 1970. Bytes count what is kept and `ROW_BYTES` for each row;
 * rows of `log_use` and `inbox` come and go with none.
 */
const relayTables: Migration = {
  n: 2,
  name: 'relay',
  sql: `
    CREATE TABLE peer (
      no INTEGER PRIMARY KEY,
      id BLOB NOT NULL UNIQUE,
      bytes INTEGER NOT NULL DEFAULT 0,
      logs INTEGER NOT NULL DEFAULT 0,
      letter_bytes INTEGER NOT NULL DEFAULT 0,
      inboxes INTEGER NOT NULL DEFAULT 0
    ) STRICT;
    CREATE TABLE log_use (
      log_no INTEGER PRIMARY KEY REFERENCES log(no),
      peer_no INTEGER NOT NULL,
      bytes INTEGER NOT NULL,
      day INTEGER NOT NULL
    ) STRICT;
    CREATE INDEX log_use_day ON log_use(day);
    -- bytes: without envelope 0, which never gives way. floor: nothing below it but envelope 0 is taken any more.
    CREATE TABLE feed_use (
      feed_no INTEGER PRIMARY KEY REFERENCES feed(no),
      log_no INTEGER NOT NULL,
      bytes INTEGER NOT NULL,
      floor INTEGER NOT NULL
    ) STRICT;
    CREATE INDEX feed_use_log ON feed_use(log_no, bytes);
    CREATE INDEX feed_use_bytes ON feed_use(bytes);
    -- A stretch that one peer brought on one day. Envelope 0 is one of its own.
    CREATE TABLE deposit (
      feed_no INTEGER NOT NULL,
      low INTEGER NOT NULL,
      high INTEGER NOT NULL,
      day INTEGER NOT NULL,
      peer_no INTEGER NOT NULL,
      bytes INTEGER NOT NULL,
      PRIMARY KEY (feed_no, low)
    ) STRICT, WITHOUT ROWID;
    CREATE INDEX deposit_peer ON deposit(peer_no, day);
    CREATE INDEX deposit_day ON deposit(day);
    CREATE TABLE inbox (
      no INTEGER PRIMARY KEY,
      key BLOB NOT NULL UNIQUE,
      peer_no INTEGER NOT NULL,
      version INTEGER NOT NULL,
      registration BLOB NOT NULL,
      day INTEGER NOT NULL,
      letters INTEGER NOT NULL DEFAULT 0,
      bytes INTEGER NOT NULL DEFAULT 0
    ) STRICT;
    CREATE INDEX inbox_day ON inbox(day);
    CREATE TABLE ticket (
      inbox_no INTEGER NOT NULL,
      hash BLOB NOT NULL,
      PRIMARY KEY (inbox_no, hash)
    ) STRICT, WITHOUT ROWID;
    -- AUTOINCREMENT: a number is never given twice, so a reader who saw it sees nothing else under it.
    CREATE TABLE letter (
      no INTEGER PRIMARY KEY AUTOINCREMENT,
      inbox_no INTEGER NOT NULL,
      id BLOB NOT NULL,
      peer_no INTEGER NOT NULL,
      day INTEGER NOT NULL,
      body BLOB NOT NULL,
      UNIQUE (inbox_no, id)
    ) STRICT;
    CREATE INDEX letter_day ON letter(day);
    -- Bytes in all, so that a full relay is known without counting.
    CREATE TABLE total (what TEXT PRIMARY KEY, bytes INTEGER NOT NULL) STRICT, WITHOUT ROWID;
    INSERT INTO total VALUES ('mailbox', 0), ('inbox', 0);
    CREATE TRIGGER log_use_total AFTER UPDATE OF bytes ON log_use BEGIN
      UPDATE total SET bytes = bytes + new.bytes - old.bytes WHERE what = 'mailbox';
    END;
    CREATE TRIGGER inbox_total AFTER UPDATE OF bytes ON inbox BEGIN
      UPDATE total SET bytes = bytes + new.bytes - old.bytes WHERE what = 'inbox';
    END;
  `,
}

/** A relay's database file. The id is `DUrl` in ASCII. */
export const relaySchema: Schema = { applicationId: 0x4455726c, migrations: [replicaTables, relayTables] }

/** What a row costs besides its bytes, roughly: keys, page headers, indexes. So a million empty messages are not free. */
export const ROW_BYTES = 64

/** Bytes kept in all, for mailboxes or for inboxes. */
export const totalBytes = (db: ReadDb, what: 'mailbox' | 'inbox'): number =>
  db.query<{ bytes: number }>('SELECT bytes FROM total WHERE what = ?').get(what)?.bytes ?? 0
