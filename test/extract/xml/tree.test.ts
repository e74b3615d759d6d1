import { describe, expect, it } from 'vitest';
import { atOnce } from '../../../src/extract/steps.ts';
import { parseXml, type XmlElement } from '../../../src/extract/xml/tree.ts';
import { pictures, readXml } from '../documents.ts';

/** Names and texts, nested. */
function outline({ name, text, children }: XmlElement): string {
  return `${name}${text === '' ? '' : `=${text}`}${children.length === 0 ? '' : `(${children.map(outline).join(' ')})`}`;
}

function outlineOf(text: string): string | undefined {
  const { root } = atOnce(parseXml(text));
  return root && outline(root);
}

describe('an XML text', () => {
  it.each([
    ['<a><b>1</b><c/>2</a>', 'a=2(b=1 c)'],
    ['<A><B>x &amp; &#121;</B></A>', 'a(b=x & y)'],
    ['<a><![CDATA[<b>&amp;]]></a>', 'a=<b>&amp;'],
    ['<a><link>x</link><br></br></a>', 'a(link=x br)'],
    ['<a><b></c></a>', 'a(b)'],
    ['<a><b>left open', 'a(b=left open)'],
    ['<?xml version="1.0"?><!-- c --><a/><b/>', 'a'],
    ['text only', undefined],
    ['<f:feed xmlns:f="http://www.w3.org/2005/Atom"/>', 'atom:feed'],
  ])('%s', (text, expected) => {
    expect(outlineOf(text)).toBe(expected);
  });

  it('that is too deep is cut, not lost', () => {
    const deep = `<a>${'<b>'.repeat(100_000)}${'</b>'.repeat(100_000)}<c>kept</c></a>`;
    const { root } = atOnce(parseXml(deep));
    expect(root?.children.map(({ name }) => name)).toEqual(['b', 'c']);
  });

  it('with more elements than are read says so', async () => {
    const content = await readXml(`<urlset>${'<url/>'.repeat(750_001)}</urlset>`);
    expect(content.incomplete).toBe(true);
  });
});

it('entities that a text declares neither expand nor fetch', async () => {
  const bomb = `<!DOCTYPE rss [<!ENTITY a "${'x'.repeat(1000)}"><!ENTITY b "&a;&a;&a;&a;"><!ENTITY f SYSTEM "file:///etc/passwd">]>
    <rss><channel><title>&b;&f;</title><item><title>&b;</title><enclosure type="image/png" url="/a.png?&f;"/></item></channel></rss>`;
  const content = await readXml(bomb);
  expect(content.title).toBe('&b;&f;');
  expect(pictures(content)).toEqual(['a.png?&f; | title: &b;']);
});
