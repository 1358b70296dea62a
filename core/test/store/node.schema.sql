CREATE TABLE account (
  no INTEGER PRIMARY KEY,
  id BLOB NOT NULL UNIQUE,
  tag BLOB NOT NULL,
  name TEXT NOT NULL,
  reach BLOB,
  stated_at INTEGER NOT NULL
) STRICT;

CREATE TABLE blocked (account BLOB PRIMARY KEY) STRICT, WITHOUT ROWID;

CREATE TABLE branch (
  document_no INTEGER NOT NULL,
  feed_no INTEGER NOT NULL,
  last_seq INTEGER NOT NULL,
  seq INTEGER NOT NULL,
  next_op INTEGER NOT NULL,
  hash BLOB NOT NULL,
  PRIMARY KEY (document_no, feed_no)
) STRICT, WITHOUT ROWID;

CREATE TABLE carried (log_no INTEGER NOT NULL, op BLOB NOT NULL, PRIMARY KEY (log_no, op)) STRICT, WITHOUT ROWID;

CREATE TABLE contact (
  account_no INTEGER PRIMARY KEY REFERENCES account(no),
  given_name TEXT,
  state TEXT NOT NULL,
  space_no INTEGER NOT NULL REFERENCES space(no),
  at INTEGER NOT NULL
) STRICT;

CREATE TABLE cut (feed_no INTEGER PRIMARY KEY, seq INTEGER NOT NULL) STRICT;

CREATE TABLE device (
  no INTEGER PRIMARY KEY,
  id BLOB NOT NULL UNIQUE,
  account_no INTEGER NOT NULL REFERENCES account(no),
  certificate BLOB NOT NULL,
  name TEXT NOT NULL,
  addresses TEXT NOT NULL
) STRICT;

CREATE TABLE document (
  no INTEGER PRIMARY KEY,
  id BLOB NOT NULL UNIQUE,
  log_no INTEGER NOT NULL,
  kind TEXT NOT NULL,
  shard TEXT NOT NULL
) STRICT;

CREATE TABLE document_chunk (
  document_no INTEGER NOT NULL,
  n INTEGER NOT NULL,
  bytes BLOB NOT NULL,
  PRIMARY KEY (document_no, n)
) STRICT;

CREATE TABLE documented (feed_no INTEGER PRIMARY KEY, seq INTEGER NOT NULL) STRICT;

CREATE TABLE envelope (
  feed_no INTEGER NOT NULL,
  seq INTEGER NOT NULL,
  body BLOB NOT NULL,
  PRIMARY KEY (feed_no, seq)
) STRICT, WITHOUT ROWID;

CREATE TABLE epoch (
  rotate BLOB PRIMARY KEY,
  space_no INTEGER NOT NULL REFERENCES space(no),
  log_no INTEGER NOT NULL UNIQUE REFERENCES log(no),
  sealed_key BLOB NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE feed (
  no INTEGER PRIMARY KEY,
  id BLOB NOT NULL,
  log_no INTEGER NOT NULL REFERENCES log(no),
  admit BLOB,
  stopped_at INTEGER,
  stop_reason TEXT,
  UNIQUE (log_no, id)
) STRICT;

CREATE TABLE feed_end (
  space_no INTEGER NOT NULL,
  feed BLOB NOT NULL,
  device_no INTEGER NOT NULL,
  seq INTEGER NOT NULL,
  PRIMARY KEY (space_no, feed, device_no)
) STRICT, WITHOUT ROWID;

CREATE TABLE fork (
  feed_no INTEGER NOT NULL,
  seq INTEGER NOT NULL,
  left_run BLOB NOT NULL,
  right_run BLOB NOT NULL,
  PRIMARY KEY (feed_no, seq)
) STRICT, WITHOUT ROWID;

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

CREATE TABLE group_shown (
  space_no INTEGER PRIMARY KEY,
  title TEXT NOT NULL,
  picture_id BLOB,
  picture BLOB,
  state TEXT NOT NULL
) STRICT;

CREATE TABLE invitation (
  space BLOB PRIMARY KEY,
  account_no INTEGER NOT NULL REFERENCES account(no),
  title TEXT NOT NULL,
  members INTEGER NOT NULL,
  at INTEGER NOT NULL,
  sealed BLOB NOT NULL,
  state TEXT NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE invite (
  hash BLOB PRIMARY KEY,
  id BLOB NOT NULL UNIQUE,
  space BLOB NOT NULL,
  made_at INTEGER NOT NULL,
  expires_at INTEGER,
  uses INTEGER,
  approval INTEGER NOT NULL
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

CREATE TABLE joining (
  space BLOB PRIMARY KEY,
  account_no INTEGER NOT NULL REFERENCES account(no),
  title TEXT NOT NULL,
  approval INTEGER NOT NULL,
  expires_at INTEGER,
  at INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE log (
  no INTEGER PRIMARY KEY,
  id BLOB NOT NULL UNIQUE,
  read_key BLOB NOT NULL,
  write_key BLOB NOT NULL
) STRICT;

CREATE TABLE member (
  space_no INTEGER NOT NULL REFERENCES space(no),
  account_no INTEGER NOT NULL REFERENCES account(no),
  role TEXT NOT NULL, since INTEGER NOT NULL DEFAULT 0,
  PRIMARY KEY (space_no, account_no)
) STRICT, WITHOUT ROWID;

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

CREATE VIRTUAL TABLE message_words USING fts5(words, content='', columnsize=0, detail=none, tokenize="ascii");

CREATE TABLE newer (feed_no INTEGER NOT NULL, seq INTEGER NOT NULL, PRIMARY KEY (feed_no, seq)) STRICT, WITHOUT ROWID;

CREATE TABLE note (
  space_no INTEGER NOT NULL,
  device_no INTEGER NOT NULL,
  name TEXT NOT NULL,
  at INTEGER NOT NULL,
  value BLOB NOT NULL,
  PRIMARY KEY (space_no, device_no, name)
) STRICT, WITHOUT ROWID;

CREATE TABLE once_member (
  space_no INTEGER NOT NULL REFERENCES space(no),
  account_no INTEGER NOT NULL REFERENCES account(no),
  PRIMARY KEY (space_no, account_no)
) STRICT, WITHOUT ROWID;

CREATE TABLE operation (
  id BLOB PRIMARY KEY,
  space_no INTEGER NOT NULL REFERENCES space(no),
  content BLOB NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE outgoing (
  no INTEGER PRIMARY KEY,
  account_no INTEGER NOT NULL REFERENCES account(no),
  letter BLOB NOT NULL,
  inbox_key BLOB NOT NULL,
  ticket BLOB NOT NULL,
  relays TEXT NOT NULL,
  deposited TEXT NOT NULL,
  done INTEGER NOT NULL
, about BLOB) STRICT;

CREATE TABLE picture (
  account_no INTEGER PRIMARY KEY REFERENCES account(no),
  at INTEGER NOT NULL,
  id BLOB,
  bytes BLOB
) STRICT;

CREATE TABLE reached (
  feed_no INTEGER NOT NULL,
  peer BLOB NOT NULL,
  mailbox INTEGER NOT NULL,
  high INTEGER NOT NULL,
  PRIMARY KEY (feed_no, peer)
) STRICT, WITHOUT ROWID;

CREATE TABLE relay (address TEXT PRIMARY KEY, place INTEGER NOT NULL) STRICT, WITHOUT ROWID;

CREATE TABLE request (
  account_no INTEGER PRIMARY KEY REFERENCES account(no),
  at INTEGER NOT NULL,
  sealed_letter BLOB NOT NULL,
  state TEXT NOT NULL
) STRICT;

CREATE TABLE run (
  feed_no INTEGER NOT NULL,
  low INTEGER NOT NULL,
  high INTEGER NOT NULL,
  below BLOB NOT NULL,
  head BLOB NOT NULL,
  PRIMARY KEY (feed_no, low)
) STRICT, WITHOUT ROWID;

CREATE TABLE self_fact (
  container INTEGER NOT NULL,
  key BLOB NOT NULL,
  at INTEGER NOT NULL,
  feed_no INTEGER NOT NULL,
  seq INTEGER NOT NULL,
  sealed BLOB NOT NULL,
  PRIMARY KEY (container, key)
) STRICT, WITHOUT ROWID;

CREATE TABLE setting (name TEXT PRIMARY KEY, value) WITHOUT ROWID;

CREATE TABLE signature (
  feed_no INTEGER NOT NULL,
  seq INTEGER NOT NULL,
  sig BLOB NOT NULL,
  id BLOB,
  PRIMARY KEY (feed_no, seq)
) STRICT, WITHOUT ROWID;

CREATE TABLE space (
  no INTEGER PRIMARY KEY,
  id BLOB NOT NULL UNIQUE,
  kind TEXT NOT NULL,
  created_at INTEGER NOT NULL,
  last_at INTEGER NOT NULL,
  read_at INTEGER NOT NULL,
  read_feed BLOB
) STRICT;

CREATE TABLE speaker (
  feed_no INTEGER PRIMARY KEY,
  device_no INTEGER NOT NULL REFERENCES device(no),
  account_no INTEGER NOT NULL REFERENCES account(no),
  generation INTEGER NOT NULL,
  ended_at INTEGER,
  name BLOB NOT NULL
) STRICT;

CREATE TABLE stretch (
  feed_no INTEGER NOT NULL,
  low INTEGER NOT NULL,
  high INTEGER NOT NULL,
  at INTEGER NOT NULL,
  ctrl BLOB NOT NULL,
  PRIMARY KEY (feed_no, low)
) STRICT, WITHOUT ROWID;

CREATE TABLE ticket (
  hash BLOB PRIMARY KEY,
  sealed BLOB NOT NULL,
  once INTEGER NOT NULL,
  revoked INTEGER NOT NULL,
  used_by BLOB,
  space BLOB
) STRICT, WITHOUT ROWID;

CREATE TABLE verified (account BLOB PRIMARY KEY) STRICT, WITHOUT ROWID;

CREATE TABLE waiting (
  feed_no INTEGER PRIMARY KEY,
  seq INTEGER NOT NULL,
  type TEXT NOT NULL,
  until INTEGER
) STRICT;

CREATE INDEX account_tag ON account(tag);

CREATE INDEX contact_space ON contact(space_no);

CREATE INDEX device_account ON device(account_no);

CREATE INDEX document_log ON document(log_no);

CREATE INDEX epoch_space ON epoch(space_no);

CREATE INDEX group_fact_feed ON group_fact(feed_no, seq);

CREATE INDEX group_picture ON group_shown(picture_id) WHERE picture_id IS NOT NULL;

CREATE INDEX invite_space ON invite(space);

CREATE INDEX member_account ON member(account_no);

CREATE INDEX message_feed ON message(feed_no, seq);

CREATE INDEX message_key ON message(space_no, key) WHERE key IS NOT NULL;

CREATE INDEX message_order ON message(space_no, at);

CREATE INDEX once_member_account ON once_member(account_no);

CREATE INDEX operation_space ON operation(space_no);

CREATE INDEX outgoing_account ON outgoing(account_no);

CREATE INDEX picture_id ON picture(id) WHERE id IS NOT NULL;

CREATE INDEX speaker_device ON speaker(device_no);

CREATE INDEX speaker_name ON speaker(name);
