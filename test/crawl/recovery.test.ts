/** What a run leaves that was killed around the placing of a picture: a real store, a real disk. */
import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { link, mkdtemp, readdir, rm, unlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { recover } from '../../src/crawl/recovery.ts';
import { createDiskSink } from '../../src/output/index.ts';
import type { CrawlStore } from '../../src/store/contract.ts';
import { openSqliteStore } from '../../src/store/sqlite/index.ts';

const CONTENT = Buffer.alloc(200_000, 'picture');
const SHA = createHash('sha256').update(CONTENT).digest('hex');

let root: string;
beforeEach(async () => {
  root = await mkdtemp(join(tmpdir(), 'pixhaul-recovery-'));
});
afterEach(() => rm(root, { recursive: true }));

const at = (name: string) => join(root, 'out', name);
const open = () => openSqliteStore({ folder: join(root, 'storage'), name: 'c' });

async function withStore<T>(run: (store: CrawlStore) => Promise<T>): Promise<T> {
  const store = await open();
  try {
    return await run(store);
  } finally {
    await store.close();
  }
}

const leaseOne = async (store: CrawlStore) => {
  const [leased] = await store.lease({ limit: 1, perHost: 1, kinds: ['image'] });
  if (leased?.kind !== 'image') throw new Error('nothing was leased');
  return leased;
};

/** A whole picture under its part name, about to be placed under `final`; the part can be continued. */
async function aboutToPlace(final: string): Promise<void> {
  await createDiskSink(join(root, 'out')).prepare();
  await writeFile(at('a.jpg.part'), CONTENT);
  await withStore(async (store) => {
    const url = 'https://example.org/a.jpg';
    const data = { gallery: 'g', page: 1, num: 1 };
    await store.add([{ kind: 'image', key: url, url, host: 'example.org', depth: 1, data }]);
    const { id } = await leaseOne(store);
    await store.claimName(id, ['a.jpg']);
    const total = CONTENT.length;
    await store.keepResume(id, { fileName: 'a.jpg', validator: '"v1"', total });
    if (final !== 'a.jpg') await store.claimName(id, [final]);
    await store.beginPlacement(id, {
      ...{ finalUrl: url, fileName: final, sha256: SHA, bytes: total },
      ...{ mediaType: 'image/jpeg', fetchedAt: 1 },
    });
  });
}

/** The next run begins. Returns what it may go on with. */
const next = () =>
  withStore(async (store) => {
    const sink = createDiskSink(join(root, 'out'));
    const { recovered } = await recover(store, sink);
    const { saved } = (await store.counts()).image;
    return { recovered, saved, resume: saved === 0 ? (await leaseOne(store)).resume : undefined };
  });

test.each(['a.jpg', 'a-2.jpg'])('before the link to %s: the part stays', async (final) => {
  await aboutToPlace(final);
  expect(await next()).toMatchObject({ recovered: 0, saved: 0, resume: { fileName: 'a.jpg' } });
  expect(await readdir(join(root, 'out'))).toEqual(['a.jpg.part']);
});

test.each(['a.jpg', 'a-2.jpg'])('between link to %s and unlink: saved, no part', async (final) => {
  await aboutToPlace(final);
  await link(at('a.jpg.part'), at(final));
  expect(await next()).toMatchObject({ recovered: 1, saved: 1 });
  expect(await readdir(join(root, 'out'))).toEqual([final]);
});

test('after the unlink: saved', async () => {
  await aboutToPlace('a.jpg');
  await link(at('a.jpg.part'), at('a.jpg'));
  await unlink(at('a.jpg.part'));
  expect(await next()).toMatchObject({ recovered: 1, saved: 1 });
  expect(existsSync(at('a.jpg'))).toBe(true);
});
