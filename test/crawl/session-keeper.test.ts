import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Configuration, SessionPool } from '@crawlee/core';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { createSessionKeeper } from '../../src/crawl/session-keeper.ts';
import { crawleeStorageClient } from '../../src/store/crawlee/storage-client.ts';
import { openSqliteStore } from '../../src/store/sqlite/index.ts';

const URL_OF_PAGE = 'http://example.org/';

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'pixhaul-sessions-'));
});
afterEach(() => rm(folder, { recursive: true }));

/** Opens the crawl's store and its session pool, as a run does. */
async function openRun() {
  const store = await openSqliteStore({ folder });
  const configuration = new Configuration({ purgeOnStart: false });
  configuration.useStorageClient(crawleeStorageClient(store));
  return { store, pool: await SessionPool.open({ maxPoolSize: 4 }, configuration) };
}

test('a cookie that was kept is there after the process died', async () => {
  const died = await openRun();
  const session = await died.pool.getSession();
  session.setCookie('visitor=welcome; Path=/', URL_OF_PAGE);
  await createSessionKeeper()(died.pool);
  died.store.drop();

  const { store, pool } = await openRun();
  const again = await pool.getSession(session.id);
  expect(again.getCookieString(URL_OF_PAGE)).toBe('visitor=welcome');
  await store.close();
});

test('writes only when a cookie has changed', async () => {
  const { store, pool } = await openRun();
  let writes = 0;
  const counting = {
    getState: () => pool.getState(),
    persistState: () => {
      writes++;
      return pool.persistState();
    },
  };
  const keep = createSessionKeeper();
  const session = await pool.getSession();
  const afterwards = async () => {
    await keep(counting);
    return writes;
  };
  expect(await afterwards()).toBe(0);
  session.setCookie('visitor=1; Path=/', URL_OF_PAGE);
  expect(await afterwards()).toBe(1);
  session.getCookieString(URL_OF_PAGE);
  expect(await afterwards()).toBe(1);
  session.setCookie('visitor=2; Path=/', URL_OF_PAGE);
  expect(await afterwards()).toBe(2);
  await store.close();
});
