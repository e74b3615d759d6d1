import fc from 'fast-check';
import { expect, test } from 'vitest';
import { metaDirectives, robotsDirectives } from '../../src/robots/index.ts';

const TOKENS = ['pixhaul'];

test.each<[string | string[] | undefined, string[]]>([
  [undefined, []],
  ['', []],
  ['noindex', ['noindex']],
  ['NoIndex', ['noindex']],
  ['noai, noimageai', ['noai', 'noimageai']],
  ['noimageindex,nofollow', ['noimageindex']],
  [' nofollow ,\tnoai ', ['noai']],
  ['none', ['noindex']],
  ['all', []],
  ['nofollow, noarchive, nosnippet, noodp', []],
  ['noindexing', []],
  [['nofollow', 'noindex'], ['noindex']],
  ['pixhaul: noindex', ['noindex']],
  ['PixHaul : noai', ['noai']],
  ['*: noai', ['noai']],
  ['otherbot: noindex', []],
  ['otherbot: noindex, noai', []],
  ['otherbot: noindex, pixhaul: noai', ['noai']],
  ['noai, otherbot: noindex', ['noai']],
  // Two headers, kept apart: the second is for everybody.
  [['otherbot: nofollow', 'noindex'], ['noindex']],
  ['unavailable_after: 25 Jun 2010 15:00:00 PST', []],
  ['unavailable_after: 25 Jun 2010 15:00:00 PST, noindex', ['noindex']],
  ['unavailable_after: Sunday, 06-Nov-94 08:49:37 GMT', []],
  ['unavailable_after: Sunday, 06-Nov-94 08:49:37 GMT, noai', ['noai']],
  ['otherbot: unavailable_after: 25 Jun 2010 15:00:00 PST', []],
  ['max-snippet: 5, noai', ['noai']],
  ['max-image-preview:none', []],
  ['noindex: noai', []],
])('X-Robots-Tag %j: %j', (headers, expected) => {
  expect([...robotsDirectives(headers, TOKENS)].sort()).toEqual(expected);
});

test.each<[string, string, string[]]>([
  ['robots', 'noindex', ['noindex']],
  ['ROBOTS', 'NOINDEX,NOFOLLOW', ['noindex']],
  ['robots', 'noai, noimageai', ['noai', 'noimageai']],
  ['robots', 'noindex nofollow', ['noindex']],
  ['robots', 'none', ['noindex']],
  ['robots', 'index, follow, max-image-preview:large', []],
  ['robots', '', []],
  ['pixhaul', 'noimageindex', ['noimageindex']],
  ['googlebot', 'noindex', []],
  ['description', 'noindex', []],
])('meta %s %j: %j', (name, content, expected) => {
  expect([...metaDirectives([{ name, content }], TOKENS)].sort()).toEqual(expected);
});

test('several meta elements add up', () => {
  const elements = [
    { name: 'robots', content: 'noai' },
    { name: 'pixhaul', content: 'noindex' },
  ];
  expect([...metaDirectives(elements, TOKENS)].sort()).toEqual(['noai', 'noindex']);
});

test('never throws, however wild, and finds nothing that is not there', () => {
  const word = fc.constantFrom(
    ',',
    ':',
    ' ',
    'pixhaul',
    'noai',
    'unavailable_after',
    '*',
    '\u0000',
    'é',
  );
  const text = fc
    .array(fc.oneof(word, fc.string({ maxLength: 8 })), { maxLength: 12 })
    .map((words) => words.join(''));
  fc.assert(
    fc.property(fc.array(text, { maxLength: 4 }), (headers) => {
      const found = robotsDirectives(headers, TOKENS);
      for (const directive of found)
        expect(headers.join().toLowerCase()).toMatch(new RegExp(`${directive}|none`));
      metaDirectives(
        headers.map((content) => ({ name: 'robots', content })),
        TOKENS,
      );
    }),
  );
});
