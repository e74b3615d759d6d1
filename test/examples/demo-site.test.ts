import { createHash } from 'node:crypto';
import { get } from 'node:http';
import type { IncomingMessage } from 'node:http';
import { setTimeout as sleep } from 'node:timers/promises';
import { inflateSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { paint } from '../../examples/demo/art.ts';
import { encodeJpeg } from '../../examples/demo/jpeg.ts';
import { encodePng } from '../../examples/demo/png.ts';
import { startDemoSite } from '../../examples/demo/site.ts';
import type { DemoSite } from '../../examples/demo/site.ts';
import { ATTEMPT_CODES } from '../../src/errors.ts';

let site: DemoSite;
beforeAll(async () => {
  site = await startDemoSite({ pictureWidth: 64 });
});
afterAll(() => site.close());

const sha256 = (bytes: Buffer) => createHash('sha256').update(bytes).digest('hex');

async function load(url: string): Promise<{ status: number; type: string; body: Buffer }> {
  const response = await fetch(url);
  const body = Buffer.from(await response.arrayBuffer());
  return { status: response.status, type: response.headers.get('content-type') ?? '', body };
}

const loadAll = async (urls: readonly string[]) =>
  new Map(await Promise.all(urls.map(async (url) => [url, await load(url)] as const)));

/** Absolute URLs that a page mentions in links, pictures and srcsets. */
function mentioned(html: string, base: string): string[] {
  const single = [...html.matchAll(/(?:href|src|data-src)="([^"]+)"/g)].map((m) => m[1] ?? '');
  const sets = [...html.matchAll(/srcset="([^"]+)"/g)].flatMap((m) =>
    (m[1] ?? '').split(', ').map((entry) => entry.split(' ')[0] ?? ''),
  );
  return [...single, ...sets]
    .filter((url) => !url.startsWith('data:'))
    .map((url) => new URL(url, base).href);
}

const fault = (name: string) => new URL(`/faults/${name}.jpg`, site.url).href;

describe('the demo site', () => {
  it('serves every expected picture with its bytes', async () => {
    const { pictures, fallbacks, files } = site.expected;
    const served = await loadAll(pictures.map(({ url }) => url).filter((u) => u !== fault('busy')));
    for (const { url, sha256: expected, bytes, mediaType } of pictures) {
      const answer = served.get(url);
      if (answer === undefined) continue;
      expect({ url, ...answer, body: answer.body.length }).toEqual({
        url,
        status: 200,
        type: mediaType,
        body: bytes,
      });
      expect(sha256(answer.body)).toBe(expected);
    }
    expect(served.size).toBe(pictures.length - 1);
    expect(pictures.length).toBeGreaterThanOrEqual(58);
    expect(new Set(pictures.map((p) => p.sha256)).size).toBe(files - fallbacks.length);
  });

  it('has one picture under two URLs, and no other twice', () => {
    const { pictures, fallbacks, duplicate, files } = site.expected;
    const twins = pictures.filter((p) => p.sha256 === duplicate.sha256).map(({ url }) => url);
    expect(twins.sort()).toEqual([...duplicate.urls].sort());
    expect(files).toBe(pictures.length - 1 + fallbacks.length);
  });

  it('shows every picture on a page, and all that its pages mention is there', async () => {
    const pages = await loadAll(site.expected.pages);
    const mentions = new Set<string>();
    for (const [url, { status, type, body }] of pages) {
      expect({ url, status, type }).toEqual({ url, status: 200, type: 'text/html; charset=utf-8' });
      for (const mention of mentioned(body.toString(), url)) mentions.add(mention);
    }
    const { pictures, fallbacks, thumbnails, failures } = site.expected;
    const known = [
      ...site.expected.pages,
      ...pictures.map(({ url }) => url),
      ...fallbacks.flatMap(({ url, rendition }) => [url, rendition]),
      ...thumbnails,
    ];
    expect([...mentions].sort()).toEqual([...known, ...failures.map((f) => f.url)].sort());
  });

  it('has thumbnails that are smaller than every original and no part of what is expected', async () => {
    const { pictures, thumbnails } = site.expected;
    const smallest = Math.min(...pictures.map(({ bytes }) => bytes));
    const originals = new Set(pictures.map((p) => p.sha256));
    for (const [url, { status, body }] of await loadAll(thumbnails)) {
      expect(status, url).toBe(200);
      expect(originals.has(sha256(body)), url).toBe(false);
      if (url.includes('/thumbs/')) expect(body.length, url).toBeLessThan(smallest);
    }
  });

  it('is the same site when it is started again', async () => {
    const again = await startDemoSite({ pictureWidth: 64 });
    try {
      const hashes = (of: DemoSite) => of.expected.pictures.map((p) => p.sha256);
      expect(hashes(again)).toEqual(hashes(site));
    } finally {
      await again.close();
    }
  });

  it('refuses a port that is taken', async () => {
    const port = Number(new URL(site.url).port);
    await expect(startDemoSite({ port })).rejects.toMatchObject({ code: 'EADDRINUSE' });
  });
});

describe('its faults', () => {
  it('are listed with codes that exist', () => {
    expect(site.expected.failures.map(({ url, code }) => [url, code])).toEqual([
      [fault('missing'), 'not_found'],
      [fault('page'), 'not_a_picture'],
      [fault('cut'), 'truncated'],
      [fault('stalls'), 'stalled'],
    ]);
    for (const { code } of site.expected.failures) expect(ATTEMPT_CODES).toHaveProperty(code);
  });

  it('missing: 404', async () => {
    expect(await load(fault('missing'))).toMatchObject({ status: 404 });
  });

  it('withdrawn: 410, and a smaller rendition that is there', async () => {
    const [fallback, ...more] = site.expected.fallbacks;
    expect(more).toEqual([]);
    expect(fallback?.url).toBe(fault('withdrawn'));
    expect(await load(fault('withdrawn'))).toMatchObject({ status: 410 });
    const { status, body } = await load(fallback?.rendition ?? '');
    expect(status).toBe(200);
    expect(sha256(body)).toBe(fallback?.sha256);
  });

  it('page: HTML that is labelled as a picture', async () => {
    const { status, type, body } = await load(fault('page'));
    expect({ status, type }).toEqual({ status: 200, type: 'image/jpeg' });
    expect(body.toString()).toMatch(/^<!doctype html>/);
  });

  it('busy: 503 twice, then the picture', async () => {
    const statuses = [];
    for (let i = 0; i < 3; i++) statuses.push((await load(fault('busy'))).status);
    expect(statuses).toEqual([503, 503, 200]);
    const { body } = await load(fault('busy'));
    const expected = site.expected.pictures.find(({ url }) => url === fault('busy'));
    expect(sha256(body)).toBe(expected?.sha256);
    expect(site.requests.filter((r) => r.path === '/faults/busy.jpg').map((r) => r.status)).toEqual(
      [503, 503, 200, 200],
    );
  });

  const open = (url: string) =>
    new Promise<IncomingMessage>((resolve, reject) => {
      get(url, resolve).on('error', reject);
    });

  it('cut: fewer bytes than announced', async () => {
    const response = await open(fault('cut'));
    let received = 0;
    response.on('data', (chunk: Buffer) => (received += chunk.length));
    await new Promise((resolve) => response.on('error', resolve));
    expect(received).toBe(Math.floor(Number(response.headers['content-length']) / 2));
  });

  it('stalls: half of the bytes, then silence, until the site closes', async () => {
    const other = await startDemoSite({ pictureWidth: 64 });
    const response = await open(new URL('/faults/stalls.jpg', other.url).href);
    let received = 0;
    response.on('data', (chunk: Buffer) => (received += chunk.length));
    const ended = new Promise((resolve) => response.on('error', resolve));
    expect(await Promise.race([ended, sleep(300, 'silent')])).toBe('silent');
    expect(received).toBe(Math.floor(Number(response.headers['content-length']) / 2));
    await other.close();
    await ended;
  });
});

describe('its pictures', () => {
  it.each([1, 5, 42])('number %i weighs what a picture of a gallery weighs', (seed) => {
    const raster = paint(seed, 576, 384);
    for (const bytes of [encodePng(raster).length, encodeJpeg(raster).length]) {
      expect(bytes).toBeGreaterThan(20_000);
      expect(bytes).toBeLessThan(200_000);
    }
  });

  it('PNG holds the painted pixels', () => {
    const raster = paint(12, 40, 30);
    const png = encodePng(raster);
    expect([png.readUInt32BE(16), png.readUInt32BE(20)]).toEqual([40, 30]);
    const rows = inflateSync(png.subarray(41, 41 + png.readUInt32BE(33)));
    const decoded = Buffer.alloc(raster.rgb.length);
    for (let i = 0; i < decoded.length; i++) {
      const above = i < 120 ? 0 : (decoded[i - 120] ?? 0);
      decoded[i] = (rows[i + Math.floor(i / 120) + 1] ?? 0) + above;
    }
    expect(decoded.equals(raster.rgb)).toBe(true);
  });

  it('JPEG is a well-formed baseline file of the right size', () => {
    const jpeg = encodeJpeg(paint(12, 41, 30));
    const markers: number[] = [];
    let at = 2;
    while (jpeg[at] === 0xff && at < jpeg.length - 2) {
      const marker = jpeg[at + 1] ?? 0;
      markers.push(marker);
      if (marker === 0xc0) {
        expect([jpeg.readUInt16BE(at + 5), jpeg.readUInt16BE(at + 7)]).toEqual([30, 41]);
      }
      at += 2 + jpeg.readUInt16BE(at + 2);
    }
    expect(markers).toEqual([0xe0, 0xdb, 0xc0, 0xc4, 0xc4, 0xda]);
    const scan = jpeg.subarray(at);
    const stray = scan.findIndex((byte, i) => byte === 0xff && scan[i + 1] !== 0);
    expect(scan.length - stray).toBe(2);
    expect(scan.readUInt16BE(stray)).toBe(0xffd9);
  });
});
