import { mkdir, mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { defineRecipe, inspectPage, type PageInspection } from '../../src/index.ts';
import { page, picture, redirect, status, withSite, type Answer } from '../support/site.ts';
import { png } from '../support/pictures.ts';

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'pixhaul-inspect-test-'));
  await mkdir(join(folder, 'tmp'));
  vi.stubEnv('TMPDIR', join(folder, 'tmp'));
});
afterAll(async () => {
  vi.unstubAllEnvs();
  await rm(folder, { recursive: true, force: true });
});

function robotsTxt(path: string): Answer {
  return status(200, { 'content-type': 'text/plain' }, `User-agent: *\nDisallow: ${path}`);
}

async function saved(html: string, name = 'page.html'): Promise<string> {
  const file = join(folder, name);
  await writeFile(file, html);
  return file;
}

const BASE = { url: 'https://example.org/gallery/' };

function fates({ candidates }: PageInspection) {
  return candidates.map(({ url, fate, rule, of }) => [url.replace(BASE.url, ''), fate, rule ?? of]);
}

function links(inspection: PageInspection) {
  return inspection.links.map(({ url, follow, rule }) => [url.replace(BASE.url, ''), follow, rule]);
}

describe('a saved page', () => {
  it('may be JSON, a feed or a list', async () => {
    const json = await inspectPage(await saved('{"image": "/a.jpg"}', 'a.json'), BASE);
    expect(json.page.kind).toBe('json');
    expect(json.candidates).toMatchObject([{ url: 'https://example.org/a.jpg', source: 'json' }]);
    const feed = '<rss><channel><title>Cats</title><item><link>/one/</link></item></channel></rss>';
    const { page, links: found } = await inspectPage(await saved(feed, 'feed.xml'), BASE);
    expect(page).toMatchObject({ kind: 'xml', title: 'Cats' });
    expect(found).toMatchObject([{ url: 'https://example.org/one/', follow: true }]);
    const list = await inspectPage(await saved('https://example.org/b.jpg', 'list.txt'), BASE);
    expect(list.page.kind).toBe('text');
    expect(list.candidates).toHaveLength(1);
  });

  it('is read by the recipe that matches it', async () => {
    const file = await saved('<a class=full href="/get/1"><img src="small/1.jpg"></a>');
    const recipe = defineRecipe({ id: 'mine', match: 'example.org', pictures: 'a.full' });
    const { page: read, candidates } = await inspectPage(file, { ...BASE, recipes: [recipe] });
    expect(read.readBy).toBe('recipe mine');
    expect(candidates.map(({ url, fate }) => [url, fate])).toContainEqual([
      'https://example.org/get/1',
      'save',
    ]);
    expect((await inspectPage(file, BASE)).page.readBy).toBeUndefined();
  });

  it('tells what becomes of each candidate', async () => {
    const file = await saved(`<title>Summer</title>
      <a href="big/1.jpg"><img src="small/1.jpg" width="120" alt="One"></a>
      <img srcset="2-400.jpg 400w, 2-800.jpg 800w">
      <a href="three.html"><img src="thumbs/3.jpg"></a>
      <img src="data:image/png;base64,AAAA"><img src="private/4.jpg">`);
    const inspection = await inspectPage(file, { ...BASE, exclude: ['private'] });
    expect(fates(inspection)).toEqual([
      ['big/1.jpg', 'save', undefined],
      ['small/1.jpg', 'smaller', 1],
      ['2-800.jpg', 'save', undefined],
      ['2-400.jpg', 'smaller', 3],
      ['thumbs/3.jpg', 'skip', 'thumbnail'],
      ['private/4.jpg', 'skip', 'excluded'],
      ['data:image/png;base64,AAAA', 'skip', 'data_url'],
    ]);
    expect(inspection.candidates[0]).toEqual({
      number: 1,
      picture: 1,
      fate: 'save',
      source: 'image-link',
      url: 'https://example.org/gallery/big/1.jpg',
      alt: 'One',
    });
    expect(inspection.candidates[2]).toMatchObject({ source: 'img-srcset', width: 800 });
    expect(inspection.candidates[4]).toMatchObject({ viewer: `${BASE.url}three.html` });
    expect(inspection.page).toMatchObject({ title: 'Summer', encoding: 'utf-8', kind: 'html' });
    expect(inspection.warnings).toEqual([]);
  });

  it('tells which links are followed, and why others are not', async () => {
    const file = await saved(`<a href="a.html">a</a> <a href="https://other.example/">o</a>
      <a href="secret/b.html">b</a> <a rel="next" href="?page=2">next</a> <a href="all.zip">z</a>
      <a href="../other/">up</a> <a href="?utm_source=x">here</a> <a href="?C=N;O=D">Name</a>`);
    const options = { ...BASE, exclude: ['secret'] };
    expect(links(await inspectPage(file, options))).toEqual([
      ['a.html', true, undefined],
      ['https://other.example/', false, 'off_site'],
      ['secret/b.html', false, 'excluded'],
      ['?page=2', true, undefined],
      ['https://example.org/other/', false, 'scope'],
      ['?utm_source=x', false, 'itself'],
      ['?C=N;O=D', false, 'listing'],
      ['all.zip', false, 'other_file'],
    ]);
    expect(
      links(await inspectPage(file, { ...options, depth: 0, spanHosts: true })).slice(0, 4),
    ).toEqual([
      ['a.html', false, 'max_depth'],
      ['https://other.example/', false, 'max_depth'],
      ['secret/b.html', false, 'excluded'],
      ['?page=2', true, undefined],
    ]);
    expect(links(await inspectPage(file, { ...BASE, include: ['page='] })).slice(0, 1)).toEqual([
      ['a.html', false, 'scope'],
    ]);
  });

  it('tells what the page says of robots, of a refresh, of a password', async () => {
    const file = await saved(`<meta name="robots" content="noimageindex">
      <meta http-equiv="refresh" content="3; url=next.html"><img src="1.jpg">
      <form action="login"><input type="password"></form>`);
    const inspection = await inspectPage(file, BASE);
    expect(inspection.page).toMatchObject({
      robots: [{ name: 'robots', content: 'noimageindex' }],
      refresh: `${BASE.url}next.html`,
      login: true,
    });
    expect(fates(inspection)).toEqual([['1.jpg', 'skip', 'robots_meta']]);
    expect(inspection.links).toEqual([{ url: `${BASE.url}next.html`, text: '', follow: true }]);
    expect(fates(await inspectPage(file, { ...BASE, robots: false }))).toEqual([
      ['1.jpg', 'save', undefined],
    ]);
  });

  it('knows where a browser saved it from, and says when it does not', async () => {
    const marked = await saved(
      '<!-- saved from url=(0028)https://example.org/gallery/ --><img src="1.jpg">',
    );
    expect(fates(await inspectPage(marked))).toEqual([['1.jpg', 'save', undefined]]);
    const inspection = await inspectPage(await saved('<img src="1.jpg">', 'a b.html'));
    expect(inspection.candidates[0]?.url).toBe('https://saved-page.invalid/1.jpg');
    expect(inspection.page.url).toBe('https://saved-page.invalid/a%20b.html');
    expect(inspection.warnings.map(({ code }) => code)).toEqual(['unknown_base']);
  });

  it('has exactly one chosen candidate a picture, whatever the page', async () => {
    const url = fc.constantFrom('a.jpg', 'b.jpg', 't/a.jpg', 'v.html', 'data:,', 'http://[', ' ');
    const element = fc.oneof(
      url.map((u) => `<img src="${u}">`),
      fc.tuple(url, url).map(([a, b]) => `<a href="${a}"><img src="${b}"></a>`),
      fc.tuple(url, url).map(([a, b]) => `<img srcset="${a} 1x, ${b} 2x" data-src="${a}">`),
      fc.string(),
    );
    await fc.assert(
      fc.asyncProperty(fc.array(element, { maxLength: 8 }), async (elements) => {
        const { candidates } = await inspectPage(await saved(elements.join('\n')), BASE);
        expect(candidates.map(({ number }) => number)).toEqual(candidates.map((_, i) => i + 1));
        for (const candidate of candidates) {
          expect(candidate.rule !== undefined).toBe(candidate.fate === 'skip');
          if (candidate.fate !== 'smaller') continue;
          const chosen = candidates[(candidate.of ?? 0) - 1];
          expect(chosen?.picture).toBe(candidate.picture);
          expect(chosen?.fate).not.toBe('smaller');
        }
      }),
      { numRuns: 60 },
    );
  });
});

describe('what cannot be inspected', () => {
  it.each([
    ['missing.html', 'there is no file missing.html'],
    ['./missing', 'there is no file ./missing'],
    ['folder/missing.html', '"folder/missing.html" is neither a file nor a web address'],
    ['nonsense', '"nonsense" is neither a file nor a web address'],
    ['ftp://example.org/', 'is not a web address'],
    ['mailto:a@example.org', 'is not a web address'],
    ['', 'is neither a file nor a web address'],
  ])('%j: %s', async (text, message) => {
    await expect(inspectPage(text)).rejects.toMatchObject({
      code: 'invalid_option',
      message: expect.stringContaining(message) as string,
    });
  });

  it('a folder, --url beside an address, and an option that cannot be used', async () => {
    await mkdir(join(folder, 'sub'), { recursive: true });
    const refused = { code: 'invalid_option' };
    await expect(inspectPage(join(folder, 'sub'))).rejects.toMatchObject(refused);
    await expect(inspectPage('https://example.org/', BASE)).rejects.toMatchObject(refused);
    const file = await saved('');
    await expect(inspectPage(file, { url: 'nowhere' })).rejects.toMatchObject(refused);
    await expect(inspectPage(file, { ...BASE, exclude: ['/(/'] })).rejects.toMatchObject(refused);
  });
});

describe('a page of a site', () => {
  it('is read as by a crawl, robots.txt and redirects included', async () => {
    const html = '<img src="/a.png"><img src="/no/b.png"><a href="/no/">n</a><a href="/yes/">y</a>';
    const routes = {
      '/robots.txt': robotsTxt('/no/'),
      '/': redirect('/gallery/'),
      '/gallery/': page(html),
      '/a.png': picture(png(8, 8)),
    };
    await withSite(routes, async (site) => {
      const inspection = await inspectPage(site.url);
      expect(inspection.page).toMatchObject({
        url: `${site.url}/`,
        finalUrl: `${site.url}/gallery/`,
      });
      expect(inspection.candidates.map(({ fate, rule }) => rule ?? fate)).toEqual([
        'save',
        'robots',
      ]);
      expect(inspection.links.map(({ follow, rule }) => rule ?? follow)).toEqual(['robots', true]);
      expect(inspection.failure).toBeUndefined();
      // Nothing but the page was asked for, and nothing is left.
      expect(site.requests.map(({ url }) => url)).toEqual(['/robots.txt', '/', '/gallery/']);
      expect(await readdir(join(folder, 'tmp'))).toEqual([]);
      const { candidates } = await inspectPage(site.url, { robots: false });
      expect(candidates.map(({ fate }) => fate)).toEqual(['save', 'save']);
    });
  });

  it('that cannot be read is told of as a crawl would record it, after one try', async () => {
    const routes = {
      '/gone': status(404),
      '/broken': status(503),
      '/barred': page('<img src="a.png">'),
      '/pdf': status(200, { 'content-type': 'application/pdf' }, '%PDF'),
      '/picture': picture(png(8, 8)),
      '/robots.txt': robotsTxt('/barred'),
    };
    await withSite(routes, async (site) => {
      const failureOf = async (path: string) => (await inspectPage(site.url + path)).failure;
      expect(await failureOf('/gone')).toMatchObject({ code: 'not_found', status: 404 });
      expect(await failureOf('/broken')).toMatchObject({ code: 'server_error', status: 503 });
      expect(site.asked('/broken')).toHaveLength(1);
      expect(await failureOf('/barred')).toMatchObject({ code: 'robots' });
      expect(site.asked('/barred')).toHaveLength(0);
      const inspection = await inspectPage(`${site.url}/picture`);
      expect(inspection.page.kind).toBe('picture');
      expect(inspection.candidates).toMatchObject([{ fate: 'save', source: 'page' }]);
      expect(await failureOf('/pdf')).toMatchObject({ code: 'not_html' });
    });
  });

  it('is given up when the caller says so', async () => {
    const abort = new AbortController();
    abort.abort(new Error('enough'));
    const stopped = inspectPage('http://127.0.0.1:9/', {}, { signal: abort.signal });
    await expect(stopped).rejects.toThrow('enough');
  });
});
