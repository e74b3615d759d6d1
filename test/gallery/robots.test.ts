/** Pages that robots rules bar, wholly or in their pictures. */
import { extractDocument } from '../../src/extract/index.ts';
import { load } from 'cheerio';
import { describe, expect, it, test } from 'vitest';
import { createPageCheck, createScope, PageEnded, startRequest } from '../../src/gallery/index.ts';
import { createGalleryHandler, type GalleryPorts } from '../../src/gallery/handler.ts';
import type { TaggedResponse } from '../../src/gallery/robots.ts';
import type { LeasedGallery, NewImageRequest, Verdict } from '../../src/model.ts';

const START = 'https://example.org/cats/';

function lease(data: Partial<LeasedGallery['data']> = {}): LeasedGallery {
  const start = startRequest(START);
  if (start.kind !== 'gallery') throw new Error('a page was expected');
  return { ...start, id: 1, tries: 0, addedAt: 0, data: { ...start.data, ...data } };
}

const thumbnail: NewImageRequest = {
  kind: 'image',
  key: 'https://example.org/t/a.jpg',
  url: 'https://example.org/t/a.jpg',
  host: 'example.org',
  depth: 1,
  data: { gallery: 'cats', page: 1, num: 1 },
};

interface Setting {
  page?: LeasedGallery;
  response?: TaggedResponse;
  robots?: boolean;
}

async function read(html: string, { page = lease(), response, robots = true }: Setting = {}) {
  const warnings: string[] = [];
  let verdict: Verdict | undefined;
  const ports: GalleryPorts = {
    leaseOf: () => page,
    decide: (_, decided) => (verdict = decided),
    extract: extractDocument,
    countUnknown: (asked) => Promise.resolve(asked.length),
    warn: (code) => warnings.push(code),
    ...(robots ? { robots: { tokens: ['pixhaul'], mayFetch: () => Promise.resolve(true) } } : {}),
  };
  const scope = createScope({ start: [START], spanHosts: false, include: [], exclude: [] });
  const handler = createGalleryHandler(
    { scope, maxDepth: undefined, barrenLimit: 20, keepAll: false },
    ports,
  );
  const context = {
    request: { id: '1' },
    body: { kind: 'html', $: load(html) } as const,
    ...(response ? { response } : {}),
  };
  await handler(context);
  await handler(context);
  if (verdict?.state !== 'crawled') throw new Error('the page was not read');
  const skips = verdict.found.map(({ url, skip }) => [
    url.replace('https://example.org', ''),
    skip,
  ]);
  return { found: verdict.found, skips, warnings };
}

const meta = (content: string, name = 'robots') => `<meta name="${name}" content="${content}">`;
const PICTURE = '<img src="a.jpg">';
const tagged = (...values: string[]): TaggedResponse => ({
  headers: { 'x-robots-tag': values.join(', ') },
  headersDistinct: { 'x-robots-tag': values },
});

describe('a page that bars its pictures', () => {
  it.each<[string, string, Setting]>([
    ['noindex', meta('noindex, follow'), {}],
    ['noai', meta('noai'), {}],
    ['upper case', meta('NOIMAGEINDEX', 'ROBOTS'), {}],
    ['by our name', meta('noindex', 'pixhaul'), {}],
    ['in the body', `<body>${meta('noimageai')}`, {}],
    ['by its header', '', { response: tagged('noindex') }],
    ['by a second header', '', { response: tagged('otherbot: nofollow', 'noai') }],
  ])('%s', async (_, html, setting) => {
    const { skips } = await read(html + PICTURE, setting);
    expect(skips).toEqual([['/cats/a.jpg', 'robots_meta']]);
  });

  it.each<[string, string, Setting]>([
    ['nofollow alone', meta('nofollow'), {}],
    ['for another robot', meta('noindex', 'googlebot'), {}],
    ['another header', '', { response: tagged('otherbot: noindex') }],
    ['rules are not obeyed', meta('noindex'), { robots: false, response: tagged('noindex') }],
  ])('not: %s', async (_, html, setting) => {
    const { skips, warnings } = await read(html + PICTURE, setting);
    expect(skips).toEqual([['/cats/a.jpg', undefined]]);
    expect(warnings).toEqual([]);
  });

  it('is followed further, and reported once', async () => {
    const { skips, warnings } = await read(`${meta('noindex')}${PICTURE}<a href="b.html">b</a>`);
    expect(skips).toEqual([
      ['/cats/a.jpg', 'robots_meta'],
      ['/cats/b.html', undefined],
    ]);
    expect(warnings).toEqual(['robots_meta']);
  });

  it('bars the thumbnails that wait with its links too', async () => {
    const { found, skips } = await read(
      `${meta('noindex')}<a href="one.html"><img src="t/one.jpg"></a>`,
    );
    expect(skips).toEqual([
      ['/cats/t/one.jpg', 'thumbnail'],
      ['/cats/one.html', undefined],
    ]);
    const [viewer] = found.filter((request) => request.kind === 'gallery');
    expect(viewer?.data.thumbnails?.map(({ skip }) => skip)).toEqual(['robots_meta']);
  });

  it('leaves the thumbnail that led to it, which another page offered', async () => {
    const page = lease({ thumbnails: [thumbnail] });
    const { skips } = await read(meta('noindex') + PICTURE, { page });
    expect(skips).toEqual([
      ['/cats/a.jpg', 'robots_meta'],
      ['/t/a.jpg', undefined],
    ]);
  });
});

test('a page that robots.txt disallows ends before it is asked for; its thumbnails are kept', async () => {
  const page = lease({ thumbnails: [thumbnail] });
  const check = (allowed: boolean) =>
    createPageCheck({
      leaseOf: () => page,
      robots: { tokens: [], mayFetch: () => Promise.resolve(allowed) },
    })({ id: '1' });
  await expect(check(true)).resolves.toBeUndefined();
  const ended: unknown = await check(false).catch((error: unknown) => error);
  expect(ended).toBeInstanceOf(PageEnded);
  expect((ended as PageEnded).outcome).toEqual({
    state: 'skipped',
    rule: 'robots',
    found: [thumbnail],
  });
  await expect(createPageCheck({ leaseOf: () => page })({ id: '1' })).resolves.toBeUndefined();
});
