/** What a crawl leaves for others to see holds no secret of the user's, wherever the secret came from. */
import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { showList, showStatus } from '../../src/cli/commands/status.ts';
import { createCrawl, openCrawlReader } from '../../src/index.ts';
import { openLog } from '../../src/log.ts';
import {
  DUPLICATE_COLUMNS,
  exportRows,
  FAILURE_COLUMNS,
  MANIFEST_COLUMNS,
  SKIPPED_COLUMNS,
} from '../../src/output/index.ts';
import { png } from '../support/pictures.ts';
import { page, picture, redirect, status, withSite, type Answer } from '../support/site.ts';

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'pixhaul-secrets-'));
});
afterEach(() => rm(folder, { recursive: true, force: true }));

const asked = `Basic ${Buffer.from('me:hunter2').toString('base64')}`;

/** Answers only with the password of the start URL. */
function guarded(answer: Answer): Answer {
  return (exchange) =>
    exchange.request.headers.authorization === asked ? answer(exchange) : status(401)(exchange);
}

const MARKUP =
  '<img src="1.png"><img src="2.png"><img src="same.png"><img src="gone.png">' +
  '<img src="data:image/png;base64,xx"><img src="loop.png"><a href="ftp://me:hunter2@h/x.jpg">x</a>';

async function exportsOf(storage: string): Promise<string> {
  const { reader } = await openCrawlReader({ storage });
  let text = '';
  const tables = [
    [reader.manifest(), MANIFEST_COLUMNS],
    [reader.failures(), FAILURE_COLUMNS],
    [reader.skipped(), SKIPPED_COLUMNS],
    [reader.duplicates(), DUPLICATE_COLUMNS],
  ] as const;
  for (const [rows, columns] of tables)
    for await (const piece of exportRows(rows, 'jsonl', columns)) text += piece;
  await reader.close();
  return text;
}

/** What `pixhaul status` and `pixhaul list` print. */
async function statusOf(storage: string): Promise<string> {
  const write = vi.spyOn(process.stdout, 'write').mockReturnValue(true);
  try {
    for (const json of [true, false]) {
      await showStatus({ storage, json });
      await showList({ storage, json });
    }
    return write.mock.calls.join('\n');
  } finally {
    write.mockRestore();
  }
}

test('a password in a start URL and cookies stay out of names, exports, events and the log', async () => {
  const routes = {
    '/': guarded(page(MARKUP, { 'set-cookie': 'sid=c00kie; Path=/' })),
    '/1.png': guarded(picture(png(8, 8, 1))),
    '/same.png': guarded(picture(png(8, 8, 1))),
    '/2.png': guarded(redirect('/3.png')),
    '/3.png': guarded(picture(png(8, 8, 3))),
    '/loop.png': guarded(redirect('/loop.png')),
  };
  await withSite(routes, async (site) => {
    const lines: string[] = [];
    const file = join(folder, 'log.jsonl');
    const { log, close } = openLog({ file, people: (line) => lines.push(line), level: 'trace' });
    const options = {
      start: [site.url.replace('//', '//me:hunter2@')],
      destination: join(folder, 'pictures'),
      storage: join(folder, 'storage'),
      tries: 1,
      concurrency: 1,
    };
    const crawl = createCrawl(options, { log });
    const told: unknown[] = [];
    crawl.on('failed', ({ attempt }) => told.push(attempt.message));
    crawl.on('warning', (warning) => told.push(warning));
    const { counts, name } = await crawl.run();
    close();
    expect(counts.image).toMatchObject({ saved: 2, duplicate: 1, failed: 2 });
    expect(site.asked('/1.png')[0]?.headers).toMatchObject({ cookie: 'sid=c00kie' });

    const exported = await exportsOf(options.storage);
    expect(exported.trim().split('\n').length).toBeGreaterThanOrEqual(5);
    const status = await statusOf(options.storage);
    expect(status).toContain(`start:     ${site.url}`);
    const names = await readdir(folder, { recursive: true });
    const state = await readFile(join(options.storage, name, 'crawl.sqlite'), 'latin1');
    const seen = [
      exported,
      status,
      await readFile(file, 'utf8'),
      ...lines,
      ...names,
      name,
      JSON.stringify(told),
    ];
    expect(seen.join('\n')).not.toMatch(/hunter2|c00kie|bWU6aHVudGVyMg/);
    // A cookie that the site set goes on with the crawl; what the page itself links to is an address like others.
    expect(state.replaceAll('ftp://me:hunter2@h/', '')).not.toMatch(/hunter2|bWU6aHVudGVyMg/);
  });
});
