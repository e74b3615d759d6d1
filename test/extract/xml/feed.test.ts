import { expect, test } from 'vitest';
import { links, pictures, readXml } from '../documents.ts';

const rss = (items: string, more = '') =>
  `<?xml version="1.0"?><rss version="2.0" xmlns:media="http://search.yahoo.com/mrss/" xmlns:content="http://purl.org/rss/1.0/modules/content/"
  xmlns:a="http://www.w3.org/2005/Atom"><channel><title>Boats &amp; quays</title><link>https://site.test/</link>${more}${items}</channel></rss>`;

test('RSS: enclosures and the pictures of the text; items are pages to follow', async () => {
  const content = await readXml(
    rss(
      `<item><title>One</title><link>https://site.test/one/</link>
        <enclosure url="/full/one" type="image/jpeg" length="1"/><enclosure url="/talk.mp3" type="audio/mpeg"/>
        <description>&lt;img src="short.jpg"&gt;</description>
        <content:encoded><![CDATA[<p><img src="pics/a.jpg" alt="A"></p>]]></content:encoded></item>
      <item><title>Two</title><guid>https://site.test/two/</guid><description><![CDATA[<img src="b.jpg">]]></description></item>`,
      '<a:link rel="next" href="https://site.test/feed.xml?page=2"/><image><url>/logo.png</url></image>',
    ),
  );
  expect(content.title).toBe('Boats & quays');
  expect(pictures(content)).toEqual([
    'full/one | title: One | on: one/',
    'one/pics/a.jpg | title: One | alt: A | on: one/',
    'two/b.jpg | title: Two | on: two/',
  ]);
  expect(links(content)).toEqual(['one/', 'two/', '+feed.xml?page=2*']);
});

test('Media RSS: a group is one picture, largest first; a thumbnail counts where it is alone', async () => {
  const content = await readXml(
    rss(
      `<item><link>/1</link><media:group>
        <media:content url="/1s.jpg" width="320" medium="image"/><media:content url="/1l.jpg" width="1280" medium="image"/>
        <media:title>Harbour</media:title><media:thumbnail url="/1t.jpg" width="75"/></media:group></item>
      <item><link>/2</link><media:content url="/2" type="image/png"><media:description>at night</media:description></media:content>
        <media:content url="/film.mp4" type="video/mp4"/><media:thumbnail url="/2t.jpg"/></item>
      <item><link>/3</link><media:thumbnail url="/3s.jpg" width="75"/><media:thumbnail url="/3l.jpg" width="240"/></item>`,
    ),
  );
  expect(pictures(content)).toEqual([
    '1l.jpg < 1s.jpg < 1t.jpg | title: Harbour | on: 1',
    '2 | caption: at night | on: 2',
    '3l.jpg < 3s.jpg | on: 3 | viewer: 3',
  ]);
});

test('Media RSS under another prefix is the same', async () => {
  const text = `<rss xmlns:m="https://search.yahoo.com/mrss"><channel><item><m:content url="/a.jpg"/></item></channel></rss>`;
  expect(pictures(await readXml(text))).toEqual(['a.jpg']);
});

test('RSS 1.0: items beside the channel', async () => {
  const text = `<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns="http://purl.org/rss/1.0/">
    <channel><title>Old</title></channel><item><title>A</title><link>/a/</link><description>&lt;img src=x.gif&gt;</description></item></rdf:RDF>`;
  const content = await readXml(text);
  expect(content.title).toBe('Old');
  expect(pictures(content)).toEqual(['a/x.gif | title: A | on: a/']);
});

test('Atom: escaped and XHTML content, enclosures, the alternate link, the next page', async () => {
  const text = `<feed xmlns="http://www.w3.org/2005/Atom"><title type="html">&lt;b&gt;Quays&lt;/b&gt;</title>
    <link rel="self" href="/atom.xml"/><link rel="next" href="/atom.xml?p=2"/>
    <entry><title>One</title><link rel="edit" href="/edit"/><link href="/one/"/>
      <content type="html">&lt;img src="a.jpg"></content><summary>short</summary></entry>
    <entry><title>Two</title><link rel="alternate" type="text/html" href="/two/"/><link rel="enclosure" type="image/jpeg" href="/two"/>
      <content type="xhtml"><div xmlns="http://www.w3.org/1999/xhtml"><p>a &lt; b <img src="b.jpg"/></p></div></content></entry></feed>`;
  const content = await readXml(text);
  expect(content.title).toBe('Quays');
  expect(pictures(content)).toEqual([
    'one/a.jpg | title: One | on: one/',
    'two | title: Two | on: two/',
    'two/b.jpg | title: Two | on: two/',
  ]);
  expect(links(content)).toEqual(['one/', 'two/', '+atom.xml?p=2*']);
});

test('a thumbnail in the text that links to a page waits for it', async () => {
  const content = await readXml(
    rss(
      '<item><link>/one/</link><description><![CDATA[<a href="/photo/1"><img src="/t/1.jpg"></a>]]></description></item>',
    ),
  );
  expect(pictures(content)).toEqual(['t/1.jpg | on: one/ | viewer: photo/1']);
  expect(links(content)).toEqual(['one/', 'photo/1']);
});
