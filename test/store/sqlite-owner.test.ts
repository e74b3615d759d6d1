/** Who owns a crawl: real processes, real kills, and locks that somebody tampers with. */
import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { setTimeout as sleep } from 'node:timers/promises';
import Database from 'better-sqlite3';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { openSqliteReader, openSqliteStore } from '../../src/store/sqlite/index.ts';
import { all, ANY, image, record } from './requests.ts';
import { checkCounters, temporaryFolder } from './sqlite-harness.ts';

let folder: string;
beforeEach(async () => {
  folder = await temporaryFolder();
});
afterEach(() => rm(folder, { recursive: true }));

describe('another process', () => {
  let child: ChildProcess | undefined;
  afterEach(() => {
    child?.kill('SIGKILL');
  });

  /** Runs `owner-process.ts` on the folder until it has said `ready`. */
  async function startOwner(): Promise<ChildProcess> {
    const script = join(import.meta.dirname, 'owner-process.ts');
    child = spawn(process.execPath, ['--import', 'tsx', script, folder], {
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    if (child.stdout === null) throw new Error('no stdout');
    for await (const line of createInterface(child.stdout)) if (line === 'ready') return child;
    throw new Error('the process ended early');
  }

  test('keeps others out, and is named', async () => {
    const { pid } = await startOwner();
    await expect(openSqliteStore({ folder, name: 'my crawl' })).rejects.toMatchObject({
      code: 'storage_locked',
      message: expect.stringMatching(`"my crawl" is being run by process ${pid} on `) as string,
    });
    const reader = await openSqliteReader({ folder });
    expect(await reader.owner()).toMatchObject({ pid });
    // Leases are told now and then, at each heartbeat at the latest.
    await expect.poll(async () => (await reader.counts()).leased).toBe(10);
    await reader.close();
  });

  test('that is killed frees everything at once, and nothing committed is lost', async () => {
    const owner = await startOwner();
    owner.kill('SIGKILL');
    await once(owner, 'exit');
    const reader = await openSqliteReader({ folder });
    expect(await reader.owner()).toBeUndefined();
    expect((await reader.counts()).image).toMatchObject({ queued: 20, saved: 1, pending: 19 });

    const store = await openSqliteStore({ folder });
    expect((await store.counts()).leased).toBe(0);
    expect(await store.openClaims()).toMatchObject([{ fileName: 'g/open.jpg' }]);
    expect(await store.lease(ANY)).toHaveLength(19);
    expect(await all(reader.manifest())).toHaveLength(1);
    await reader.close();
    await store.close();
    checkCounters(join(folder, 'crawl.sqlite'));
  });
});

describe('the lock', () => {
  test('is had although a reader asks about it at that moment', async () => {
    await (await openSqliteStore({ folder })).close();
    const asking = new Database(join(folder, 'crawl.lock'), { readonly: true });
    asking.exec('BEGIN; SELECT count(*) FROM sqlite_schema');
    const opening = openSqliteStore({ folder });
    await sleep(40);
    asking.close();
    await (await opening).close();
  });

  test('two readers that ask at once do not take each other for the owner, who is dead', async () => {
    (await openSqliteStore({ folder })).drop();
    const asking = new Database(join(folder, 'crawl.lock'), { readonly: true });
    asking.exec('BEGIN; SELECT count(*) FROM sqlite_schema');
    const reader = await openSqliteReader({ folder });
    expect(await reader.owner()).toBeUndefined();
    await reader.close();
    asking.close();
  });

  test('when deleted under the owner, the one who lost the crawl cannot write', async () => {
    const first = await openSqliteStore({ folder });
    await first.add([image(1)]);
    const [lease] = await first.lease(ANY);
    await rm(join(folder, 'crawl.lock'));
    const second = await openSqliteStore({ folder });
    expect(await second.lease(ANY)).toHaveLength(1);

    const lost = { code: 'lease_lost' };
    const id = lease?.id ?? 0;
    await expect(first.settle(id, { state: 'returned' })).rejects.toMatchObject(lost);
    await expect(first.add([image(2)])).rejects.toMatchObject(lost);
    await expect(first.lease(ANY)).rejects.toMatchObject(lost);
    await first.close();

    await second.settle(id, { state: 'saved', record: record(1) });
    expect(await second.owner()).toMatchObject({ pid: process.pid });
    await second.close();
  });
});

test('the heartbeat shows that the owner lives, and ends with it', async () => {
  let now = 1000;
  const store = await openSqliteStore({ folder, now: () => now, heartbeatMs: 5 });
  const reader = await openSqliteReader({ folder });
  now = 2000;
  await expect.poll(async () => (await reader.owner())?.heartbeatAt, { interval: 5 }).toBe(2000);
  expect((await reader.owner())?.startedAt).toBe(1000);
  await store.close();
  await sleep(20);
  await reader.close();
});
