import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Configuration, Dataset, KeyValueStore } from '@crawlee/core';
import { afterEach, beforeEach, expect, test } from 'vitest';
import type { LeasedRequest, NewRequest, Verdict } from '../../src/model.ts';
import type { CrawlStore } from '../../src/store/contract.ts';
import { RequestManager } from '../../src/store/crawlee/request-manager.ts';
import { crawleeStorageClient } from '../../src/store/crawlee/storage-client.ts';
import { openSqliteStore } from '../../src/store/sqlite/index.ts';

let folder: string;
let store: CrawlStore;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'pixhaul-crawlee-'));
  store = await openSqliteStore({ folder });
});
afterEach(async () => {
  await store.close();
  await rm(folder, { recursive: true });
});

const image = (n: number, host = 'example.org'): NewRequest => ({
  kind: 'image',
  key: `image ${host} ${n}`,
  url: `https://${host}/${n}.jpg`,
  host,
  pageUrl: 'https://example.org/',
  depth: 1,
  data: { gallery: 'g', page: 1, num: n },
});
const pageOf = (host: string): NewRequest => ({
  ...{ kind: 'gallery', key: `page ${host}`, url: `https://${host}/`, host, depth: 0 },
  data: { gallery: 'g', page: 1, barren: 0 },
});
const configuration = () => {
  const config = new Configuration({ purgeOnStart: false });
  config.useStorageClient(crawleeStorageClient(store));
  return config;
};
const failed: Verdict = {
  state: 'failed',
  attempt: { at: 5, code: 'not_found', status: 404, message: 'gone' },
};

function manage(over: Partial<ConstructorParameters<typeof RequestManager>[0]> = {}) {
  const settled: [LeasedRequest, Verdict][] = [];
  const manager = new RequestManager({
    store,
    perHost: 2,
    kinds: () => ['gallery', 'image'],
    fallback: () => failed,
    onStoreError: (error) => {
      throw error;
    },
    onSettled: (request, verdict) => settled.push([request, verdict]),
    ...over,
  });
  return { manager, settled };
}

test('a request keeps its verdict through Crawlee, and is not leased twice', async () => {
  const { manager, settled } = manage();
  await manager.addBatchOfRequests([image(1)]);
  const request = await manager.fetchNextRequest();
  if (!request) throw new Error('a request was expected');
  expect(request).toMatchObject({
    url: 'https://example.org/1.jpg',
    label: 'image',
    skipNavigation: true,
  });
  expect(await manager.fetchNextRequest()).toBeNull();
  expect(await manager.isFinished()).toBe(false);
  manager.decide(manager.leaseOf(request), { state: 'skipped', rule: 'not_html' });
  await manager.markRequestHandled(request);
  expect(settled[0]?.[1].state).toBe('skipped');
  expect(await manager.isFinished()).toBe(true);
  expect((await store.counts()).image).toMatchObject({ queued: 1, skipped: 1, pending: 0 });
});

test('a request without a verdict gets the fallback', async () => {
  const { manager } = manage();
  await manager.addRequest(image(1));
  const request = await manager.fetchNextRequest();
  if (!request) throw new Error('a request was expected');
  await manager.markRequestHandled(request);
  expect((await store.counts()).image.failed).toBe(1);
});

test('while nothing is due the queue is empty, but not finished', async () => {
  let now = Date.now();
  const { manager } = manage({ now: () => now });
  await manager.addRequest(image(1));
  const request = await manager.fetchNextRequest();
  if (!request) throw new Error('a request was expected');
  const attempt = { at: now, code: 'server_error', message: '' } as const;
  const notBefore = now + 60_000;
  manager.decide(manager.leaseOf(request), { state: 'retry', attempt, notBefore });
  await manager.reclaimRequest(request);
  expect(await manager.fetchNextRequest()).toBeNull();
  expect(await manager.isEmpty()).toBe(true);
  expect(await manager.isFinished()).toBe(false);
  now = notBefore;
  expect(await manager.isEmpty()).toBe(false);
});

test('a host at its cap leaves the queue empty until one of its requests is settled', async () => {
  const { manager } = manage();
  await manager.addBatchOfRequests([image(1), image(2), image(3), image(1, 'other.example')]);
  const leased = await Promise.all([1, 2, 3, 4].map(() => manager.fetchNextRequest()));
  expect(leased.filter(Boolean)).toHaveLength(3);
  await manager.fetchNextRequest();
  expect(await manager.isEmpty()).toBe(true);
  const first = leased.find((request) => request?.url.includes('example.org'));
  if (first) await manager.markRequestHandled(first);
  expect(await manager.isEmpty()).toBe(false);
  expect((await manager.fetchNextRequest())?.url).toBe('https://example.org/3.jpg');
});

test('while a host rests the queue is empty until then, also when the clock is set back', async () => {
  let now = 1_700_000_000_000;
  await store.close();
  store = await openSqliteStore({ folder, now: () => now });
  const { manager } = manage({ now: () => now });
  await manager.addBatchOfRequests([image(1), image(2), image(3)]);
  const request = await manager.fetchNextRequest();
  if (!request) throw new Error('a request was expected');
  const signal = { kind: 'trouble', asked: true, restMs: 8000 } as const;
  manager.decide(manager.leaseOf(request), failed, signal);
  await manager.markRequestHandled(request);
  expect(await manager.fetchNextRequest()).toBeNull();
  expect(await manager.isEmpty()).toBe(true);
  expect(await manager.isFinished()).toBe(false);
  now -= 3_600_000;
  expect(await manager.isEmpty()).toBe(false);
  expect(await manager.fetchNextRequest()).toBeNull();
  expect(await manager.isEmpty()).toBe(true);
  now += 8000;
  expect(await manager.isEmpty()).toBe(false);
  // One slot is what the rest left of the two.
  expect(await manager.fetchNextRequest()).not.toBeNull();
  expect(await manager.fetchNextRequest()).toBeNull();
});

test('a host that is admitted has its other leases at once', async () => {
  const { manager } = manage({ admission: true });
  await manager.addBatchOfRequests([image(1), image(2)]);
  expect(await manager.fetchNextRequest()).not.toBeNull();
  expect(await manager.fetchNextRequest()).toBeNull();
  expect(await manager.isEmpty()).toBe(true);
  await manager.admitHost('example.org', { delayMs: 0 });
  expect(await manager.isEmpty()).toBe(false);
  expect(await manager.fetchNextRequest()).not.toBeNull();
});

test('an interval and the pacing are handed on, and a host given up is told', async () => {
  let now = 1_700_000_000_000;
  await store.close();
  store = await openSqliteStore({ folder, now: () => now });
  const pacing = { baseMs: 1, maxOpens: 1 };
  const { manager } = manage({ now: () => now, intervalMs: 1000, pacing, perHost: 9 });
  await manager.addBatchOfRequests(Array.from({ length: 20 }, (_, n) => image(n)));
  for (let sent = 0; sent < 6; sent++) {
    const request = await manager.fetchNextRequest();
    if (!request) throw new Error('a request was expected');
    expect(manager.leaseOf(request).hostUnavailable).toBeUndefined();
    expect(await manager.fetchNextRequest()).toBeNull();
    manager.decide(manager.leaseOf(request), failed, { kind: 'trouble', asked: false });
    await manager.markRequestHandled(request);
    now += 1000;
  }
  const request = await manager.fetchNextRequest();
  expect(request && manager.leaseOf(request).hostUnavailable).toBe(true);
  expect(await manager.fetchNextRequest()).not.toBeNull();
});

test('limits see the leases that are being asked for at the same time', async () => {
  const { manager } = manage({ kinds: ({ image: underWay }) => (underWay < 1 ? ['image'] : []) });
  await manager.addBatchOfRequests([image(1), image(2)]);
  const leased = await Promise.all([manager.fetchNextRequest(), manager.fetchNextRequest()]);
  expect(leased.filter(Boolean)).toHaveLength(1);
});

test('paused, it hands out nothing and finishes with what is in flight', async () => {
  const { manager } = manage();
  await manager.addBatchOfRequests([image(1), image(2)]);
  const request = await manager.fetchNextRequest();
  manager.pause();
  expect(await manager.fetchNextRequest()).toBeNull();
  expect(await manager.isFinished()).toBe(false);
  if (request) await manager.markRequestHandled(request);
  expect(await manager.isFinished()).toBe(true);
});

test("Crawlee's KeyValueStore keeps JSON, text and bytes, and lists keys", async () => {
  const keyValues = await KeyValueStore.open('things', { config: configuration() });
  await keyValues.setValue('json', { a: [1] });
  await keyValues.setValue('text', 'hello', { contentType: 'text/plain' });
  await keyValues.setValue('bytes', Buffer.from([0, 255]), { contentType: 'image/png' });
  const again = await KeyValueStore.open('things', { config: configuration() });
  expect(await again.getValue('json')).toEqual({ a: [1] });
  expect(await again.getValue('text')).toBe('hello');
  expect(await again.getValue('bytes')).toEqual(Buffer.from([0, 255]));
  expect(await again.recordExists('none')).toBe(false);
  const keys: string[] = [];
  await again.forEachKey((key) => void keys.push(key));
  expect(keys).toEqual(['bytes', 'json', 'text']);
  await again.setValue('json', null);
  expect(await again.getValue('json')).toBeNull();
});

test("Crawlee's Dataset keeps items; manifest and failures are views of the crawl", async () => {
  const config = configuration();
  const dataset = await Dataset.open('notes', { config });
  await dataset.pushData([{ n: 1 }, { n: 2 }]);
  await dataset.pushData({ n: 3 });
  expect((await dataset.getData({ offset: 1, limit: 1 })).items).toEqual([{ n: 2 }]);
  expect((await dataset.getInfo())?.itemCount).toBe(3);

  const { manager } = manage();
  await manager.addRequest(image(1));
  const request = await manager.fetchNextRequest();
  if (request) await manager.markRequestHandled(request);
  const failures = await Dataset.open('failures', { config });
  const { items } = await failures.getData();
  expect(items).toHaveLength(1);
  expect(items[0]).toMatchObject({
    url: 'https://example.org/1.jpg',
    code: 'not_found',
    http_status: 404,
  });
  await expect(failures.pushData({ n: 1 })).rejects.toThrow('cannot be written');
});

test('a store that fails ends the queue, and Crawlee is not told to try again', async () => {
  const errors: unknown[] = [];
  const { manager } = manage({ onStoreError: (error) => errors.push(error) });
  await manager.addBatchOfRequests([image(1), image(2)]);
  const request = await manager.fetchNextRequest();
  if (!request) throw new Error('a request was expected');
  await store.close();
  await manager.markRequestHandled(request);
  expect(errors).toMatchObject([{ code: 'store_closed' }]);
  expect(await manager.fetchNextRequest()).toBeNull();
  expect(await manager.isEmpty()).toBe(true);
  expect(await manager.isFinished()).toBe(true);
});

test('a handler may go on with the next picture; what Crawlee says of the first then changes nothing', async () => {
  const { manager, settled } = manage();
  await manager.addBatchOfRequests([image(1), image(2, 'b.org')]);
  const request = await manager.fetchNextRequest();
  if (!request) throw new Error('a request was expected');
  const first = manager.leaseOf(request);
  manager.decide(first, { state: 'skipped', rule: 'robots' });
  await manager.settle(first);
  const second = await manager.nextImage();
  if (!second) throw new Error('another picture was expected');
  expect(second.url).toBe('https://b.org/2.jpg');
  expect(await manager.nextImage()).toBeUndefined();
  await manager.settle(second);
  await manager.markRequestHandled(request);
  expect(settled.map(([{ url }, { state }]) => [url, state])).toEqual([
    ['https://example.org/1.jpg', 'skipped'],
    ['https://b.org/2.jpg', 'failed'],
  ]);
  expect(await manager.isFinished()).toBe(true);
});

test('a page that comes before the next picture is put aside for Crawlee, once', async () => {
  const { manager } = manage({ perHost: 1 });
  await manager.addBatchOfRequests([image(1, 'a.org')]);
  const request = await manager.fetchNextRequest();
  expect(request?.url).toBe('https://a.org/1.jpg');
  await manager.addBatchOfRequests([pageOf('b.org'), image(2, 'c.org')]);
  expect(await manager.nextImage()).toBeUndefined();
  // Whoever asks next must not overtake it.
  expect(await manager.nextImage()).toBeUndefined();
  expect(await manager.isEmpty()).toBe(false);
  expect((await manager.fetchNextRequest())?.url).toBe('https://b.org/');
  expect((await manager.nextImage())?.url).toBe('https://c.org/2.jpg');
  expect(await manager.isEmpty()).toBe(false);
  expect(await manager.fetchNextRequest()).toBeNull();
  expect(await manager.isEmpty()).toBe(true);
});

test('a request that is leased again meanwhile is not ended by the task that had it first', async () => {
  const { manager, settled } = manage();
  await manager.addBatchOfRequests([image(1)]);
  const request = await manager.fetchNextRequest();
  if (!request) throw new Error('a request was expected');
  const first = manager.leaseOf(request);
  const attempt = { at: 1, code: 'reset' as const, message: 'broke' };
  manager.decide(first, { state: 'retry', attempt, notBefore: 0 });
  await manager.settle(first);
  const again = await manager.nextImage();
  if (!again) throw new Error('the same picture was expected');
  expect(again.id).toBe(first.id);
  await manager.markRequestHandled(request);
  expect(settled).toHaveLength(1);
  manager.decide(again, { state: 'skipped', rule: 'robots' });
  await manager.settle(again);
  expect(settled.map(([, { state }]) => state)).toEqual(['retry', 'skipped']);
});

test('a page that was put aside goes back when the crawl is stopped', async () => {
  const { manager, settled } = manage({ perHost: 1 });
  await manager.addBatchOfRequests([pageOf('b.org')]);
  expect(await manager.nextImage()).toBeUndefined();
  manager.pause();
  expect(await manager.isFinished()).toBe(false);
  expect(await manager.isEmpty()).toBe(false);
  expect(await manager.fetchNextRequest()).toBeNull();
  expect(settled.map(([{ url }, { state }]) => [url, state])).toEqual([
    ['https://b.org/', 'returned'],
  ]);
  expect(await manager.isEmpty()).toBe(true);
  expect(await manager.isFinished()).toBe(true);
  expect((await store.counts()).gallery.pending).toBe(1);
});
