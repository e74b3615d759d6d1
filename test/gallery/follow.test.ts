import { expect, test } from 'vitest';
import { extractDocument, parsePage, type PageDocument } from '../../src/extract/index.ts';
import { followed } from '../../src/gallery/follow.ts';
import { createScope } from '../../src/gallery/scope.ts';
import { startPage } from '../../src/gallery/start-request.ts';

const SITE = 'https://example.org';
const START = `${SITE}/photos/2024/`;

/** Paths that a document's links lead to, with the steps outside. */
async function paths(document: PageDocument, { start = START, outside = 0 } = {}) {
  const content = await extractDocument(document);
  const page = { ...startPage(start), id: 1, tries: 0, addedAt: 0 };
  if (outside > 0) page.data.outside = outside;
  const scope = createScope({ start: [start], spanHosts: false, include: [], exclude: [] });
  const context = { page, finalUrl: document.url, scope, maxDepth: undefined, keepAll: false };
  return followed(content, context).map(
    ({ url, data }) =>
      url.slice(SITE.length) + (data.outside === undefined ? '' : ` +${data.outside}`),
  );
}

async function pathsOf(html: string, options: { start?: string; outside?: number } = {}) {
  const url = options.start ?? START;
  return paths({ kind: 'html', $: await parsePage(html), url }, options);
}

test('a start URL that is a folder keeps to it, but for viewers and further pages', async () => {
  const html = `<a href="/"><img src="/img/logo.png" class="logo" alt="Logo"></a> <a href="/photos/">up</a> <a href="/blog/">Blog</a>
    <a href="sub/">Sub</a> <a href="/view?id=7"><img src="t/7.jpg" width="200" height="150"></a> <a rel="next" href="/album?p=2">next</a>`;
  expect(await pathsOf(html)).toEqual(['/photos/2024/sub/', '/view?id=7 +1', '/album?p=2']);
});

test('outside, pictures lead one step further, and no more', async () => {
  const html = `<a href="/view?id=8"><img src="8.jpg" width="200" height="150"></a> <a href="?page=3" rel="next">next</a> <a href="/tags">tags</a>`;
  expect(await pathsOf(html, { outside: 1 })).toEqual(['/view?id=8 +2', '/photos/2024/?page=3']);
  expect(await pathsOf(html, { outside: 2 })).toEqual(['/photos/2024/?page=3']);
});

test('what a feed tells of is followed all over the site; a sitemap is a list of everything', async () => {
  const start = `${SITE}/blog/feed/`;
  const feed = `<rss><channel><item><link>/2024/quay/</link></item><item><link>https://other.test/</link></item></channel></rss>`;
  expect(await paths({ kind: 'xml', text: feed, url: start }, { start })).toEqual(['/2024/quay/']);
  const sitemap = `<urlset><url><loc>${SITE}/blog/</loc></url><url><loc>${START}quay/</loc></url></urlset>`;
  expect(await paths({ kind: 'xml', text: sitemap, url: `${SITE}/sitemap.xml` })).toEqual([
    '/photos/2024/quay/',
  ]);
});

test.each([
  [
    'Apache',
    `<h1>Index of /photos</h1><table><tr><th><a href="?C=N;O=D">Name</a></th><th><a href="?C=M;O=A">Last modified</a></th></tr>
     <tr><td><a href="/">Parent Directory</a></td></tr><tr><td><a href="a/">a/</a></td></tr></table>`,
  ],
  ['nginx', `<h1>Index of /photos/</h1><pre><a href="../">../</a>\n<a href="a/">a/</a></pre>`],
  [
    'nginx, fancyindex',
    `<a href="?C=N&amp;O=A">File Name</a><a href="../">Parent directory/</a><a href="a/">a/</a>`,
  ],
  ['lighttpd', `<a href="../">..</a>/ <a href="a/">a</a>/`],
  [
    'Caddy',
    `<a href="..">Up</a><a href="./?sort=name&order=desc">Name</a><a href="?layout=grid">Grid</a><a href="./a/">a</a>`,
  ],
  ['IIS', `<pre><a href="/">[To Parent Directory]</a><br><a href="/photos/a/">a</a></pre>`],
  ['python -m http.server', `<ul><li><a href="a/">a/</a></li></ul>`],
])('a listing of %s: its folders, neither sorted anew nor up', async (_, html) => {
  // The whole site is within reach: what is left out is so for what it is.
  const document = { kind: 'html', $: await parsePage(html), url: `${SITE}/photos/` } as const;
  expect(await paths(document, { start: `${SITE}/index.html` })).toEqual(['/photos/a/']);
});
