/** The library: what an embedding program sees. */
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Configuration } from '@crawlee/core';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { createCrawl, CrawlError, openCrawlReader, type CrawlOptions } from '../../src/index.ts';
import { openLog } from '../../src/log.ts';
import { png } from '../support/pictures.ts';
import { delayed, page, picture, withSite, type Routes } from '../support/site.ts';

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'pixhaul-library-'));
});
afterEach(() => rm(folder, { recursive: true, force: true }));

const options = (start: string, over: CrawlOptions = {}): CrawlOptions => ({
  start: [start],
  destination: join(folder, 'pictures'),
  storage: join(folder, 'storage'),
  retryDelay: '10ms',
  ...over,
});
const gallery: Routes = {
  '/': page('<img src="1.png"><img src="2.png"><img src="gone.png">'),
  '/1.png': picture(png(8, 8, 1)),
  '/2.png': picture(png(8, 8, 2)),
};

test('events, result and reader tell the same', async () => {
  await withSite(gallery, async (site) => {
    const crawl = createCrawl(options(site.url, { name: 'one' }));
    const seen: string[] = [];
    crawl.on('saved', ({ record }) => seen.push(record.fileName));
    const failed: string[] = [];
    crawl.on('failed', ({ attempt }) => failed.push(attempt.code));
    const result = await crawl.run();
    expect(result).toMatchObject({
      name: 'one',
      reason: 'done',
      resumed: false,
      failures: [{ code: 'not_found', count: 1 }],
      counts: { image: { queued: 3, saved: 2, failed: 1 }, gallery: { crawled: 1 } },
    });
    expect(seen).toHaveLength(2);
    expect(failed).toEqual(['not_found']);
    const { reader } = await openCrawlReader({ storage: join(folder, 'storage') });
    const names: string[] = [];
    for await (const row of reader.manifest()) names.push(row.file_name);
    await reader.close();
    expect(names.sort()).toEqual(seen.sort());
  });
});

test('two crawls one after the other in one process, and Crawlee’s own configuration is left alone', async () => {
  const before = Configuration.getGlobalConfig();
  const client = before.getStorageClient();
  const listeners = process.listenerCount('SIGINT');
  await withSite(gallery, async (site) => {
    const first = await createCrawl(options(site.url, { name: 'first' })).run();
    const second = await createCrawl(options(site.url, { name: 'second' })).run();
    for (const { counts } of [first, second])
      expect(counts.image.saved + counts.image.duplicate).toBe(2);
  });
  expect(Configuration.getGlobalConfig()).toBe(before);
  expect(before.getStorageClient()).toBe(client);
  expect(process.listenerCount('SIGINT')).toBe(listeners);
});

test('no signal listener of Crawlee’s stays while a crawl runs', async () => {
  await withSite({ ...gallery, '/1.png': delayed(300, picture(png(8, 8, 1))) }, async (site) => {
    const listeners = process.listenerCount('SIGINT');
    const crawl = createCrawl(options(site.url));
    let during = -1;
    crawl.on('saved', () => (during = process.listenerCount('SIGINT')));
    await crawl.run();
    expect(during).toBe(listeners);
  });
});

test('stopped, it puts back what is in flight; run again, it finishes', async () => {
  const routes: Routes = { ...gallery, '/2.png': delayed(60_000, picture(png(8, 8, 2))) };
  await withSite(
    routes,
    async (site) => {
      const crawl = createCrawl(options(site.url, { name: 'stopped' }));
      crawl.on('saved', () => crawl.stop({ graceMs: 50 }));
      const result = await crawl.run();
      expect(result).toMatchObject({
        reason: 'interrupted',
        counts: { image: { saved: 1, pending: 1 } },
      });
      site.change(gallery);
      const again = await createCrawl(options(site.url, { name: 'stopped' })).run();
      expect(again).toMatchObject({
        reason: 'done',
        resumed: true,
        counts: { image: { saved: 2 } },
      });
    },
    { mayLeaveOpen: true },
  );
});

test('a crawl that another one runs is refused', async () => {
  await withSite({ ...gallery, '/1.png': delayed(400, picture(png(8, 8, 1))) }, async (site) => {
    const first = createCrawl(options(site.url, { name: 'same' })).run();
    await new Promise((resolve) => setTimeout(resolve, 200));
    const second = createCrawl(options(site.url, { name: 'same' })).run();
    await expect(second).rejects.toMatchObject({ code: 'storage_locked', exitCode: 2 });
    expect((await first).counts.image.saved).toBe(2);
  });
});

test('bad options are refused before anything is touched', () => {
  expect(() => createCrawl({})).toThrow(CrawlError);
  expect(() => createCrawl({ start: ['https://example.org/'], filename: '{nope}.{ext}' })).toThrow(
    CrawlError,
  );
});

test('the log holds what happened, without secrets', async () => {
  const file = join(folder, 'crawl.jsonl');
  const lines: string[] = [];
  const { log, close } = openLog({ file, people: (line) => lines.push(line) });
  log.info({ url: 'https://example.org/', cookie: 'a=b' }, 'read page');
  log.warn({ headers: { authorization: 'Basic x' }, tries: 2 }, 'failed');
  const headers = { 'Set-Cookie': ['a=b'], Cookie: 'a=b', 'proxy-authorization': 'Basic x' };
  log.info({ answer: { headers }, proxyUrl: 'http://me:Basic x@proxy/', ...headers }, 'answered');
  close();
  expect(lines).toEqual(['warning: failed (headers: {"authorization":"[redacted]"}, tries: 2)']);
  const text = await readFile(file, 'utf8');
  expect(text).toContain('read page');
  expect(text).toContain('answered');
  expect(text).not.toMatch(/a=b|Basic x/);
});
