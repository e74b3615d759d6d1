import fc from 'fast-check';
import { expect, it } from 'vitest';
import { extractPage } from '../../src/extract/index.ts';
import { encodeQuery } from '../../src/extract/query-encoding.ts';

it.each([
  ['gbk', '/p?s=猫', '/p?s=%C3%A8'],
  ['shift_jis', '?s=猫', '?s=%94L'],
  ['euc-jp', '?s=猫', '?s=%C7%AD'],
  ['big5', '?s=貓', '?s=%BF%DF'],
  ['euc-kr', '?s=고양이', '?s=%B0%ED%BE%E7%C0%CC'],
  ['windows-1251', '?s=кот', '?s=%EA%EE%F2'],
  ['windows-1252', '?s=é&t=ü', '?s=%E9&t=%FC'],
  ['gbk', '?s=🐱', '?s=%26%23128049%3B'],
  ['gbk', '/猫?s=a#猫', '/猫?s=a#猫'],
  ['gbk', '/猫', '/猫'],
  ['utf-8', '?s=猫', '?s=猫'],
  ['utf-16le', '?s=猫', '?s=猫'],
  ['iso-2022-jp', '?s=猫', '?s=猫'],
  ['gbk', 'mailto:x?subject=猫', 'mailto:x?subject=猫'],
  ['gbk', 'https://h/?s=猫', 'https://h/?s=%C3%A8'],
])('on a page in %s, %s is %s', (encoding, url, encoded) =>
  expect(encodeQuery(url, encoding)).toBe(encoded),
);

it('never throws, and touches nothing but the query', () =>
  fc.assert(
    fc.property(fc.string({ unit: 'binary' }), (text) => {
      const encoded = encodeQuery(text, 'shift_jis');
      expect(encoded.replace(/\?[^#]*/, '')).toBe(text.replace(/\?[^#]*/, ''));
    }),
  ));

it('pictures and links are asked for in the encoding of their page; paths in UTF-8', () => {
  const html = '<img src="/猫.jpg?w=猫"><a href="?s=猫">s</a>';
  const page = extractPage({ html, url: 'http://h/', encoding: 'gbk' });
  expect(page.pictures[0]?.chosen.url).toBe('http://h/%E7%8C%AB.jpg?w=%C3%A8');
  expect(page.links[0]?.url).toBe('http://h/?s=%C3%A8');
});
