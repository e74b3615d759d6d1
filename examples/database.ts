/**
 * Metadata into a database of your own, beside the files: `npx tsx examples/database.ts [URL…]`.
 *
 * `onCandidate` notes what the page says, `onSaved` writes it down once the picture is saved. A call may come twice when a
 * run was killed, so the rows have a key.
 */
import { mkdirSync } from 'node:fs';
import Database from 'better-sqlite3';
import { createCrawl } from '../src/index.ts';
import { exampleSite } from './demo/example-site.ts';

const { start, waits, close } = await exampleSite();
mkdirSync('pictures/database', { recursive: true });
const db = new Database('pictures/database/pictures.db');
db.exec(`CREATE TABLE IF NOT EXISTS picture (
  sha256 TEXT PRIMARY KEY, file TEXT, width INTEGER, height INTEGER, alt TEXT, heading TEXT, page TEXT)`);
const insert = db.prepare(
  'INSERT OR REPLACE INTO picture VALUES (@sha256, @file, @width, @height, @alt, @heading, @page)',
);

const crawl = createCrawl({
  start,
  name: 'database',
  destination: 'pictures/database',
  ...waits,
  onCandidate: (_, { $ }) => ({ meta: { heading: $('h1').first().text() } }),
  onSaved: ({ sha256, fileName, width, height }, { alt, pageUrl, meta }) => {
    const shown = { alt: alt ?? null, heading: meta?.heading ?? null, page: pageUrl };
    insert.run({ sha256, file: fileName, width, height, ...shown });
  },
});
await crawl.run();

const row = db.prepare<[], { n: number; widest: number }>(
  'SELECT count(*) AS n, max(width) AS widest FROM picture',
);
const { n, widest } = row.get() ?? { n: 0, widest: 0 };
console.log(`${n} pictures in pictures/database/pictures.db, up to ${widest} pixels wide`);
db.close();
await close();
