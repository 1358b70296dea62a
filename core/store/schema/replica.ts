import type { Migration } from '../types.ts'

/**
 * What every replica keeps, a relay's mailbox too: logs, feeds, runs, envelopes.
 * `envelope.body` is `v` (1 byte), nonce (24), box. Signatures stand apart, because only those of block ends and run heads
 * are kept (E5); with its id a block's end saves hashing from the feed's beginning. `run` says which stretches are held and verified (E9).
 * A feed is one by its log and its id: whoever is in two logs may use one key in both (E2).
 */
export const replicaTables: Migration = {
  n: 1,
  name: 'replica',
  sql: `
    CREATE TABLE log (
      no INTEGER PRIMARY KEY,
      id BLOB NOT NULL UNIQUE,
      read_key BLOB NOT NULL,
      write_key BLOB NOT NULL
    ) STRICT;
    CREATE TABLE feed (
      no INTEGER PRIMARY KEY,
      id BLOB NOT NULL,
      log_no INTEGER NOT NULL REFERENCES log(no),
      admit BLOB,
      stopped_at INTEGER,
      stop_reason TEXT,
      UNIQUE (log_no, id)
    ) STRICT;
    CREATE TABLE run (
      feed_no INTEGER NOT NULL,
      low INTEGER NOT NULL,
      high INTEGER NOT NULL,
      below BLOB NOT NULL,
      head BLOB NOT NULL,
      PRIMARY KEY (feed_no, low)
    ) STRICT, WITHOUT ROWID;
    CREATE TABLE envelope (
      feed_no INTEGER NOT NULL,
      seq INTEGER NOT NULL,
      body BLOB NOT NULL,
      PRIMARY KEY (feed_no, seq)
    ) STRICT, WITHOUT ROWID;
    CREATE TABLE signature (
      feed_no INTEGER NOT NULL,
      seq INTEGER NOT NULL,
      sig BLOB NOT NULL,
      id BLOB,
      PRIMARY KEY (feed_no, seq)
    ) STRICT, WITHOUT ROWID;
    CREATE TABLE fork (
      feed_no INTEGER NOT NULL,
      seq INTEGER NOT NULL,
      left_run BLOB NOT NULL,
      right_run BLOB NOT NULL,
      PRIMARY KEY (feed_no, seq)
    ) STRICT, WITHOUT ROWID;
  `,
}
