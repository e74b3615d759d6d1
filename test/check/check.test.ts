import { createHash } from 'node:crypto';
import {
  mkdir,
  mkdtemp,
  readdir,
  readFile,
  rename,
  rm,
  symlink,
  writeFile,
} from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { checkAll, type Damage } from '../../src/check/check-all.ts';
import { checkFile } from '../../src/check/check-file.ts';
import { openDestination } from '../../src/check/destination.ts';
import { repair } from '../../src/check/repair.ts';
import type { SavedPicture } from '../../src/store/contract.ts';
import { bytesAfter, png } from '../support/pictures.ts';

const sha256 = (bytes: Uint8Array) => createHash('sha256').update(bytes).digest('hex');
const about = (bytes: Uint8Array) => ({ bytes: bytes.length, sha256: sha256(bytes) });

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'pixhaul-check-'));
});
afterEach(() => rm(folder, { recursive: true, force: true }));

describe('checkFile', () => {
  const good = png(20, 20, 1);
  const other = png(20, 20, 2);

  it.each([
    ['as it was saved', good, about(good), undefined],
    ['larger than a chunk', bytesAfter(good, 600_000), about(bytesAfter(good, 600_000)), undefined],
    ['shorter', good.subarray(0, 100), about(good), 'wrong_size'],
    ['empty', Buffer.alloc(0), about(good), 'wrong_size'],
    ['longer', bytesAfter(good, 1), about(good), 'wrong_size'],
    ['another of the same size', other, { ...about(good), bytes: other.length }, 'wrong_hash'],
    ['right, but no picture', Buffer.from('text'), about(Buffer.from('text')), 'cut'],
  ])('a file that is %s: %#', async (_, bytes, expected, fault) => {
    const path = join(folder, 'a.png');
    await writeFile(path, bytes);
    expect((await checkFile(path, expected))?.fault).toBe(fault);
  });

  it('one flipped bit', async () => {
    const path = join(folder, 'a.png');
    const flipped = Buffer.from(good);
    flipped.writeUInt8(flipped.readUInt8(500) ^ 4, 500);
    await writeFile(path, flipped);
    expect(await checkFile(path, about(good))).toMatchObject({ fault: 'wrong_hash' });
  });

  it('what is no file, or not there', async () => {
    await mkdir(join(folder, 'a.png'));
    await writeFile(join(folder, 'b.png'), good);
    await symlink(join(folder, 'b.png'), join(folder, 'c.png'));
    const fault = async (name: string) => (await checkFile(join(folder, name), about(good)))?.fault;
    expect(await fault('a.png')).toBe('unreadable');
    expect(await fault('b.png')).toBeUndefined();
    expect(await fault('c.png')).toBe('unreadable');
    expect(await fault('d.png')).toBe('missing');
    expect(await fault('b.png/e.png')).toBe('missing');
    expect(await fault('x'.repeat(300))).toBe('unreadable');
  });
});

/** So many pictures on disk, every tenth of them removed again. */
async function savedTree(count: number): Promise<SavedPicture[]> {
  const pictures: SavedPicture[] = [];
  for (let id = 1; id <= count; id++) {
    const bytes = png(2, 2, id);
    const fileName = `g/${id}.png`;
    await mkdir(join(folder, 'g'), { recursive: true });
    if (id % 10 !== 0) await writeFile(join(folder, fileName), bytes);
    const url = `http://a/${id}.png`;
    pictures.push({ id, url, fileName, mediaType: 'image/png', ...about(bytes) });
  }
  return pictures;
}

async function* streamOf(pictures: readonly SavedPicture[], ended?: () => void) {
  try {
    for (const picture of pictures) {
      await Promise.resolve();
      yield picture;
    }
  } finally {
    ended?.();
  }
}

describe('checkAll', () => {
  it('looks at each picture once, and closes what it reads from', async () => {
    const pictures = await savedTree(50);
    const seen: number[] = [];
    const damaged: number[] = [];
    let ended = false;
    await checkAll({
      pictures: streamOf(pictures, () => (ended = true)),
      destination: await openDestination(folder),
      onChecked: ({ id }, damage) => {
        seen.push(id);
        if (damage) damaged.push(damage.id);
      },
    });
    expect(seen.sort((a, b) => a - b)).toEqual(pictures.map(({ id }) => id));
    expect(damaged.sort((a, b) => a - b)).toEqual([10, 20, 30, 40, 50]);
    expect(ended).toBe(true);
  });

  it('ends early when asked to', async () => {
    const stop = new AbortController();
    let seen = 0;
    await checkAll({
      pictures: streamOf(await savedTree(50)),
      destination: await openDestination(folder),
      signal: stop.signal,
      onChecked: () => {
        if (++seen === 10) stop.abort();
      },
    });
    expect(seen).toBeLessThan(15);
  });

  it('throws what its observer throws, after the others have ended', async () => {
    const checked = checkAll({
      pictures: streamOf(await savedTree(20)),
      destination: await openDestination(folder),
      onChecked: () => Promise.reject(new Error('observer')),
    });
    await expect(checked).rejects.toThrow('observer');
  });

  it('calls nothing missing when the whole destination is gone, or another', async () => {
    const pictures = await savedTree(30);
    const destination = await openDestination(folder);
    const check = () =>
      checkAll({ pictures: streamOf(pictures), destination, onChecked: () => undefined });
    await rename(folder, `${folder}-away`);
    await expect(check()).rejects.toMatchObject({ code: 'destination_unwritable' });
    await mkdir(folder);
    await expect(check()).rejects.toThrow('replaced by another folder');
    await rm(`${folder}-away`, { recursive: true });
  });

  it.each(['../a.png', '/etc/passwd', 'a/../../b.png', 'a\\b.png', ''])(
    'reads nothing outside the destination: %j',
    async (fileName) => {
      const picture = { id: 1, url: 'http://a/', fileName, mediaType: 'image/png' };
      const found: (Damage | undefined)[] = [];
      await checkAll({
        pictures: streamOf([{ ...picture, ...about(Buffer.alloc(0)) }]),
        destination: await openDestination(folder),
        onChecked: (_, damage) => void found.push(damage),
      });
      expect(found).toMatchObject([{ fault: 'unreadable' }]);
      expect(found[0]).not.toHaveProperty('path');
    },
  );
});

it('a destination that is not there says what to do', async () => {
  await expect(openDestination(join(folder, 'no'))).rejects.toMatchObject({
    code: 'destination_unwritable',
    message: expect.stringContaining('Connect its disk') as string,
  });
});

describe('repair', () => {
  const damageOf = (name: string, fault: Damage['fault']): Damage => ({
    ...{ id: name.length, url: `http://a/${name}`, fileName: name, fault, detail: '' },
    path: join(folder, name),
  });

  it('sets files aside without overwriting or deleting, and puts back what it could', async () => {
    await writeFile(join(folder, 'cut.png'), 'third');
    await writeFile(join(folder, 'cut.png.damaged'), 'first');
    await writeFile(join(folder, 'cut.png.damaged-2'), 'second');
    await mkdir(join(folder, 'folder.png'));
    const asked: (readonly number[])[] = [];
    const store = {
      requeueSaved: (ids: readonly number[]) => {
        asked.push(ids);
        return Promise.resolve(ids.length + 2);
      },
    };
    const far = {
      ...damageOf('x', 'unreadable'),
      path: join(folder, ...Array<string>(3_000).fill('y')),
    };
    const { repaired, requeued } = await repair(
      [
        damageOf('cut.png', 'cut'),
        damageOf('gone.png', 'missing'),
        damageOf('folder.png', 'unreadable'),
        far,
      ],
      store,
    );
    expect(asked).toEqual([[7, 8, 10]]);
    expect(requeued).toBe(5);
    expect(repaired.map(({ setAside }) => setAside)).toEqual([
      'cut.png.damaged-3',
      undefined,
      'folder.png.damaged',
      undefined,
    ]);
    expect(repaired[3]?.failure).toContain('Cannot write');
    expect((await readdir(folder)).sort()).toEqual([
      'cut.png.damaged',
      'cut.png.damaged-2',
      'cut.png.damaged-3',
      'folder.png.damaged',
    ]);
    expect(await readFile(join(folder, 'cut.png.damaged'), 'utf8')).toBe('first');
    expect(await readFile(join(folder, 'cut.png.damaged-3'), 'utf8')).toBe('third');
  });

  it('cuts a name that would become too long', async () => {
    const name = `${'猫'.repeat(83)}.png`;
    await writeFile(join(folder, name), 'x');
    const store = { requeueSaved: (ids: readonly number[]) => Promise.resolve(ids.length) };
    const { repaired } = await repair([damageOf(name, 'cut')], store);
    expect(repaired[0]?.setAside).toMatch(/^猫{81,}.*\.damaged$/);
    expect(await readdir(folder)).toEqual([repaired[0]?.setAside]);
  });

  it('asks the store for nothing when nothing could be moved', async () => {
    const store = { requeueSaved: () => Promise.reject(new Error('not to be called')) };
    expect((await repair([], store)).requeued).toBe(0);
  });
});
