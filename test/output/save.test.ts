/** Small files, by both ways: at once, and by the thread pool where the disk is slow. */
import { createHash } from 'node:crypto';
import { link, mkdtemp, readdir, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createDiskSink, type Sink } from '../../src/output/index.ts';
import { QuickSave } from '../../src/output/quick-save.ts';

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'pixhaul-save-'));
});
afterEach(() => rm(folder, { recursive: true, force: true }));

const content = [Buffer.from('a '), Buffer.from('small '), Buffer.from('picture')];
const text = 'a small picture';
const sha256 = createHash('sha256').update(text).digest('hex');

/** A clock that shows a moment later each time that it is asked. */
const steps = (ms: number) => {
  let now = 0;
  return () => (now += ms);
};

const NOT_QUICK = { ready: false, save: () => false, open: () => undefined, move: () => false };

describe.each([
  { way: 'at once', quick: () => new QuickSave(() => 0) },
  { way: 'by the thread pool', quick: () => NOT_QUICK },
])('a small picture saved $way', ({ quick }) => {
  let sink: Sink;
  beforeEach(async () => {
    sink = createDiskSink(folder, quick());
    await sink.prepare();
  });
  afterEach(() => sink.close());

  const save = (name: string) => sink.save(name, content, sha256);
  const at = (name: string) => join(folder, name);

  it('stands under its name alone, in folders that are made for it', async () => {
    expect(await save('g/1/a.png')).toBe('placed');
    expect(await readFile(at('g/1/a.png'), 'utf8')).toBe(text);
    expect(await readdir(at('g/1'))).toEqual(['a.png']);
  });

  it('never overwrites, and leaves no part', async () => {
    await writeFile(at('a.png'), 'something else');
    expect(await save('a.png')).toBe('taken');
    expect(await readFile(at('a.png'), 'utf8')).toBe('something else');
    expect(await readdir(folder)).toEqual(['a.png']);
  });

  it('counts the same content under the name as placed', async () => {
    await writeFile(at('a.png'), text);
    expect(await save('a.png')).toBe('placed');
    expect(await readdir(folder)).toEqual(['a.png']);
  });

  it('starts anew over the part of a dead run, and never through a link', async () => {
    await writeFile(at('a.png.part'), 'half a pic');
    expect(await save('a.png')).toBe('placed');
    await writeFile(at('mine'), 'untouched');
    await symlink(at('mine'), at('b.png.part'));
    expect(await save('b.png')).toBe('placed');
    // A run that died between link and unlink: the part is the picture itself.
    await link(at('a.png'), at('a.png.part'));
    expect(await save('a.png')).toBe('placed');
    expect((await readdir(folder)).sort()).toEqual(['a.png', 'b.png', 'mine']);
    for (const name of ['a.png', 'b.png']) expect(await readFile(at(name), 'utf8')).toBe(text);
    expect(await readFile(at('mine'), 'utf8')).toBe('untouched');
  });

  it('says what is wrong with the disk', async () => {
    await writeFile(at('file'), '');
    await expect(save('file/a.png')).rejects.toMatchObject({ code: 'destination_unwritable' });
    const name = `${'n'.repeat(300)}.png`;
    await expect(save(name)).rejects.toMatchObject({ code: 'destination_unwritable' });
    expect(await readdir(folder)).toEqual(['file']);
  });

  it('is made again in a folder that vanished', async () => {
    await save('g/a.png');
    await rm(at('g'), { recursive: true });
    expect(await save('g/a.png')).toBe('placed');
    expect(await readdir(at('g'))).toEqual(['a.png']);
  });
});

describe.each([
  { way: 'at once', quick: () => new QuickSave(() => 0) },
  { way: 'by the thread pool', quick: () => NOT_QUICK },
])('a large picture opened and named $way', ({ quick }) => {
  const at = (name: string) => join(folder, name);
  const withSink = async (work: (sink: Sink) => Promise<void>) => {
    const sink = createDiskSink(folder, quick());
    await sink.prepare();
    try {
      await work(sink);
    } finally {
      await sink.close();
    }
  };

  it('takes the place of the part of a dead run, and of no other file', () =>
    withSink(async (sink) => {
      await writeFile(at('a.png.part'), 'half a pic, and more of it');
      await writeFile(at('a.png'), 'something else');
      const part = await sink.create('a.png');
      await part.write(Buffer.from(text));
      expect(await part.close()).toEqual({ sha256 });
      expect(await sink.place(part, 'a.png', sha256)).toBe('taken');
      expect(await readFile(at('a.png'), 'utf8')).toBe('something else');
      expect(await sink.place(part, 'b.png', sha256)).toBe('placed');
      expect(await readFile(at('b.png'), 'utf8')).toBe(text);
      expect((await readdir(folder)).sort()).toEqual(['a.png', 'b.png']);
    }));

  it('is made in a folder that vanished', () =>
    withSink(async (sink) => {
      await (await sink.create('g/a.png')).close();
      await rm(at('g'), { recursive: true });
      const part = await sink.create('g/b.png');
      await part.close();
      expect(await sink.place(part, 'g/b.png', 'unused')).toBe('placed');
      expect(await readdir(at('g'))).toEqual(['b.png']);
    }));
});

describe('the quick way', () => {
  it('is left for a while after a file that took long', () => {
    let step = 0.01;
    let now = 0;
    const quick = new QuickSave(() => (now += step));
    expect(quick.save(join(folder, 'a.part'), join(folder, 'a'), content)).toBe(true);
    expect(quick.ready).toBe(true);
    step = 5;
    expect(quick.save(join(folder, 'b.part'), join(folder, 'b'), content)).toBe(true);
    step = 0;
    expect(quick.ready).toBe(false);
    now += 1_000;
    expect(quick.ready).toBe(true);
  });

  it('is left after a failure too, and does not say what it was', async () => {
    const quick = new QuickSave(steps(0.01));
    await writeFile(join(folder, 'a'), 'x');
    expect(quick.save(join(folder, 'a.part'), join(folder, 'a'), content)).toBe(false);
    expect(quick.ready).toBe(false);
  });
});
