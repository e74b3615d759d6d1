/**
 * Version 2 of the file `crawl.sqlite`: hosts that are spared, downloads that go on. Frozen: a change is a new
 * migration (`migrate.ts`).
 *
 * Columns of `host`, beside the cap that it had:
 * - `waits_until`: served again from then on, in milliseconds since the epoch; NULL when it may be served. Hosts that
 *   rest are in no index of those whose turn it may be, so that a lease does not step over them.
 * - `delay_ms`: least time between two leases that its robots.txt asks for; `admitted`: 1 once that is known.
 * - `slots`, `grown`, `good`, `ceiling`, `troubles`, `cuts`, `cut_at`, `opens`, `given_up`: see `Pace` in `../pacing.ts`.
 *
 * Columns of `request`: `leased_at`, when it was leased last, on the scale of `host.next_at`; `resume`, JSON, what its
 * part can be continued by.
 */
export const SCHEMA_2 = `
  ALTER TABLE host ADD COLUMN waits_until INTEGER;
  ALTER TABLE host ADD COLUMN delay_ms INTEGER NOT NULL DEFAULT 0;
  ALTER TABLE host ADD COLUMN admitted INTEGER NOT NULL DEFAULT 0;
  ALTER TABLE host ADD COLUMN slots INTEGER NOT NULL DEFAULT 1000000;
  ALTER TABLE host ADD COLUMN grown INTEGER NOT NULL DEFAULT 0;
  ALTER TABLE host ADD COLUMN good INTEGER NOT NULL DEFAULT 0;
  ALTER TABLE host ADD COLUMN ceiling INTEGER NOT NULL DEFAULT 0;
  ALTER TABLE host ADD COLUMN troubles INTEGER NOT NULL DEFAULT 0;
  ALTER TABLE host ADD COLUMN cuts INTEGER NOT NULL DEFAULT 0;
  ALTER TABLE host ADD COLUMN cut_at INTEGER NOT NULL DEFAULT 0;
  ALTER TABLE host ADD COLUMN opens INTEGER NOT NULL DEFAULT 0;
  ALTER TABLE host ADD COLUMN given_up INTEGER NOT NULL DEFAULT 0;
  ALTER TABLE request ADD COLUMN leased_at INTEGER;
  ALTER TABLE request ADD COLUMN resume TEXT;

  DROP INDEX host_with_pages;
  DROP INDEX host_with_images;
  CREATE INDEX host_with_pages ON host (next_at)
    WHERE ready_pages > 0 AND leased < cap AND waits_until IS NULL;
  CREATE INDEX host_with_images ON host (next_at)
    WHERE ready_images > 0 AND leased < cap AND waits_until IS NULL;
  CREATE INDEX host_resting ON host (waits_until) WHERE waits_until IS NOT NULL;
  CREATE INDEX request_delayed_of ON request (host_id) WHERE state = 'delayed';
  CREATE INDEX duplicate_of ON duplicate (original_id);

  CREATE TRIGGER picture_removed AFTER DELETE ON picture BEGIN
    UPDATE counter SET bytes = bytes - OLD.bytes
      WHERE state = 'saved' AND kind = (SELECT kind FROM request WHERE id = OLD.request_id);
  END;`;
