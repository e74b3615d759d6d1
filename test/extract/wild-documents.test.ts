import fc from 'fast-check';
import { expect, test } from 'vitest';
import { extractDocument } from '../../src/extract/index.ts';
import { readJson, readXml } from './documents.ts';

/** Keys and texts that the readers look for, so that their branches are reached. */
const WORDS = [
  ...['url', 'id', '@id', 'type', '@type', 'service', 'items', 'body', 'images', 'resource'],
  ...['source_url', 'media_details', 'sizes', 'title', 'rendered', 'content', '_links', 'profile'],
  ...[
    'query',
    'pages',
    'imageinfo',
    'continue',
    'data',
    'img',
    'thumb',
    'version',
    'next',
    'label',
  ],
];
const VALUES = [
  ...['Manifest', 'sc:Collection', 'Choice', 'ImageService3', 'https://jsonfeed.org/version/1'],
  ...['/a.jpg', 'http://[', 'data:image/png,', '<img src=a.jpg>', 'http://iiif.io/api/image/2/x'],
];

const json = fc.letrec<{ value: unknown }>((tie) => ({
  value: fc.oneof(
    { depthSize: 'medium' },
    fc.constantFrom<unknown>(...VALUES, null, true, -1, 640),
    fc.string(),
    fc.array(tie('value'), { maxLength: 4 }),
    fc.dictionary(fc.oneof(fc.constantFrom(...WORDS), fc.string()), tie('value'), { maxKeys: 6 }),
  ),
})).value;

test('whatever JSON says, it is read', async () => {
  const url = 'https://site.test/w/api.php?action=query&list=categorymembers&cmtitle=C';
  await fc.assert(
    fc.asyncProperty(json, async (value) => {
      const content = await readJson(value, { url });
      for (const { chosen } of content.pictures) expect(URL.canParse(chosen.url)).toBe(true);
      for (const link of content.links) expect(URL.canParse(link.url)).toBe(true);
    }),
    { numRuns: 500 },
  );
});

const TAGS =
  'rss channel item link feed entry content media:group media:content urlset url loc image:image'.split(
    ' ',
  );

const xml = fc.array(
  fc.oneof(
    fc.constantFrom(...TAGS).map((tag) => `<${tag}>`),
    fc.constantFrom(...TAGS).map((tag) => `</${tag}>`),
    fc
      .constantFrom(...TAGS)
      .map((tag) => `<${tag} url="/a.jpg" href='&#x2f;b' rel=next type="xhtml"/>`),
    fc.constantFrom(
      '<![CDATA[',
      ']]>',
      '<!--',
      '-->',
      '<?xml',
      '&amp;',
      '&#xD800;',
      '&no;',
      '<',
      '"',
    ),
    fc.string(),
  ),
);

test('whatever XML says, it is read', async () => {
  await fc.assert(
    fc.asyncProperty(xml, async (pieces) => {
      const content = await readXml(`<rss>${pieces.join('')}`);
      for (const { chosen } of content.pictures) expect(URL.canParse(chosen.url)).toBe(true);
    }),
    { numRuns: 500 },
  );
});

test('whatever a list says, it is read', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(fc.oneof(fc.webUrl(), fc.string())), async (lines) => {
      const text = lines.join('\n');
      await extractDocument({ kind: 'text', text, url: 'https://site.test/list' });
    }),
  );
});

/** Milliseconds. */
async function timed(work: () => Promise<unknown>): Promise<number> {
  const began = performance.now();
  await work();
  return performance.now() - began;
}

test('a megabyte of the worst takes no longer than it should', { timeout: 60_000 }, async () => {
  const many = 100_000;
  const worst = [
    `<rss>${'<item>'.repeat(many)}`,
    `<rss><channel>${'<item><link>/a</link><description>&lt;img src=a.jpg&gt;</description></item>'.repeat(many / 10)}`,
    `<urlset>${'</url>'.repeat(many)}`,
    `<urlset><url><loc>${'&amp;'.repeat(many)}`,
    `<rss>${'<![CDATA['.repeat(many)}`,
    `<rss ${'a="b" '.repeat(many)}>`,
  ];
  for (const text of worst) expect(await timed(() => readXml(text))).toBeLessThan(8_000);
  const deep = JSON.parse(`${'[{"image":'.repeat(many)}"/a.jpg"${'}]'.repeat(many)}`) as unknown;
  expect(await timed(() => readJson(deep))).toBeLessThan(8_000);
  expect(await timed(() => readJson(deep, { path: '..image..image..image' }))).toBeLessThan(8_000);
});
