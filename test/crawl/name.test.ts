import fc from 'fast-check';
import { expect, test } from 'vitest';
import { parseOptions } from '../../src/config/index.ts';
import { crawlName } from '../../src/crawl/name.ts';

test.each([
  ['https://example.org/', 'example.org'],
  ['https://example.org/g/cats/?p=1', 'example.org-g-cats-p-1'],
  ['http://127.0.0.1:8080/', '127.0.0.1-8080'],
  ['https://example.org/%E7%8C%AB/', 'example.org-猫'],
])('%s → %s', (url, name) => {
  expect(crawlName(url)).toBe(name);
});

test('any name can be given back as --name', () => {
  fc.assert(
    fc.property(fc.webUrl({ withQueryParameters: true }), (url) => {
      expect(parseOptions({ start: [url], name: crawlName(url) }).name).toBe(crawlName(url));
    }),
  );
});

test('long addresses that differ only at the end have different names', () => {
  const long = `https://example.org/${'a'.repeat(200)}`;
  expect(crawlName(`${long}1`)).not.toBe(crawlName(`${long}2`));
});
