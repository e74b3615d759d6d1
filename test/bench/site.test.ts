/** The sites that the benchmark makes. */
import { createHash } from 'node:crypto';
import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { inflateSync } from 'node:zlib';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { makeSite } from '../../bench/site/make-site.ts';
import { nginxConfig } from '../../bench/site/nginx-config.ts';
import { pagesOf } from '../../bench/site/pages.ts';
import { sizesOf } from '../../bench/site/plan.ts';
import { createPng } from '../../bench/site/png.ts';
import { hostsOf } from '../../bench/workloads/host-mixture.ts';

test.each([200, 205, 233, 2000, 9000, 440_000])('a PNG of exactly %i bytes', (bytes) => {
  const { png, side } = createPng(7, bytes);
  expect(png.length).toBe(bytes);
  expect([png.readUInt32BE(16), png.readUInt32BE(20)]).toEqual([side, side]);
  const at = png.indexOf('IDAT');
  const rows = inflateSync(png.subarray(at + 4, at + 4 + png.readUInt32BE(at - 4)));
  expect(rows.length).toBe(side * (side * 3 + 1));
});

test('sizes of real galleries spread around their median, and are the same again', () => {
  const plan = {
    pictures: 2000,
    pages: 1,
    sizes: { median: 300_000, sigma: 0.8, most: 5_000_000 },
  };
  const sizes = sizesOf(plan).toSorted((a, b) => a - b);
  expect(sizes[1000]).toBeGreaterThan(270_000);
  expect(sizes[1000]).toBeLessThan(330_000);
  // One standard deviation down and up: 16 % are smaller, 16 % larger.
  expect(sizes[320]).toBeCloseTo(300_000 * Math.exp(-0.8), -5);
  expect(sizes[1680]).toBeCloseTo(300_000 * Math.exp(0.8), -6);
  expect(sizes.at(-1)).toBeLessThanOrEqual(5_000_000);
  expect(sizesOf(plan)).toEqual(sizesOf(plan));
});

describe('a made site', () => {
  const plan = { pictures: 23, pages: 4, sizes: { each: 300 } };
  const { signal } = new AbortController();
  let cache: string;
  beforeEach(async () => (cache = await mkdtemp(join(tmpdir(), 'pixhaul-site-'))));
  afterEach(() => rm(cache, { recursive: true, force: true }));

  test('has each picture once, as its manifest says', async () => {
    const { folder, galleries } = await makeSite(plan, cache, signal);
    const pictures = galleries.flatMap((gallery) => gallery.pictures);
    expect(galleries.map((gallery) => gallery.pictures.length)).toEqual([6, 6, 6, 5]);
    expect(new Set(pictures.map(({ sha256 }) => sha256)).size).toBe(23);
    for (const { path, sha256, bytes } of pictures) {
      const file = await readFile(join(folder, path));
      expect(file.length).toBe(bytes);
      expect(createHash('sha256').update(file).digest('hex')).toBe(sha256);
    }
  });

  test('is made once', async () => {
    const first = await makeSite(plan, cache, signal);
    await rm(join(first.folder, first.galleries[0]?.path ?? ''), { recursive: true });
    expect(await makeSite(plan, cache, signal)).toEqual(first);
    expect(await readdir(cache)).toHaveLength(1);
    await makeSite({ ...plan, pages: 3 }, cache, signal);
    expect(await readdir(cache)).toHaveLength(2);
  });

  test('leaves nothing half made', async () => {
    await expect(makeSite(plan, cache, AbortSignal.abort())).rejects.toThrow();
    expect(await readdir(cache)).toEqual([]);
  });

  test('links each gallery and each picture where it stands', async () => {
    const { galleries } = await makeSite(plan, cache, signal);
    const pages = pagesOf(galleries, (gallery) => `http://127.0.0.${gallery + 1}:80`);
    const linked = (path: string, pattern: RegExp) =>
      Array.from(pages.get(path)?.matchAll(pattern) ?? [], ([, url]) => url);
    expect(linked('/', /href="([^"]+)"/g)).toEqual(
      galleries.map(({ path }, i) => `http://127.0.0.${i + 1}:80${path}`),
    );
    for (const [i, { path, pictures }] of galleries.entries()) {
      expect(linked(path, /<img src="([^"]+)"/g)).toEqual(
        pictures.map((picture) => `http://127.0.0.${i + 1}:80${picture.path}`),
      );
    }
  });
});

describe('nginxConfig', () => {
  const places = { port: 81, folder: '/a b', pages: '/a "b"', pictures: '/c' };

  test('quotes paths, and leaves out what is not built in', () => {
    const config = nginxConfig(places, '--without-http_uwsgi_module', undefined);
    expect(config).toContain('root "/a \\"b\\"";');
    expect(config).toContain('proxy_temp_path "/a b/proxy";');
    expect(config).not.toContain('uwsgi');
    expect(config).not.toContain('user ');
  });

  test('names the user, who may be root alone', () => {
    expect(nginxConfig(places, '', 'root')).toContain('\nuser root;\n');
  });

  test('refuses a path that would be a variable', () => {
    expect(() => nginxConfig({ ...places, pictures: '/$c' }, '', undefined)).toThrow('dollar');
  });
});

test('hosts of all kinds are spread over the list, each with an address of its own', () => {
  const hosts = hostsOf({ healthy: 175, late: 10, dripping: 10, refused: 3, silent: 2 });
  expect(hosts).toHaveLength(200);
  expect(new Set(hosts.map(({ address }) => address)).size).toBe(200);
  for (const { address } of hosts) expect(address).toMatch(/^127\.0\.1\.([1-9]\d?|1\d\d|200)$/);
  const late = hosts.flatMap(({ kind }, i) => (kind === 'late' ? [i] : []));
  expect(late).toHaveLength(10);
  expect(late.filter((i) => i < 100)).toHaveLength(5);
});
