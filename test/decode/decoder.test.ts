import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createDecoder } from '../../src/decode/index.ts';
import type { Decoder } from '../../src/decode/index.ts';
import { realFiles } from '../verify/real-files.ts';

const FILES = await realFiles();
/** What the build of sharp in development has no codec for. */
const BEYOND_SHARP = /\.(jxl|jp2|j2k|bmp|ico|heic)$|^seq\.avif$/;
const EXTENSIONS: Partial<Record<string, string>> = { j2k: 'j2c' };

function extensionOf(name: string): string {
  const ext = name.slice(name.lastIndexOf('.') + 1);
  return EXTENSIONS[ext] ?? ext;
}

function fileNamed(name: string): Buffer {
  const found = FILES.find((file) => file.name === name);
  if (!found) throw new Error(name);
  return found.bytes;
}

describe('createDecoder', { timeout: 60_000 }, () => {
  let folder = '';
  let decoder: Decoder;

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'pixhaul-decode-'));
    decoder = await createDecoder({ processes: 2 });
  }, 60_000);

  afterAll(async () => {
    await decoder.close();
    await rm(folder, { recursive: true, force: true });
  });

  async function check(name: string, bytes: Uint8Array) {
    const path = join(folder, name);
    await writeFile(path, bytes);
    return decoder.check(path, { ext: extensionOf(name) });
  }

  it('decodes what real encoders make, and says what it cannot decode', async () => {
    const verdicts = await Promise.all(
      FILES.map(async ({ name, bytes }) => [name, await check(name, bytes)]),
    );
    const expected = FILES.map(({ name }) => [
      name,
      BEYOND_SHARP.test(name) ? 'unsupported' : { ok: true },
    ]);
    expect(verdicts).toEqual(expected);
  });

  it.each([
    'baseline.jpg',
    'progressive.jpg',
    'cmyk.jpg',
    'plain.png',
    'interlaced.png',
    'lossy.webp',
    'lossy.avif',
    'still.gif',
  ])('finds %s cut', async (name) => {
    const bytes = fileNamed(name);
    const verdict = await check(`cut-${name}`, bytes.subarray(0, Math.floor(bytes.length * 0.7)));
    expect(verdict).toMatchObject({ ok: false });
  });

  it('tells a cut from damage', async () => {
    const jpeg = fileNamed('baseline.jpg');
    const png = Buffer.from(fileNamed('plain.png'));
    expect(await check('a.jpg', jpeg.subarray(0, -300))).toMatchObject({ ok: false, cut: true });
    png.fill(0x5a, png.length - 200, png.length - 100);
    expect(await check('b.png', png)).toMatchObject({ ok: false, cut: false });
  });

  it('looks at every frame', async () => {
    const webp = Buffer.from(fileNamed('animated.webp'));
    webp.fill(0x5a, webp.lastIndexOf('VP8 ') + 8, webp.lastIndexOf('VP8 ') + 20);
    expect(await check('last-frame.webp', webp)).toMatchObject({ ok: false });
    const gif = Buffer.from(fileNamed('animated.gif'));
    gif.fill(0xff, gif.length - 400, gif.length - 300);
    expect(await check('last-frame.gif', gif)).toMatchObject({ ok: false });
  });

  it('does not take a picture too large to decode for a damaged one', async () => {
    const bomb = Buffer.from(fileNamed('plain.png'));
    bomb.writeUInt32BE(60_000, 16);
    bomb.writeUInt32BE(60_000, 20);
    expect(await check('bomb.png', bomb)).not.toEqual({ ok: true });
    const svg = '<svg xmlns="http://www.w3.org/2000/svg" width="30000" height="30000"></svg>';
    expect(await check('large.svg', Buffer.from(svg))).toBe('unsupported');
  });
});

describe('the processes of the decoder', { timeout: 60_000 }, () => {
  it('outlives one that takes too long, and works on', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'pixhaul-decode-'));
    const decoder = await createDecoder({ processes: 1, timeLimitMs: 1 });
    try {
      const path = join(folder, 'a.png');
      await writeFile(path, fileNamed('plain.png'));
      const verdicts = await Promise.all([1, 2].map(() => decoder.check(path, { ext: 'png' })));
      for (const verdict of verdicts)
        expect([
          { ok: true },
          { ok: false, cut: false, reason: 'decoding took longer than 0.001 seconds' },
        ]).toContainEqual(verdict);
    } finally {
      await decoder.close();
      await rm(folder, { recursive: true, force: true });
    }
  });

  it('takes nothing once it is closed', async () => {
    const decoder = await createDecoder({ processes: 1 });
    await decoder.close();
    await expect(decoder.check('a.png', { ext: 'png' })).rejects.toThrow('the decoder was closed');
  });
});
