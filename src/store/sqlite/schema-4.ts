/**
 * Version 4 of the file `crawl.sqlite`: the next best rendition of a picture. Frozen: a change is a new migration
 * (`migrate.ts`).
 *
 * - `request.asked_url`: asked for instead of `url`, which could not be had; NULL: `url` itself.
 * - `request.own_host_id`: the host of `url` while `host_id` is that of `asked_url`; NULL: they are the same.
 * - An index of the requests that have one: there are few.
 * - A trigger that keeps the figures of hosts when a request moves from one to another.
 * - The manifest says which pictures are not what was wanted: `rendition`.
 */
export const SCHEMA_4 = `
  ALTER TABLE request ADD COLUMN asked_url TEXT;
  ALTER TABLE request ADD COLUMN own_host_id INTEGER REFERENCES host (id);

  CREATE INDEX request_asked_otherwise ON request (state) WHERE asked_url IS NOT NULL;

  -- What request_moved does to the new host when the state changes as well counts from the old state, so that both
  -- together are right.
  CREATE TRIGGER request_rehosted AFTER UPDATE OF host_id ON request
    WHEN NEW.host_id <> OLD.host_id AND OLD.state = 'ready' BEGIN
    UPDATE host SET
      ready_pages = ready_pages - (OLD.kind = 'gallery'),
      ready_images = ready_images - (OLD.kind = 'image')
      WHERE id = OLD.host_id;
    UPDATE host SET
      ready_pages = ready_pages + (OLD.kind = 'gallery'),
      ready_images = ready_images + (OLD.kind = 'image')
      WHERE id = NEW.host_id;
  END;

  DROP VIEW manifest;
  DROP VIEW manifest_by_id;
  CREATE VIEW manifest_by_id AS
    SELECT p.id, r.url, p.final_url, r.page_url, p.file_name, p.sha256, p.bytes, p.width, p.height, p.media_type,
      json_extract(r.data, '$.alt') AS alt,
      strftime('%Y-%m-%dT%H:%M:%fZ', p.fetched_at / 1000.0, 'unixepoch') AS fetched_at, p.etag, p.last_modified,
      iif(r.asked_url IS NULL, NULL, 'next_best') AS rendition
    FROM picture p CROSS JOIN request r ON r.id = p.request_id;
  CREATE VIEW manifest AS
    SELECT url, final_url, page_url, file_name, sha256, bytes, width, height, media_type, alt, fetched_at, etag,
      last_modified, rendition
    FROM manifest_by_id ORDER BY id;`;
