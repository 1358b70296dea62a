import type { Migration } from '../types.ts'

/**
 * What people look like, once an account: `id` is the SHA-256 of `bytes`, both null where she has no picture any more;
 * `at` is when she said so. And whose safety number was compared. Caches of what the envelopes say.
 */
export const pictureTables: Migration = {
  n: 3,
  name: 'pictures',
  sql: `
    CREATE TABLE picture (
      account_no INTEGER PRIMARY KEY REFERENCES account(no),
      at INTEGER NOT NULL,
      id BLOB,
      bytes BLOB
    ) STRICT;
    CREATE INDEX picture_id ON picture(id) WHERE id IS NOT NULL;
    CREATE TABLE verified (account BLOB PRIMARY KEY) STRICT, WITHOUT ROWID;
  `,
}
