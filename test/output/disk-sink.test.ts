import { createHash } from 'node:crypto';
import {
  link,
  mkdir,
  mkdtemp,
  readdir,
  readFile,
  realpath,
  rename,
  rm,
  stat,
  symlink,
  writeFile,
} from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { diskError } from '../../src/output/disk-errors.ts';
import { moveByRename } from '../../src/output/files.ts';
import { createDiskSink } from '../../src/output/index.ts';
import type { PartFile, Sink } from '../../src/output/index.ts';

let root: string;
let destination: string;
let sink: Sink;

beforeEach(async () => {
  root = await realpath(await mkdtemp(join(tmpdir(), 'pixhaul-sink-')));
  destination = join(root, 'out');
  sink = createDiskSink(destination);
  await sink.prepare();
});

afterEach(async () => {
  await sink.close();
  await rm(root, { recursive: true, force: true });
});

const at = (...segments: string[]): string => join(destination, ...segments);
const sha = (content: string | Uint8Array): string =>
  createHash('sha256').update(content).digest('hex');

async function part(fileName: string, content: string): Promise<PartFile> {
  const made = await sink.create(fileName);
  await made.write(Buffer.from(content));
  await made.close();
  return made;
}

async function files(): Promise<string[]> {
  const entries = await readdir(destination, { recursive: true, withFileTypes: true });
  return entries
    .filter((entry) => !entry.isDirectory())
    .map((entry) => join(entry.parentPath, entry.name).slice(destination.length + 1))
    .sort();
}

const crawlError = (code: string, message: string | RegExp): unknown =>
  expect.objectContaining({
    name: 'CrawlError',
    code,
    message: expect.stringMatching(message) as unknown,
  });

describe('prepare', () => {
  it('makes the destination with all folders above, and leaves nothing in it', async () => {
    const deep = join(root, 'a', 'b', 'c');
    const sinks = [createDiskSink(deep), createDiskSink(deep)];
    expect(await sinks[0]?.prepare()).toEqual({ made: true });
    expect(await readdir(deep)).toEqual([]);
    expect(await sinks[1]?.prepare()).toEqual({ made: false });
    for (const each of sinks) await each.close();
  });

  it('says when the destination, or a folder above, is a file', async () => {
    const file = join(root, 'file');
    await writeFile(file, 'x');
    const refused = (path: string): Promise<unknown> => createDiskSink(path).prepare();
    await expect(refused(file)).rejects.toEqual(crawlError('destination_unwritable', file));
    await expect(refused(join(file, 'sub'))).rejects.toEqual(
      crawlError('destination_unwritable', /is a file, not a folder/),
    );
  });

  it.runIf(process.platform === 'linux')('says when it cannot be written', async () => {
    // The kernel's own folder takes no files, from root neither.
    await expect(createDiskSink('/proc/self').prepare()).rejects.toEqual(
      crawlError('destination_unwritable', '/proc/self'),
    );
  });
});

describe('create, write, place', () => {
  it('keeps a picture under its part name until it is placed', async () => {
    const made = await part('host/gallery/1.jpg', 'picture');
    expect(made.fileName).toBe('host/gallery/1.jpg');
    expect(await files()).toEqual(['host/gallery/1.jpg.part']);
    expect(await sink.place(made, 'host/gallery/1.jpg', sha('picture'))).toBe('placed');
    expect(await files()).toEqual(['host/gallery/1.jpg']);
    expect(await readFile(at('host/gallery/1.jpg'), 'utf8')).toBe('picture');
  });

  it('writes the bytes it was given, however they were cut', async () => {
    const sizes = fc.array(
      fc.oneof(fc.nat(20), fc.nat(70_000), fc.constantFrom(65_535, 65_536, 65_537, 200_000)),
      { maxLength: 12 },
    );
    let count = 0;
    await fc.assert(
      fc.asyncProperty(sizes, async (cuts) => {
        const name = `${count++}.jpg`;
        const made = await sink.create(name);
        const expected: Buffer[] = [];
        for (const [n, size] of cuts.entries()) {
          const chunk = Buffer.alloc(size, n + 1);
          expected.push(chunk);
          await made.write(chunk);
        }
        const whole = Buffer.concat(expected);
        expect(await made.close()).toEqual({ sha256: sha(whole) });
        expect((await readFile(at(`${name}.part`))).equals(whole)).toBe(true);
      }),
      { numRuns: 60 },
    );
  });

  it('gathers chunks, but holds little of them back', async () => {
    const made = await sink.create('a.jpg');
    const size = async (): Promise<number> => (await stat(at('a.jpg.part'))).size;
    for (let n = 0; n < 9; n++) await made.write(Buffer.alloc(1_000));
    expect(await size()).toBe(0);
    for (let n = 0; n < 591; n++) await made.write(Buffer.alloc(1_000));
    // One slab is filled, and one may wait behind the one that is written.
    await expect.poll(size, { timeout: 10_000 }).toBeGreaterThan(600_000 - 128 * 1024);
    await made.close();
    expect(await size()).toBe(600_000);
  });

  it('waits for a write under way when closed, and may be closed twice', async () => {
    const made = await sink.create('a.jpg');
    const writing = made.write(Buffer.alloc(5_000_000, 1));
    await Promise.all([made.close(), writing]);
    await made.close();
    expect((await stat(at('a.jpg.part'))).size).toBe(5_000_000);
    await expect(made.write(Buffer.alloc(1))).rejects.toThrow('is closed');
  });

  it('starts anew over the part of a dead run', async () => {
    await part('a.jpg', 'a much longer part of the run before');
    await part('a.jpg', 'short');
    expect(await readFile(at('a.jpg.part'), 'utf8')).toBe('short');
  });

  it('leaves a placed picture alone whose part name a dead run left linked to it', async () => {
    await writeFile(at('a.jpg'), 'placed');
    await link(at('a.jpg'), at('a.jpg.part'));
    await part('a.jpg', 'anew');
    expect(await readFile(at('a.jpg'), 'utf8')).toBe('placed');
  });

  it('does not write through a symbolic link under the part name', async () => {
    const outside = join(root, 'precious');
    await writeFile(outside, 'precious');
    await symlink(outside, at('a.jpg.part'));
    await part('a.jpg', 'picture');
    expect(await readFile(outside, 'utf8')).toBe('precious');
  });

  it('never overwrites: something else has the name', async () => {
    await writeFile(at('a.jpg'), 'mine');
    const made = await part('a.jpg', 'site');
    expect(await sink.place(made, 'a.jpg', sha('site'))).toBe('taken');
    expect(await readFile(at('a.jpg'), 'utf8')).toBe('mine');
    expect(await sink.place(made, 'sub/a-2.jpg', sha('site'))).toBe('placed');
    expect(await files()).toEqual(['a.jpg', 'sub/a-2.jpg']);
  });

  it('counts a folder or a link under the name as something else', async () => {
    await mkdir(at('a.jpg'));
    await symlink('/nowhere', at('b.jpg'));
    expect(await sink.place(await part('a.jpg', 'x'), 'a.jpg', sha('x'))).toBe('taken');
    expect(await sink.place(await part('b.jpg', 'x'), 'b.jpg', sha('x'))).toBe('taken');
  });

  it('counts the same content under the name as placed', async () => {
    await writeFile(at('a.jpg'), 'same');
    const made = await part('a.jpg', 'same');
    expect(await sink.place(made, 'a.jpg', sha('same'))).toBe('placed');
    expect(await files()).toEqual(['a.jpg']);
  });

  it('gives a name to one of many that want it', async () => {
    const parts = await Promise.all(
      Array.from({ length: 40 }, (_, n) => part(`g/${n}.jpg`, `picture ${n}`)),
    );
    const ends = await Promise.all(
      parts.map((each, n) => sink.place(each, 'g/final.jpg', sha(`picture ${n}`))),
    );
    expect(ends.filter((end) => end === 'placed')).toHaveLength(1);
    expect(await readFile(at('g/final.jpg'), 'utf8')).toBe(`picture ${ends.indexOf('placed')}`);
    expect(await files()).toHaveLength(40);
  });

  it('does without links where a file system has none', async () => {
    await part('a.jpg', 'x');
    expect(await moveByRename(at('a.jpg.part'), at('a.jpg'))).toBe(true);
    await part('b.jpg', 'y');
    expect(await moveByRename(at('b.jpg.part'), at('a.jpg'))).toBe(false);
    expect(await files()).toEqual(['a.jpg', 'b.jpg.part']);
  });
});

describe('folders', () => {
  it('are made again when they vanish meanwhile', async () => {
    await part('h/g/1.jpg', 'x');
    await rm(at('h'), { recursive: true });
    await part('h/g/2.jpg', 'x');
    await rm(at('h'), { recursive: true });
    await part('h/g/deep/3.jpg', 'x');
    expect(await files()).toEqual(['h/g/deep/3.jpg.part']);
  });

  it.each(['new.jpg', 'h/g/known.jpg', 'h/g/new/a.jpg', 'new/a.jpg'])(
    'nothing is written once the destination itself vanished, or is another: %s',
    async (fileName) => {
      const gone = crawlError('destination_unwritable', 'vanished or was replaced');
      const first = await part('h/g/first.jpg', 'x');
      await rename(destination, join(root, 'away'));
      await expect(sink.create(fileName)).rejects.toEqual(gone);
      await mkdir(destination);
      await expect(sink.create(fileName)).rejects.toEqual(gone);
      await expect(sink.place(first, 'h/g/first.jpg', sha('x'))).rejects.toEqual(gone);
      expect(await readdir(destination)).toEqual([]);
      await rm(destination, { recursive: true });
      await rename(join(root, 'away'), destination);
      await part(fileName, 'x');
      expect(await sink.place(first, 'h/g/first.jpg', sha('x'))).toBe('placed');
    },
  );

  it('may be made by many at once', async () => {
    const names = Array.from({ length: 60 }, (_, n) => `h/${n % 3}/deep/${n}.jpg`);
    await Promise.all(names.map((name) => part(name, 'x')));
    expect(await files()).toHaveLength(60);
  });

  it('that lead out of the destination are refused, and nothing is made beyond them', async () => {
    const outside = join(root, 'outside');
    await mkdir(outside);
    await symlink(outside, at('h'));
    await expect(sink.create('h/g/1.jpg')).rejects.toEqual(
      crawlError(
        'destination_unwritable',
        /leads out of the destination.*remove that symbolic link/,
      ),
    );
    expect(await readdir(outside)).toEqual([]);
  });

  it('that are links within the destination are fine, and so is a destination that is one', async () => {
    await mkdir(at('real'));
    await symlink('real', at('alias'));
    await symlink(destination, join(root, 'link'));
    const linked = createDiskSink(join(root, 'link'));
    await linked.prepare();
    await (await linked.create('alias/a.jpg')).close();
    expect(await files()).toContain('real/a.jpg.part');
  });

  it('cannot be where a file is', async () => {
    await writeFile(at('h'), 'x');
    await expect(sink.create('h/1.jpg')).rejects.toEqual(
      crawlError('destination_unwritable', /is a file, not a folder/),
    );
  });

  it.each(['../a.jpg', '/a.jpg', 'a/../../b.jpg', 'a\\b.jpg', 'a\0.jpg', '', './a.jpg'])(
    'are never left by the name %j',
    async (name) => {
      await expect(sink.create(name)).rejects.toThrow(TypeError);
      await expect(sink.discard(name)).rejects.toThrow(TypeError);
      await expect(sink.holds(name, 1, '')).rejects.toThrow(TypeError);
    },
  );
});

describe('discard and holds', () => {
  it('discards a part, and minds none that is absent', async () => {
    await part('h/a.jpg', 'x');
    await sink.discard('h/a.jpg');
    await sink.discard('h/a.jpg');
    await sink.discard('no/such/folder.jpg');
    expect(await files()).toEqual([]);
  });

  it('holds a file only when every byte is right', async () => {
    await writeFile(at('a.jpg'), 'whole');
    expect(await sink.holds('a.jpg', 5, sha('whole'))).toBe(true);
    expect(await sink.holds('a.jpg', 5, sha('other'))).toBe(false);
    expect(await sink.holds('a.jpg', 4, sha('whole'))).toBe(false);
    expect(await sink.holds('b.jpg', 5, sha('whole'))).toBe(false);
    expect(await sink.holds('a.jpg/b.jpg', 5, sha('whole'))).toBe(false);
  });

  it('does not take a part for lost whose destination is away', async () => {
    await part('a.jpg', 'half');
    await rename(destination, `${destination}-away`);
    await expect(sink.reopen('a.jpg')).rejects.toThrow(
      crawlError('destination_unwritable', 'vanished'),
    );
    await rename(`${destination}-away`, destination);
    const opened = await sink.reopen('a.jpg');
    expect(opened?.bytes).toBe(4);
    await opened?.part.close();
    expect(await sink.reopen('b.jpg')).toBeUndefined();
  });

  it('calls a vanished part what it is: one attempt that failed', async () => {
    const made = await part('h/a.jpg', 'x');
    await rm(at('h'), { recursive: true });
    await expect(sink.place(made, 'h/a.jpg', sha('x'))).rejects.toMatchObject({
      name: 'AttemptError',
      code: 'unexpected',
      retryable: true,
    });
  });
});

describe('failures of the disk', () => {
  it.each([
    ['ENOSPC', 'disk_full'],
    ['EDQUOT', 'disk_full'],
    ['EACCES', 'destination_unwritable'],
    ['EPERM', 'destination_unwritable'],
    ['EROFS', 'destination_unwritable'],
    ['ENOTDIR', 'destination_unwritable'],
    ['EMFILE', 'unexpected'],
  ])('%s is %s', (code, expected) => {
    const error = diskError(Object.assign(new Error(code), { code }), '/pics/a.jpg');
    expect(error.code).toBe(expected);
    expect(error.message).toContain('/pics/a.jpg');
  });
});
