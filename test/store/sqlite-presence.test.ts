import { mkdir, rename, rm } from 'node:fs/promises';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { openSqliteStore } from '../../src/store/sqlite/index.ts';
import { all, image } from './requests.ts';
import { temporaryFolder } from './sqlite-harness.ts';

let folder: string;
beforeEach(async () => {
  folder = await temporaryFolder();
});
afterEach(() => rm(folder, { recursive: true, force: true }));

const gone = {
  code: 'storage_unwritable',
  message: expect.stringContaining('vanished or was replaced') as string,
};

test.skipIf(process.platform === 'win32')(
  'a state file that was removed takes no more writes, as nobody would find them again',
  async () => {
    const store = await openSqliteStore({ folder, heartbeatMs: 10 });
    await store.add([image(1)]);
    await rm(folder, { recursive: true });
    await sleep(50);
    await expect(store.add([image(2)])).rejects.toMatchObject(gone);
    await expect(store.close()).rejects.toMatchObject(gone);
    await expect(store.add([image(3)])).rejects.toMatchObject({ code: 'store_closed' });
  },
);

test.skipIf(process.platform === 'win32')(
  'closing looks once more; a file that was only moved has all that was written before',
  async () => {
    const store = await openSqliteStore({ folder, heartbeatMs: 60_000 });
    await store.add([image(1)]);
    await rename(folder, `${folder}-moved`);
    await mkdir(folder);
    await expect(store.close()).rejects.toMatchObject(gone);
    await rm(folder, { recursive: true });
    await rename(`${folder}-moved`, folder);
    const again = await openSqliteStore({ folder });
    expect((await again.counts()).image.pending).toBe(1);
    expect(await all(again.manifest())).toEqual([]);
    await again.close();
  },
);
