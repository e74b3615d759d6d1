import { load } from 'cheerio';
import fc from 'fast-check';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { describe, expect, it } from 'vitest';
import { extractPage, own, type PageContent } from '../../src/extract/index.ts';
import { chosen, extract, PAGE } from './helpers.ts';
import * as saved from './saved-pages.ts';

describe('what is given', () => {
  it.each(Object.entries(saved))('%s: the same from text and from either parser', (_name, html) => {
    const fromText = extract(html);
    const crawlee = load(html, { xmlMode: false, _useHtmlParser2: true } as object);
    expect(extractPage({ $: crawlee, url: PAGE })).toEqual(fromText);
    // Here scripts count as on, and the content of noscript is one text.
    expect(extractPage({ $: load(html), url: PAGE })).toEqual(fromText);
  });

  it('an empty page offers nothing', () => {
    expect(extract('')).toEqual({ pictures: [], refused: [], links: [] });
  });

  it('XHTML, parsed as XML', () => {
    const html = '<html><body><a href="o.jpg"><![CDATA[x]]><img src="t.jpg"/></a></body></html>';
    const $ = load(html, { xml: true });
    expect(extractPage({ $, url: PAGE }).pictures).toHaveLength(1);
  });

  it('the title is that of the page, not of a drawing', () => {
    const html = '<svg><title>icon</title></svg><title> A\n <b>&amp; B </title><title>C</title>';
    expect(extract(html).title).toBe('A <b>& B');
  });

  it('a page URL that is none refuses relative URLs only', () => {
    const { pictures, refused } = extract(
      '<img src="a.jpg"><img src="http://a.test/b.jpg">',
      'nonsense',
    );
    expect(pictures.map((picture) => picture.chosen.url)).toEqual(['http://a.test/b.jpg']);
    expect(refused).toMatchObject([{ url: 'a.jpg', rule: 'invalid_url' }]);
  });
});

/** Small alphabets, so that the parts of a page meet: equal URLs, renditions, placeholders, nesting gone wrong. */
const url = fc.constantFrom(
  'a.jpg',
  'a_s.jpg',
  'thumbs/a.jpg',
  'a-300x200.jpg',
  'a.jpg?w=1',
  'b.jpg',
  'tn_b.jpg',
  'full/b.jpg',
  'blank.gif',
  'data:image/gif;base64,AA',
  'javascript:1',
  'http://[',
  'v.html',
  '#',
  '',
  'x y.png',
  '//c.test/a.jpg',
  'a.jpg#z',
  '?p=2',
);
const attribute = fc
  .tuple(
    fc.constantFrom(
      'src',
      'href',
      'data-src',
      'data-full',
      'srcset',
      'data-srcset',
      'alt',
      'title',
      'class',
      'rel',
      'width',
      'style',
      'data-bg',
      'data-image',
      'data-gallery',
      'poster',
      'data',
      'property',
      'content',
      'itemprop',
      'itemtype',
    ),
    fc.oneof(
      url,
      fc.constantFrom(
        'next',
        'pagination',
        'lazy',
        'a.jpg 300w, b.jpg 600w',
        'a_s.jpg 2x',
        '40',
        'background: url(a.jpg), url(b.jpg)',
        '[&quot;/album/a.jpg&quot;]',
        'og:image',
        'contentUrl',
        'http://schema.org/ImageObject',
      ),
    ),
  )
  .map(([name, value]) => ` ${name}="${value}"`);
const name = fc.constantFrom(
  'a',
  'img',
  'picture',
  'source',
  'noscript',
  'div',
  'base',
  'area',
  'link',
  'svg',
  'title',
  'p',
  'td',
  'figure',
  'figcaption',
  'meta',
  'video',
  'object',
  'image',
  'template',
  'style',
);
const piece = fc.oneof(
  {
    weight: 5,
    arbitrary: fc
      .tuple(name, fc.array(attribute, { maxLength: 3 }))
      .map(([tag, attributes]) => `<${tag}${attributes.join('')}>`),
  },
  { weight: 2, arbitrary: name.map((tag) => `</${tag}>`) },
  {
    weight: 1,
    arbitrary: fc.oneof(
      fc.constantFrom('2', 'next', '»', '<', '<!--', '-->', '"', ' '),
      fc.string(),
    ),
  },
);
const markup = fc.array(piece, { maxLength: 40 }).map((pieces) => pieces.join(''));

/** Names that meet in every way two files can: renditions, equal stems, a placeholder, one that is refused. */
const FILES = [
  'a.jpg',
  'a_s.jpg',
  'thumbs/a.jpg',
  'a-300x200.jpg',
  'full/a.jpg',
  'b.jpg',
  'tn_b.jpg',
  'blank.gif',
  'data:image/gif;base64,AA',
];

function urlsOf({ pictures, links }: PageContent): string[] {
  return [
    ...pictures.flatMap((picture) => [
      picture.chosen.url,
      ...picture.others.map((other) => other.url),
      ...(picture.linksTo === undefined ? [] : [picture.linksTo]),
    ]),
    ...links.map((link) => link.url),
  ];
}

describe('whatever the markup', () => {
  it('every URL is absolute, http(s) and without fragment', () => {
    const pageUrl = fc.oneof(fc.constant(PAGE), fc.string(), fc.webUrl());
    fc.assert(
      fc.property(fc.oneof(markup, fc.string({ unit: 'binary' })), pageUrl, (html, page) =>
        urlsOf(extract(html, page)).every(
          (each) => /^https?:\/\/[^#\s]+$/.test(each) && new URL(each).href === each,
        ),
      ),
      { numRuns: 300 },
    );
  });

  it("a URL is chosen once, and is then among nobody's others; links stand once", () => {
    fc.assert(
      fc.property(markup, (html) => {
        const { pictures, links } = extract(html);
        const best = pictures.map((picture) => picture.chosen.url);
        const others = pictures.flatMap((picture) => picture.others.map((other) => other.url));
        return (
          new Set(best).size === best.length &&
          others.every((other) => !best.includes(other)) &&
          new Set(links.map((link) => link.url)).size === links.length
        );
      }),
      { numRuns: 300 },
    );
  });

  it('no picture is lost: each URL is chosen, among the others, or refused', () => {
    const block = fc
      .tuple(
        fc.constantFrom(
          '<img src="1">',
          '<a href="1"><img src="2"></a>',
          '<a href="1">x</a>',
          '<img src="1" data-src="2">',
          '<img data-src="1"><noscript><img src="2"></noscript>',
          '<img src="1"><noscript><img src="2"></noscript>',
          '<picture><source srcset="1 100w"><img src="2"></picture>',
          '<a href="v.html"><img src="1" srcset="2 300w"></a>',
          '<a href="1"><img src="2"><img src="1"></a>',
        ),
        fc.constantFrom(...FILES),
        fc.constantFrom(...FILES),
      )
      .map(([html, one, two]) => ({
        html: html.replaceAll('"1', `"${one}`).replaceAll('"2', `"${two}`),
        files: [...(html.includes('"1') ? [one] : []), ...(html.includes('"2') ? [two] : [])],
      }));
    fc.assert(
      fc.property(fc.array(block, { maxLength: 12 }), (blocks) => {
        const content = extract(blocks.map(({ html }) => html).join('<p>'));
        const known = new Set([
          ...urlsOf(content),
          ...content.refused.map((refused) => refused.url),
        ]);
        return blocks
          .flatMap(({ files }) => files)
          .every((file) => known.has(file) || known.has(new URL(file, PAGE).href));
      }),
      { numRuns: 500 },
    );
  });
});

/** Milliseconds of processor time that a page takes, at its best of two: others may be using the machine. */
function time(html: string): number {
  const took = [1, 2].map(() => {
    const started = process.cpuUsage();
    extract(html);
    return process.cpuUsage(started).user / 1000;
  });
  return Math.min(...took);
}

describe('the work is bounded', () => {
  const numbered = (html: string, count: number) =>
    Array.from({ length: count }, (_, index) => html.replaceAll('N', `img${index}`)).join('');

  it('10,000 pictures with all that belongs to them', () => {
    const html = numbered(
      '<a href="full/N.jpg"><img src="thumbs/N.jpg" srcset="s/N.jpg 1x, l/N.jpg 2x"></a>',
      10_000,
    );
    const started = process.cpuUsage();
    expect(extract(html).pictures).toHaveLength(10_000);
    expect(process.cpuUsage(started).user / 1000).toBeLessThan(2_500);
  });

  it.each([
    ['nested elements', '<div>', 40_000],
    ['nested links', '<a href="N.html">x', 4_000],
    ['nested links to files', '<a href="N.jpg"><img src="N_s.jpg">', 2_000],
    ['nested noscript', '<noscript>', 4_000],
    ['nested pictures', '<picture><source srcset="N.jpg 9w">', 2_000],
    ['pictures in one link', '<img src="N.jpg">', 4_000],
    ['sources in one picture', '<source srcset="N.jpg 9w">', 4_000],
    ['comments between pictures', '<!-- --> <!-- --><img src="N.jpg"><!-- -->', 2_000],
    ['blank noscripts', '<!-- --><noscript> <!-- --></noscript>', 2_000],
    ['linked renditions of one name', '<a href="x_s.jpg?N">1</a><img src="x_s.jpg?aN">', 2_000],
    [
      'chains of renditions',
      '<img srcset="N.jpg 100w, Na.jpg 200w"><img srcset="Na.jpg 100w, Nb.jpg 200w">',
      2_000,
    ],
    ['numbers', '<a href="N">2</a>', 4_000],
    ['nested holders', '<div data-src="N.jpg">', 4_000],
    ['nested figures', '<figure><img src="N.jpg"><figcaption>N', 2_000],
    ['nested templates', '<template><img src="N.jpg">', 2_000],
    ['backgrounds', '<i style="background:url(N.jpg), url(N.png)"></i>', 2_000],
    [
      'open functions in a style',
      `<i style="background:${'image-set('.repeat(500)}url(N.jpg)"></i>`,
      50,
    ],
    ['rules of style sheets', '<style>.N{background:url(N.jpg)}</style>', 50],
    [
      'named only',
      '<meta property="og:image" content="N.jpg?w=1"><meta property="og:image" content="N.jpg?w=2">',
      2_000,
    ],
    ['named with one name', '<link rel="image_src" href="x.jpg?N"><img src="x.jpg?aN">', 2_000],
    ['JSON in attributes', `<i data-x='[{"src":"/N.jpg","thumb":"/tN.jpg"}]'></i>`, 2_000],
    ['JSON-LD', '<script type="application/ld+json">[[[{"image":["N.jpg"]}]]]</script>', 100],
    ['the same data: URL', `<img src="data:${'x'.repeat(100)}">`, 4_000],
    ['invalid URLs', '<img src="http://[">', 4_000],
  ])('%s', (_what, html, count) => {
    const page = (times: number) => `<a href="o.jpg"><picture>${numbered(html, times)}`;
    extract(page(50));
    const [some, all] = [time(page(count / 4)), time(page(count))];
    // Four times the page: quadratic work would take sixteen times as long.
    expect(all).toBeLessThan(9 * some + 100);
  });

  it('a long chain of renditions is one picture', () => {
    const links = Array.from(
      { length: 3_000 },
      (_, n) => `<img srcset="i${n}.jpg 1x, i${n + 1}.jpg 2x">`,
    );
    expect(chosen(links.join(''))).toHaveLength(1);
    expect(chosen(links.toReversed().join(''))).toHaveLength(1);
  });

  it('a huge base is not repeated in every URL', () => {
    const html = `<base href="/${'x'.repeat(100_000)}/">${numbered('<img src="N.jpg">', 2_000)}`;
    expect(chosen(html)[0]).toBe('img0.jpg');
  });
});

describe('own', () => {
  it('gives the same text', () => {
    fc.assert(fc.property(fc.string({ unit: 'binary' }), (text) => own(text) === text));
    expect(own('\ud800x')).toBe('\ud800x');
  });

  it('what is returned does not keep its page in memory', () => {
    setFlagsFromString('--expose-gc');
    const collect = runInNewContext('gc') as () => void;
    const kept: PageContent[] = [];
    const read = (n: number) => {
      const filler = `<p>${`${n} `.repeat(500_000)}</p>`;
      const text = `page number ${n} has a long text`;
      kept.push(
        extract(
          `<title>${text}</title><a href="/${n}/a-long-enough-address.html" title="${text}">${text}
           <img src="/${n}/a-long-enough-address.jpg" alt="${text}" data-src="data:${text}"></a>${filler}`,
        ),
      );
    };
    read(0);
    collect();
    const before = process.memoryUsage().heapUsed;
    for (let n = 1; n <= 30; n++) read(n);
    collect();
    const grown = process.memoryUsage().heapUsed - before;
    expect(kept).toHaveLength(31);
    // Thirty pages of more than a megabyte each.
    expect(grown).toBeLessThan(8_000_000);
  });
});
