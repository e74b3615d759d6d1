/**
 * Version 1 of the file `crawl.sqlite`. Frozen: a change is a new migration (`migrate.ts`).
 *
 * Plain SQL that the `sqlite3` of older systems reads too: no STRICT tables and no ORDER BY inside an aggregate, as
 * one unknown word in the schema makes the whole file unreadable to them.
 *
 * Two triggers keep the counters and the figures of each host in step with `request.state`, so that no statement,
 * not even one typed by hand, can move a request without them.
 */
const TABLES = `
  CREATE TABLE meta (
    key TEXT PRIMARY KEY,
    value TEXT NOT NULL                          -- JSON
  ) WITHOUT ROWID;

  CREATE TABLE owner (                           -- one row while a crawl runs; ids are never used again
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    pid INTEGER NOT NULL,
    hostname TEXT NOT NULL,
    started_at INTEGER NOT NULL,
    heartbeat_at INTEGER NOT NULL
  );

  CREATE TABLE host (
    id INTEGER PRIMARY KEY,
    name TEXT NOT NULL UNIQUE,
    cap INTEGER NOT NULL,                        -- leases that it may have at a time
    leased INTEGER NOT NULL DEFAULT 0,
    next_at INTEGER NOT NULL DEFAULT 0,          -- microseconds since the epoch; least first, strictly increasing
    ready_pages INTEGER NOT NULL DEFAULT 0,
    ready_images INTEGER NOT NULL DEFAULT 0
  );

  CREATE TABLE request (
    id INTEGER PRIMARY KEY,
    key BLOB NOT NULL UNIQUE,                    -- first 16 bytes of SHA-256 of kind and key
    kind TEXT NOT NULL CHECK (kind IN ('gallery', 'image')),
    state TEXT NOT NULL CHECK (state IN
      ('ready', 'delayed', 'leased', 'crawled', 'saved', 'duplicate', 'skipped', 'failed')),
    reason TEXT,                                 -- skip rule of skipped, last error code of failed
    skipped_at_once INTEGER NOT NULL DEFAULT 0,  -- 1: skipped when added, so that a later add may reopen it
    host_id INTEGER NOT NULL REFERENCES host (id),
    tries INTEGER NOT NULL DEFAULT 0,
    not_before INTEGER,                          -- of delayed
    lease_owner INTEGER,                         -- of leased
    added_at INTEGER NOT NULL,
    done_at INTEGER,
    depth INTEGER NOT NULL,
    url TEXT NOT NULL,
    key_text TEXT,                               -- NULL where the key is the URL itself
    page_url TEXT,
    data TEXT NOT NULL                           -- JSON
  );

  CREATE TABLE attempt (
    id INTEGER PRIMARY KEY,
    request_id INTEGER NOT NULL REFERENCES request (id),
    at INTEGER NOT NULL,
    code TEXT NOT NULL,
    status INTEGER,
    message TEXT NOT NULL
  );

  CREATE TABLE picture (                         -- in the order saved
    id INTEGER PRIMARY KEY,
    request_id INTEGER NOT NULL UNIQUE REFERENCES request (id),
    final_url TEXT NOT NULL,
    file_name TEXT NOT NULL,
    sha256 TEXT NOT NULL,
    bytes INTEGER NOT NULL,
    width INTEGER,
    height INTEGER,
    media_type TEXT NOT NULL,
    fetched_at INTEGER NOT NULL,
    etag TEXT,
    last_modified TEXT
  );

  CREATE TABLE duplicate (
    request_id INTEGER PRIMARY KEY REFERENCES request (id),
    original_id INTEGER NOT NULL REFERENCES picture (request_id),
    sha256 TEXT NOT NULL,
    bytes INTEGER NOT NULL
  );

  CREATE TABLE content (                         -- whose file holds these bytes
    sha256 TEXT PRIMARY KEY,
    request_id INTEGER NOT NULL REFERENCES request (id),
    record TEXT                                  -- JSON while the placement is open, NULL once saved
  ) WITHOUT ROWID;

  CREATE TABLE name_claim (
    name_key TEXT PRIMARY KEY,                   -- case-folded and normalised
    name TEXT NOT NULL,
    request_id INTEGER NOT NULL REFERENCES request (id),
    open INTEGER NOT NULL DEFAULT 1              -- 0 once its request is saved
  ) WITHOUT ROWID;

  CREATE TABLE counter (
    kind TEXT NOT NULL,
    state TEXT NOT NULL,
    n INTEGER NOT NULL DEFAULT 0,
    bytes INTEGER NOT NULL DEFAULT 0,            -- of saved
    PRIMARY KEY (kind, state)
  ) WITHOUT ROWID;
  INSERT INTO counter (kind, state)
    SELECT k.column1, s.column1 FROM (VALUES ('gallery'), ('image')) k, (VALUES ('ready'), ('delayed'),
      ('leased'), ('crawled'), ('saved'), ('duplicate'), ('skipped'), ('failed')) s;

  CREATE TABLE key_value (
    store TEXT NOT NULL,
    key TEXT NOT NULL,
    content_type TEXT NOT NULL,
    value BLOB NOT NULL,
    PRIMARY KEY (store, key)
  );

  CREATE TABLE dataset_item (
    dataset TEXT NOT NULL,
    position INTEGER NOT NULL,                   -- 0, 1, 2, … without a gap
    item TEXT NOT NULL,                          -- JSON
    PRIMARY KEY (dataset, position)
  );`;

const INDEXES = `
  CREATE INDEX host_with_pages ON host (next_at) WHERE ready_pages > 0 AND leased < cap;
  CREATE INDEX host_with_images ON host (next_at) WHERE ready_images > 0 AND leased < cap;
  CREATE INDEX request_ready ON request (host_id, kind) WHERE state = 'ready';
  CREATE INDEX request_delayed ON request (not_before) WHERE state = 'delayed';
  CREATE INDEX request_leased ON request (lease_owner) WHERE state = 'leased';
  CREATE INDEX request_ended ON request (state)
    WHERE state = 'duplicate' OR state = 'skipped' OR state = 'failed';
  CREATE INDEX attempt_of ON attempt (request_id);
  CREATE INDEX content_open ON content (request_id) WHERE record IS NOT NULL;
  CREATE INDEX name_claim_open ON name_claim (request_id) WHERE open = 1;`;

const TRIGGERS = `
  CREATE TRIGGER request_added AFTER INSERT ON request BEGIN
    UPDATE counter SET n = n + 1 WHERE kind = NEW.kind AND state = NEW.state;
    UPDATE host SET
      ready_pages = ready_pages + (NEW.kind = 'gallery'),
      ready_images = ready_images + (NEW.kind = 'image')
      WHERE id = NEW.host_id AND NEW.state = 'ready';
  END;

  CREATE TRIGGER request_moved AFTER UPDATE OF state ON request WHEN NEW.state <> OLD.state BEGIN
    UPDATE counter SET n = n - 1 WHERE kind = OLD.kind AND state = OLD.state;
    UPDATE counter SET n = n + 1 WHERE kind = NEW.kind AND state = NEW.state;
    UPDATE host SET
      leased = leased + (NEW.state = 'leased') - (OLD.state = 'leased'),
      ready_pages = ready_pages + (NEW.kind = 'gallery') * ((NEW.state = 'ready') - (OLD.state = 'ready')),
      ready_images = ready_images + (NEW.kind = 'image') * ((NEW.state = 'ready') - (OLD.state = 'ready'))
      WHERE id = NEW.host_id AND (NEW.state IN ('ready', 'leased') OR OLD.state IN ('ready', 'leased'));
  END;

  CREATE TRIGGER picture_added AFTER INSERT ON picture BEGIN
    UPDATE counter SET bytes = bytes + NEW.bytes
      WHERE state = 'saved' AND kind = (SELECT kind FROM request WHERE id = NEW.request_id);
  END;`;

const iso = (column: string): string =>
  `strftime('%Y-%m-%dT%H:%M:%fZ', ${column} / 1000.0, 'unixepoch')`;

/** `x_by_id` is what the exports page through; `x` are the same rows with exactly the exported columns. */
const VIEWS = `
  CREATE VIEW manifest_by_id AS
    SELECT p.id, r.url, p.final_url, r.page_url, p.file_name, p.sha256, p.bytes, p.width, p.height, p.media_type,
      json_extract(r.data, '$.alt') AS alt, ${iso('p.fetched_at')} AS fetched_at, p.etag, p.last_modified
    FROM picture p CROSS JOIN request r ON r.id = p.request_id;
  CREATE VIEW manifest AS
    SELECT url, final_url, page_url, file_name, sha256, bytes, width, height, media_type, alt, fetched_at, etag,
      last_modified
    FROM manifest_by_id ORDER BY id;

  CREATE VIEW failures_by_id AS
    SELECT r.id, r.url, r.page_url, r.kind, last.code, last.status AS http_status, last.message,
      (SELECT count(*) FROM attempt a WHERE a.request_id = r.id) AS attempts,
      (SELECT json_group_array(json(e.error)) FROM (
        SELECT json_object('at', ${iso('a.at')}, 'code', a.code, 'http_status', a.status, 'message', a.message)
          AS error
        FROM attempt a WHERE a.request_id = r.id ORDER BY a.id) e) AS errors,
      (SELECT ${iso('min(a.at)')} FROM attempt a WHERE a.request_id = r.id) AS first_failed_at,
      ${iso('last.at')} AS last_failed_at
    FROM request r CROSS JOIN attempt last
      ON last.id = (SELECT max(a.id) FROM attempt a WHERE a.request_id = r.id)
    WHERE r.state = 'failed';
  CREATE VIEW failures AS
    SELECT url, page_url, kind, code, http_status, message, attempts, errors, first_failed_at, last_failed_at
    FROM failures_by_id ORDER BY id;

  CREATE VIEW skipped_by_id AS
    SELECT id, url, page_url, kind, reason AS rule FROM request WHERE state = 'skipped';
  CREATE VIEW skipped AS SELECT url, page_url, kind, rule FROM skipped_by_id ORDER BY id;

  CREATE VIEW duplicates_by_id AS
    SELECT d.request_id AS id, r.url, r.page_url, d.sha256, d.bytes, original.url AS duplicate_of, p.file_name
    FROM duplicate d
      CROSS JOIN request r ON r.id = d.request_id
      CROSS JOIN request original ON original.id = d.original_id
      CROSS JOIN picture p ON p.request_id = d.original_id;
  CREATE VIEW duplicates AS
    SELECT url, page_url, sha256, bytes, duplicate_of, file_name FROM duplicates_by_id ORDER BY id;`;

export const SCHEMA_1 = TABLES + INDEXES + TRIGGERS + VIEWS;
