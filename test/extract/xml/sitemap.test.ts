import { expect, test } from 'vitest';
import { links, pictures, readXml } from '../documents.ts';

const NAMESPACES =
  'xmlns="http://www.sitemaps.org/schemas/sitemap/0.9" xmlns:i="http://www.google.com/schemas/sitemap-image/1.1"';

test('pages to follow, and the pictures that stand on them', async () => {
  const content = await readXml(
    `<?xml version="1.0" encoding="UTF-8"?><!-- made by hand --><urlset ${NAMESPACES}>
      <url><loc> https://site.test/quay?a=1&amp;b=2 </loc><i:image><i:loc>https://cdn.test/q.jpg</i:loc>
        <i:title>Quay</i:title><i:caption>at noon</i:caption></i:image></url>
      <url><loc>https://site.test/plain</loc></url><url><loc></loc></url></urlset>`,
  );
  expect(pictures(content)).toEqual([
    'https://cdn.test/q.jpg | title: Quay | caption: at noon | on: quay?a=1&b=2',
  ]);
  expect(content.pictures[0]?.page?.folder).toBe(true);
  expect(links(content)).toEqual(['quay?a=1&b=2', 'plain']);
});

test('an index leads to its sitemaps', async () => {
  const content = await readXml(
    `<sitemapindex ${NAMESPACES}><sitemap><loc>https://site.test/s1.xml.gz</loc></sitemap><sitemap><loc>/s2</loc></sitemap></sitemapindex>`,
  );
  expect(links(content)).toEqual(['+s1.xml.gz*', '+s2*']);
});
