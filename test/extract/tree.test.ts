import { isTag, isText, type ChildNode } from 'domhandler';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { extractPage, extractPageInTurns, parsePage } from '../../src/extract/index.ts';
import { MAX_LINKS, MAX_PICTURES } from '../../src/extract/collector.ts';
import { parseTree } from '../../src/extract/tree.ts';
import { chosen, extract, PAGE } from './helpers.ts';

/** `div[p[text] p]`. */
function outline(nodes: readonly ChildNode[]): string {
  return nodes
    .map((node) => {
      if (isText(node)) return JSON.stringify(node.data);
      if (!isTag(node)) return '?';
      const inside = outline(node.children);
      return inside === '' ? node.name : `${node.name}[${inside}]`;
    })
    .join(' ');
}

describe('the tree of a page', () => {
  it.each([
    ['<p>a<p>b', 'p["a"] p["b"]'],
    ['<ul><li>a<li>b</ul>c', 'ul[li["a"] li["b"]] "c"'],
    ['<table><tr><td>a<td>b<tr><td>c</table>', 'table[tr[td["a"] td["b"]] tr[td["c"]]]'],
    ['<dl><dt>a<dd>b<dt>c</dl>', 'dl[dt["a"] dd["b"] dt["c"]]'],
    ['<div><b>a</div>b', 'div[b["a"]] "b"'],
    ['a</b></p>c', '"ac"'],
    ['<DIV Class=x>a</Div>', 'div["a"]'],
    ['<svg/><img><svg><path/><g>a</svg>b', 'svg img svg[path g["a"]] "b"'],
    ['<img src=a>b<br/>c', 'img "b" br "c"'],
    ['a</br>b</img>c', '"a" br "bc"'],
    ['<a/>b', 'a["b"]'],
    ['<svg><path/><title>t</title></svg>b', 'svg[path title["t"]] "b"'],
    ['a &amp; b&eacute;&#x41;&bogus;', '"a & béA&bogus;"'],
    ['<!-- <b> -->a<![CDATA[b]]><?php x ?><!doctype html>c', '"ac"'],
    ['<script>"<b>"</script>a', 'script["\\"<b>\\""] "a"'],
    ['<title>a<b></title>', 'title["a<b>"]'],
    ['<a href="x', ''],
    ['a < b <3 <>c', '"a < b <3 <>c"'],
  ])('%s', (html, tree) => expect(outline(parseTree(html).children)).toBe(tree));

  it.each([
    ['<a/>b<![CDATA[<c>]]>', 'a "b<c>"'],
    ['<?xml version="1.0"?><script src="x"/><p/>b', 'script p "b"'],
  ])('of XHTML: %s', async (html, tree) => {
    const $ = await parsePage(html, { xml: true });
    expect(outline($.root().get(0)?.children ?? [])).toBe(tree);
  });

  it('keeps the first of two attributes of one name, in lower case, decoded', () => {
    const [image] = parseTree('<img SRC="a&amp;b" src=c alt>').children;
    expect(image).toMatchObject({ attribs: { src: 'a&b', alt: '' } });
  });

  it('is the same in one go and in turns, whatever the markup', () =>
    fc.assert(
      fc.asyncProperty(
        fc.array(
          fc.oneof(
            fc.constantFrom('<a ', '<b>', '</b>', '>', '"', '&amp', '<!--', '<svg/>'),
            fc.string(),
          ),
        ),
        async (parts) => {
          const html = parts.join('');
          const $ = await parsePage(html);
          expect(outline($.root().get(0)?.children ?? [])).toBe(outline(parseTree(html).children));
        },
      ),
      { numRuns: 200 },
    ));
});

describe('a hostile page is read in bounded time and memory', () => {
  // To the square of their length, each of these would take many minutes.
  it.each([
    ['end tags that match nothing', '<b>'.repeat(150_000) + '</i>'.repeat(500_000)],
    ['nested elements', '<div>'.repeat(300_000)],
    ['attributes', `<a ${Array.from({ length: 300_000 }, (_, i) => `a${i}`).join(' ')}>`],
    ['an attribute of many pieces', `<a href="${'x&amp;'.repeat(500_000)}">`],
    ['one srcset', `<img srcset="${'a 1w,'.repeat(500_000)}">`],
    ['a large base', `<base href="/${'x'.repeat(16_000)}/">${'<img src=a>'.repeat(50_000)}`],
    [
      'patterns',
      Array.from({ length: 500 }, (_, i) => `<img src="${i}${'{'.repeat(5_200)}">`).join(''),
    ],
    ['lone ampersands and angles', '&<&#'.repeat(300_000)],
  ])('%s', (_, html) => expect(extract(html).pictures.length).toBeLessThan(501));

  it('more elements than are looked at', async () => {
    const $ = await parsePage('<b>'.repeat(800_000) + '<img src=late>');
    expect(extractPage({ $, url: PAGE })).toMatchObject({ incomplete: true, pictures: [] });
  });

  it('more pictures and links than are looked at', () => {
    const html = Array.from(
      { length: MAX_PICTURES + 5 },
      (_, i) => `<a href=p${i}></a><img src=${i}.jpg>`,
    ).join('');
    const { pictures, links, incomplete } = extract(html);
    expect([pictures.length, links.length, incomplete]).toEqual([MAX_PICTURES, MAX_LINKS, true]);
  });

  it('in turns with everything else', async () => {
    const html = Array.from({ length: 20_000 }, (_, i) => `<a href=${i}><img src=${i}.jpg></a>`);
    let turns = 0;
    const timer = setInterval(() => turns++, 1);
    const $ = await parsePage(html.join(''));
    const { pictures } = await extractPageInTurns({ $, url: PAGE });
    clearInterval(timer);
    expect(pictures).toHaveLength(20_000);
    expect(turns).toBeGreaterThan(3);
  });
});

it('10,000 pictures are all found, deep below elements that were never closed', () => {
  const html = Array.from({ length: 10_000 }, (_, i) => `<font><div><img src="${i}.jpg">`).join('');
  expect(chosen(html)).toHaveLength(10_000);
  expect(extract(html).incomplete).toBeUndefined();
});
