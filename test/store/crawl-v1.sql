-- A crawl file of version 1, as written by the first release. Frozen: never to be changed.
PRAGMA application_id = 1885960296;
PRAGMA user_version = 1;
PRAGMA foreign_keys=OFF;
BEGIN TRANSACTION;
CREATE TABLE meta (
    key TEXT PRIMARY KEY,
    value TEXT NOT NULL                          -- JSON
  ) WITHOUT ROWID;
INSERT INTO meta VALUES('start','["https://pictures.example/start/"]');
CREATE TABLE owner (                           -- one row while a crawl runs; ids are never used again
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    pid INTEGER NOT NULL,
    hostname TEXT NOT NULL,
    started_at INTEGER NOT NULL,
    heartbeat_at INTEGER NOT NULL
  );
INSERT INTO owner VALUES(1,21641,'host.example',1700000000000,1700000000000);
CREATE TABLE host (
    id INTEGER PRIMARY KEY,
    name TEXT NOT NULL UNIQUE,
    cap INTEGER NOT NULL,                        -- leases that it may have at a time
    leased INTEGER NOT NULL DEFAULT 0,
    next_at INTEGER NOT NULL DEFAULT 0,          -- microseconds since the epoch; least first, strictly increasing
    ready_pages INTEGER NOT NULL DEFAULT 0,
    ready_images INTEGER NOT NULL DEFAULT 0
  );
INSERT INTO host VALUES(1,'pictures.example',1000,1,1700000000010000,0,0);
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
INSERT INTO request VALUES(1,X'05091b0ee25b79d83b09bd3fc9f1bde5','gallery','crawled',NULL,0,1,0,NULL,NULL,1700000000001,1700000000003,0,'https://pictures.example/start/',NULL,NULL,'{"gallery":"g","page":1,"barren":0}');
INSERT INTO request VALUES(2,X'846b3ee993a27f4ba9644265f564607d','image','saved',NULL,0,1,0,NULL,NULL,1700000000003,1700000000005,1,'https://pictures.example/1.jpg',NULL,NULL,'{"gallery":"g","page":1,"num":1,"alt":"one"}');
INSERT INTO request VALUES(3,X'823bec8ac4d4e7fb5b7c5282707d30f9','image','duplicate',NULL,0,1,0,NULL,NULL,1700000000003,1700000000006,1,'https://pictures.example/2.jpg',NULL,NULL,'{"gallery":"g","page":1,"num":1}');
INSERT INTO request VALUES(4,X'd6e8fa2227c06928f731baa062111493','image','failed','server_error',0,1,1,NULL,NULL,1700000000003,1700000000007,1,'https://pictures.example/3.jpg',NULL,NULL,'{"gallery":"g","page":1,"num":1}');
INSERT INTO request VALUES(5,X'523358fd2c66281ea9fa705bac22649f','image','delayed',NULL,0,1,1,1700000060000,NULL,1700000000003,NULL,1,'https://pictures.example/4.jpg',NULL,NULL,'{"gallery":"g","page":1,"num":1}');
INSERT INTO request VALUES(6,X'5d0c4237806cbf50b92004a622bb03cb','image','skipped','thumbnail',1,1,0,NULL,NULL,1700000000003,1700000000003,1,'https://pictures.example/5.jpg',NULL,NULL,'{"gallery":"g","page":1,"num":1}');
INSERT INTO request VALUES(7,X'905e8398dbaf692d6427a2df74e0056d','image','leased',NULL,0,1,1,NULL,1,1700000000003,NULL,1,'https://pictures.example/6.jpg',NULL,NULL,'{"gallery":"g","page":1,"num":1}');
INSERT INTO request VALUES(8,X'caec4d11da240da8f367eb760874d1e0','gallery','skipped','max_depth',1,1,0,NULL,NULL,1700000000003,1700000000003,9,'https://pictures.example/deep/',NULL,NULL,'{"gallery":"g","page":1,"barren":0}');
CREATE TABLE attempt (
    id INTEGER PRIMARY KEY,
    request_id INTEGER NOT NULL REFERENCES request (id),
    at INTEGER NOT NULL,
    code TEXT NOT NULL,
    status INTEGER,
    message TEXT NOT NULL
  );
INSERT INTO attempt VALUES(1,4,1700000000000,'server_error',500,'it was server_error');
INSERT INTO attempt VALUES(2,5,1700000000000,'server_error',500,'it was server_error');
INSERT INTO attempt VALUES(3,7,1700000000000,'server_error',500,'it was server_error');
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
INSERT INTO picture VALUES(1,2,'https://cdn.example/1.jpg','g/1.jpg','0000000000000000000000000000000000000000000000000000000000000031',1000,NULL,NULL,'image/jpeg',1700000000123,NULL,NULL);
CREATE TABLE duplicate (
    request_id INTEGER PRIMARY KEY REFERENCES request (id),
    original_id INTEGER NOT NULL REFERENCES picture (request_id),
    sha256 TEXT NOT NULL,
    bytes INTEGER NOT NULL
  );
INSERT INTO duplicate VALUES(3,2,'0000000000000000000000000000000000000000000000000000000000000031',1000);
CREATE TABLE content (                         -- whose file holds these bytes
    sha256 TEXT PRIMARY KEY,
    request_id INTEGER NOT NULL REFERENCES request (id),
    record TEXT                                  -- JSON while the placement is open, NULL once saved
  ) WITHOUT ROWID;
INSERT INTO content VALUES('0000000000000000000000000000000000000000000000000000000000000031',2,NULL);
INSERT INTO content VALUES('0000000000000000000000000000000000000000000000000000000000000036',7,'{"finalUrl":"https://cdn.example/6.jpg","fileName":"g/6.jpg","sha256":"0000000000000000000000000000000000000000000000000000000000000036","bytes":1000,"mediaType":"image/jpeg","fetchedAt":1700000000123}');
CREATE TABLE name_claim (
    name_key TEXT PRIMARY KEY,                   -- case-folded and normalised
    name TEXT NOT NULL,
    request_id INTEGER NOT NULL REFERENCES request (id),
    open INTEGER NOT NULL DEFAULT 1              -- 0 once its request is saved
  ) WITHOUT ROWID;
INSERT INTO name_claim VALUES('g/1.jpg','g/1.jpg',2,0);
INSERT INTO name_claim VALUES('g/6.jpg','g/6.jpg',7,1);
CREATE TABLE counter (
    kind TEXT NOT NULL,
    state TEXT NOT NULL,
    n INTEGER NOT NULL DEFAULT 0,
    bytes INTEGER NOT NULL DEFAULT 0,            -- of saved
    PRIMARY KEY (kind, state)
  ) WITHOUT ROWID;
INSERT INTO counter VALUES('gallery','crawled',1,0);
INSERT INTO counter VALUES('gallery','delayed',0,0);
INSERT INTO counter VALUES('gallery','duplicate',0,0);
INSERT INTO counter VALUES('gallery','failed',0,0);
INSERT INTO counter VALUES('gallery','leased',0,0);
INSERT INTO counter VALUES('gallery','ready',0,0);
INSERT INTO counter VALUES('gallery','saved',0,0);
INSERT INTO counter VALUES('gallery','skipped',1,0);
INSERT INTO counter VALUES('image','crawled',0,0);
INSERT INTO counter VALUES('image','delayed',1,0);
INSERT INTO counter VALUES('image','duplicate',1,0);
INSERT INTO counter VALUES('image','failed',1,0);
INSERT INTO counter VALUES('image','leased',1,0);
INSERT INTO counter VALUES('image','ready',0,0);
INSERT INTO counter VALUES('image','saved',1,1000);
INSERT INTO counter VALUES('image','skipped',1,0);
CREATE TABLE key_value (
    store TEXT NOT NULL,
    key TEXT NOT NULL,
    content_type TEXT NOT NULL,
    value BLOB NOT NULL,
    PRIMARY KEY (store, key)
  );
INSERT INTO key_value VALUES('s','k','text/plain',X'76');
CREATE TABLE dataset_item (
    dataset TEXT NOT NULL,
    position INTEGER NOT NULL,                   -- 0, 1, 2, … without a gap
    item TEXT NOT NULL,                          -- JSON
    PRIMARY KEY (dataset, position)
  );
INSERT INTO dataset_item VALUES('d',0,'{"n":1}');
DELETE FROM sqlite_sequence;
INSERT INTO sqlite_sequence VALUES('owner',1);
CREATE INDEX host_with_pages ON host (next_at) WHERE ready_pages > 0 AND leased < cap;
CREATE INDEX host_with_images ON host (next_at) WHERE ready_images > 0 AND leased < cap;
CREATE INDEX request_ready ON request (host_id, kind) WHERE state = 'ready';
CREATE INDEX request_delayed ON request (not_before) WHERE state = 'delayed';
CREATE INDEX request_leased ON request (lease_owner) WHERE state = 'leased';
CREATE INDEX request_ended ON request (state)
    WHERE state = 'duplicate' OR state = 'skipped' OR state = 'failed';
CREATE INDEX attempt_of ON attempt (request_id);
CREATE INDEX content_open ON content (request_id) WHERE record IS NOT NULL;
CREATE INDEX name_claim_open ON name_claim (request_id) WHERE open = 1;
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
  END;
CREATE VIEW manifest_by_id AS
    SELECT p.id, r.url, p.final_url, r.page_url, p.file_name, p.sha256, p.bytes, p.width, p.height, p.media_type,
      json_extract(r.data, '$.alt') AS alt, strftime('%Y-%m-%dT%H:%M:%fZ', p.fetched_at / 1000.0, 'unixepoch') AS fetched_at, p.etag, p.last_modified
    FROM picture p CROSS JOIN request r ON r.id = p.request_id;
CREATE VIEW manifest AS
    SELECT url, final_url, page_url, file_name, sha256, bytes, width, height, media_type, alt, fetched_at, etag,
      last_modified
    FROM manifest_by_id ORDER BY id;
CREATE VIEW failures_by_id AS
    SELECT r.id, r.url, r.page_url, r.kind, last.code, last.status AS http_status, last.message,
      (SELECT count(*) FROM attempt a WHERE a.request_id = r.id) AS attempts,
      (SELECT json_group_array(json(e.error)) FROM (
        SELECT json_object('at', strftime('%Y-%m-%dT%H:%M:%fZ', a.at / 1000.0, 'unixepoch'), 'code', a.code, 'http_status', a.status, 'message', a.message)
          AS error
        FROM attempt a WHERE a.request_id = r.id ORDER BY a.id) e) AS errors,
      (SELECT strftime('%Y-%m-%dT%H:%M:%fZ', min(a.at) / 1000.0, 'unixepoch') FROM attempt a WHERE a.request_id = r.id) AS first_failed_at,
      strftime('%Y-%m-%dT%H:%M:%fZ', last.at / 1000.0, 'unixepoch') AS last_failed_at
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
    SELECT url, page_url, sha256, bytes, duplicate_of, file_name FROM duplicates_by_id ORDER BY id;
COMMIT;
