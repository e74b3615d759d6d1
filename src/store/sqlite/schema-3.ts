/**
 * Version 3 of the file `crawl.sqlite`: less to write for each picture. Frozen: a change is a new migration
 * (`migrate.ts`).
 *
 * - Leases are in the memory of their owner, and die with it: a leased request is `ready` in the file. The state
 *   `leased` is not used any more. `host.leased` and `host.next_at` are as of the last end of a lease of that host.
 * - What is open has small tables of its own, whose few pages are written again and again, so that the rows of
 *   `content` and `name_claim`, which lie all over the file, are written once:
 *   `placement`: placements that began and did not end; a name reserved together with one stands only there, in its
 *   `record`. `open_name`: all other names of requests that are not saved.
 * - Whose turn it is, is decided in memory, so that hosts need no index of it.
 * - Pages that were too deep have an index: each start of a crawl asks for them.
 */
export const SCHEMA_3 = `
  UPDATE request SET state = 'ready' WHERE state = 'leased';
  DROP INDEX request_leased;
  DROP INDEX host_with_pages;
  DROP INDEX host_with_images;
  ALTER TABLE request DROP COLUMN lease_owner;
  ALTER TABLE request DROP COLUMN leased_at;

  CREATE TABLE placement (
    request_id INTEGER PRIMARY KEY REFERENCES request (id),
    sha256 BLOB NOT NULL,
    record TEXT NOT NULL                         -- JSON
  );
  CREATE TABLE open_name (
    request_id INTEGER NOT NULL REFERENCES request (id),
    name_key TEXT NOT NULL,
    name TEXT NOT NULL,
    PRIMARY KEY (request_id, name_key)
  ) WITHOUT ROWID;
  INSERT INTO placement (request_id, sha256, record)
    SELECT request_id, unhex(sha256), record FROM content WHERE record IS NOT NULL;
  INSERT INTO open_name (request_id, name_key, name) SELECT request_id, name_key, name FROM name_claim WHERE open = 1;

  CREATE TABLE content_3 (                       -- whose file holds these bytes, or will
    sha256 BLOB PRIMARY KEY,
    request_id INTEGER NOT NULL REFERENCES request (id)
  ) WITHOUT ROWID;
  INSERT INTO content_3 (sha256, request_id) SELECT unhex(sha256), request_id FROM content;
  DROP TABLE content;
  ALTER TABLE content_3 RENAME TO content;

  CREATE TABLE name_claim_3 (
    name_key TEXT PRIMARY KEY,                   -- case-folded and normalised
    request_id INTEGER NOT NULL REFERENCES request (id)
  ) WITHOUT ROWID;
  INSERT INTO name_claim_3 (name_key, request_id) SELECT name_key, request_id FROM name_claim;
  DROP TABLE name_claim;
  ALTER TABLE name_claim_3 RENAME TO name_claim;

  CREATE INDEX request_too_deep ON request (depth) WHERE state = 'skipped' AND reason = 'max_depth';`;
