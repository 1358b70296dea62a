import type { Migration } from '../types.ts'

/**
 * What a member's node keeps besides (`no` columns are local numbers; ids are 32 bytes; times in `at` columns are
 * hybrid logical microseconds, others milliseconds). Secrets appear only sealed under the storage key (I2).
 * `message_words` splits at blanks alone, since `indexWords` has said what a word is: a tokenizer that knows fewer letters
 * would make two tokens of one, and a query of two is none that `detail=none` can answer.
 * Tables below `message` and `contact` are caches of what the envelopes say: `doctor --rebuild` makes them anew (D9).
 */
export const memberTables: Migration = {
  n: 2,
  name: 'member',
  sql: `
    CREATE TABLE setting (name TEXT PRIMARY KEY, value) WITHOUT ROWID;
    CREATE TABLE account (
      no INTEGER PRIMARY KEY,
      id BLOB NOT NULL UNIQUE,
      tag BLOB NOT NULL,
      name TEXT NOT NULL,
      reach BLOB,
      stated_at INTEGER NOT NULL
    ) STRICT;
    CREATE INDEX account_tag ON account(tag);
    CREATE TABLE device (
      no INTEGER PRIMARY KEY,
      id BLOB NOT NULL UNIQUE,
      account_no INTEGER NOT NULL REFERENCES account(no),
      certificate BLOB NOT NULL,
      name TEXT NOT NULL,
      addresses TEXT NOT NULL
    ) STRICT;
    CREATE INDEX device_account ON device(account_no);
    CREATE TABLE space (
      no INTEGER PRIMARY KEY,
      id BLOB NOT NULL UNIQUE,
      kind TEXT NOT NULL,
      created_at INTEGER NOT NULL,
      last_at INTEGER NOT NULL,
      read_at INTEGER NOT NULL,
      read_feed BLOB
    ) STRICT;
    CREATE TABLE member (
      space_no INTEGER NOT NULL REFERENCES space(no),
      account_no INTEGER NOT NULL REFERENCES account(no),
      role TEXT NOT NULL,
      PRIMARY KEY (space_no, account_no)
    ) STRICT, WITHOUT ROWID;
    CREATE INDEX member_account ON member(account_no);
    CREATE TABLE operation (
      id BLOB PRIMARY KEY,
      space_no INTEGER NOT NULL REFERENCES space(no),
      content BLOB NOT NULL
    ) STRICT, WITHOUT ROWID;
    CREATE INDEX operation_space ON operation(space_no);
    CREATE TABLE epoch (
      rotate BLOB PRIMARY KEY,
      space_no INTEGER NOT NULL REFERENCES space(no),
      log_no INTEGER NOT NULL UNIQUE REFERENCES log(no),
      sealed_key BLOB NOT NULL
    ) STRICT, WITHOUT ROWID;
    CREATE INDEX epoch_space ON epoch(space_no);
    CREATE TABLE carried (log_no INTEGER NOT NULL, op BLOB NOT NULL, PRIMARY KEY (log_no, op)) STRICT, WITHOUT ROWID;
    CREATE TABLE speaker (
      feed_no INTEGER PRIMARY KEY,
      device_no INTEGER NOT NULL REFERENCES device(no),
      account_no INTEGER NOT NULL REFERENCES account(no),
      generation INTEGER NOT NULL,
      ended_at INTEGER,
      name BLOB NOT NULL
    ) STRICT;
    CREATE INDEX speaker_device ON speaker(device_no);
    CREATE INDEX speaker_name ON speaker(name);
    CREATE TABLE feed_end (
      space_no INTEGER NOT NULL,
      feed BLOB NOT NULL,
      device_no INTEGER NOT NULL,
      seq INTEGER NOT NULL,
      PRIMARY KEY (space_no, feed, device_no)
    ) STRICT, WITHOUT ROWID;
    CREATE TABLE stretch (
      feed_no INTEGER NOT NULL,
      low INTEGER NOT NULL,
      high INTEGER NOT NULL,
      at INTEGER NOT NULL,
      ctrl BLOB NOT NULL,
      PRIMARY KEY (feed_no, low)
    ) STRICT, WITHOUT ROWID;
    CREATE TABLE waiting (
      feed_no INTEGER PRIMARY KEY,
      seq INTEGER NOT NULL,
      type TEXT NOT NULL,
      until INTEGER
    ) STRICT;
    CREATE TABLE newer (feed_no INTEGER NOT NULL, seq INTEGER NOT NULL, PRIMARY KEY (feed_no, seq)) STRICT, WITHOUT ROWID;
    CREATE TABLE note (
      space_no INTEGER NOT NULL,
      device_no INTEGER NOT NULL,
      name TEXT NOT NULL,
      at INTEGER NOT NULL,
      value BLOB NOT NULL,
      PRIMARY KEY (space_no, device_no, name)
    ) STRICT, WITHOUT ROWID;
    CREATE TABLE reached (
      feed_no INTEGER NOT NULL,
      peer BLOB NOT NULL,
      mailbox INTEGER NOT NULL,
      high INTEGER NOT NULL,
      PRIMARY KEY (feed_no, peer)
    ) STRICT, WITHOUT ROWID;
    CREATE TABLE ticket (
      hash BLOB PRIMARY KEY,
      sealed BLOB NOT NULL,
      once INTEGER NOT NULL,
      revoked INTEGER NOT NULL,
      used_by BLOB,
      space BLOB
    ) STRICT, WITHOUT ROWID;
    CREATE TABLE contact (
      account_no INTEGER PRIMARY KEY REFERENCES account(no),
      given_name TEXT,
      state TEXT NOT NULL,
      space_no INTEGER NOT NULL REFERENCES space(no),
      at INTEGER NOT NULL
    ) STRICT;
    CREATE INDEX contact_space ON contact(space_no);
    CREATE TABLE request (
      account_no INTEGER PRIMARY KEY REFERENCES account(no),
      at INTEGER NOT NULL,
      sealed_letter BLOB NOT NULL,
      state TEXT NOT NULL
    ) STRICT;
    CREATE TABLE outgoing (
      no INTEGER PRIMARY KEY,
      account_no INTEGER NOT NULL REFERENCES account(no),
      letter BLOB NOT NULL,
      inbox_key BLOB NOT NULL,
      ticket BLOB NOT NULL,
      relays TEXT NOT NULL,
      deposited TEXT NOT NULL,
      done INTEGER NOT NULL
    ) STRICT;
    CREATE TABLE message (
      no INTEGER PRIMARY KEY,
      space_no INTEGER NOT NULL,
      at INTEGER NOT NULL,
      feed_no INTEGER NOT NULL,
      seq INTEGER NOT NULL,
      place INTEGER NOT NULL,
      key BLOB,
      text TEXT NOT NULL,
      reply_to BLOB,
      disputed INTEGER
    ) STRICT;
    CREATE INDEX message_order ON message(space_no, at);
    CREATE INDEX message_feed ON message(feed_no, seq);
    CREATE INDEX message_key ON message(space_no, key) WHERE key IS NOT NULL;
    CREATE VIRTUAL TABLE message_words USING fts5(words, content='', columnsize=0, detail=none, tokenize="ascii");
    CREATE TABLE self_fact (
      container INTEGER NOT NULL,
      key BLOB NOT NULL,
      at INTEGER NOT NULL,
      feed_no INTEGER NOT NULL,
      seq INTEGER NOT NULL,
      sealed BLOB NOT NULL,
      PRIMARY KEY (container, key)
    ) STRICT, WITHOUT ROWID;
    CREATE TABLE document (
      no INTEGER PRIMARY KEY,
      id BLOB NOT NULL UNIQUE,
      log_no INTEGER NOT NULL,
      kind TEXT NOT NULL,
      shard TEXT NOT NULL
    ) STRICT;
    CREATE INDEX document_log ON document(log_no);
    CREATE TABLE document_chunk (
      document_no INTEGER NOT NULL,
      n INTEGER NOT NULL,
      bytes BLOB NOT NULL,
      PRIMARY KEY (document_no, n)
    ) STRICT;
    CREATE TABLE branch (
      document_no INTEGER NOT NULL,
      feed_no INTEGER NOT NULL,
      last_seq INTEGER NOT NULL,
      seq INTEGER NOT NULL,
      next_op INTEGER NOT NULL,
      hash BLOB NOT NULL,
      PRIMARY KEY (document_no, feed_no)
    ) STRICT, WITHOUT ROWID;
    CREATE TABLE documented (feed_no INTEGER PRIMARY KEY, seq INTEGER NOT NULL) STRICT;
    CREATE TABLE relay (address TEXT PRIMARY KEY, place INTEGER NOT NULL) STRICT, WITHOUT ROWID;
  `,
}
