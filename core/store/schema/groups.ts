import type { Migration } from '../types.ts'

/**
 * What groups need besides (`no` columns are local numbers; ids are 32 bytes; times in `at` and `since` columns are hybrid
 * logical microseconds, others milliseconds).
 * `outgoing.about`: the space a letter is about; null: the direct chat. `member.since`: when she was added, by the operation.
 * `once_member`: who was a member and may hold old logs. `cut`: where a removal, or a word about a fork, lets a feed end.
 * `group_fact`: titles and pictures that members stated, with what they had seen; `group_shown`: what of it is in force.
 * `invite`: links of this account. `invitation`: welcomes of strangers. `joining`: links that were used here.
 * `join_request`: who used a link that asks. `blocked`: of whom nothing is shown.
 * `cut`, `group_fact`, `group_shown`, `invite`, `blocked` are caches of what the envelopes say.
 */
export const groupTables: Migration = {
  n: 5,
  name: 'groups',
  sql: `
    ALTER TABLE outgoing ADD COLUMN about BLOB;
    ALTER TABLE member ADD COLUMN since INTEGER NOT NULL DEFAULT 0;
    CREATE TABLE once_member (
      space_no INTEGER NOT NULL REFERENCES space(no),
      account_no INTEGER NOT NULL REFERENCES account(no),
      PRIMARY KEY (space_no, account_no)
    ) STRICT, WITHOUT ROWID;
    CREATE INDEX once_member_account ON once_member(account_no);
    CREATE TABLE cut (feed_no INTEGER PRIMARY KEY, seq INTEGER NOT NULL) STRICT;
    CREATE TABLE group_fact (
      space_no INTEGER NOT NULL,
      feed_no INTEGER NOT NULL,
      seq INTEGER NOT NULL,
      place INTEGER NOT NULL,
      at INTEGER NOT NULL,
      account_no INTEGER NOT NULL,
      ctrl BLOB NOT NULL,
      name TEXT NOT NULL,
      value BLOB,
      PRIMARY KEY (space_no, name, at, feed_no, seq, place)
    ) STRICT, WITHOUT ROWID;
    CREATE INDEX group_fact_feed ON group_fact(feed_no, seq);
    CREATE TABLE group_shown (
      space_no INTEGER PRIMARY KEY,
      title TEXT NOT NULL,
      picture_id BLOB,
      picture BLOB,
      state TEXT NOT NULL
    ) STRICT;
    CREATE INDEX group_picture ON group_shown(picture_id) WHERE picture_id IS NOT NULL;
    CREATE TABLE invite (
      hash BLOB PRIMARY KEY,
      id BLOB NOT NULL UNIQUE,
      space BLOB NOT NULL,
      made_at INTEGER NOT NULL,
      expires_at INTEGER,
      uses INTEGER,
      approval INTEGER NOT NULL
    ) STRICT, WITHOUT ROWID;
    CREATE INDEX invite_space ON invite(space);
    CREATE TABLE invitation (
      space BLOB PRIMARY KEY,
      account_no INTEGER NOT NULL REFERENCES account(no),
      title TEXT NOT NULL,
      members INTEGER NOT NULL,
      at INTEGER NOT NULL,
      sealed BLOB NOT NULL,
      state TEXT NOT NULL
    ) STRICT, WITHOUT ROWID;
    CREATE TABLE joining (
      space BLOB PRIMARY KEY,
      account_no INTEGER NOT NULL REFERENCES account(no),
      title TEXT NOT NULL,
      approval INTEGER NOT NULL,
      expires_at INTEGER,
      at INTEGER NOT NULL
    ) STRICT, WITHOUT ROWID;
    CREATE TABLE join_request (
      space_no INTEGER NOT NULL REFERENCES space(no),
      account_no INTEGER NOT NULL REFERENCES account(no),
      at INTEGER NOT NULL,
      invite BLOB NOT NULL,
      sealed BLOB NOT NULL,
      state TEXT NOT NULL,
      PRIMARY KEY (space_no, account_no)
    ) STRICT, WITHOUT ROWID;
    CREATE TABLE blocked (account BLOB PRIMARY KEY) STRICT, WITHOUT ROWID;
  `,
}
