import fc from 'fast-check';
import { expect, it } from 'vitest';
import { refreshTarget } from '../../src/extract/refresh.ts';
import { extract } from './helpers.ts';

it.each([
  ['0; url=next.html', 'next.html'],
  ['5;URL=next.html', 'next.html'],
  ['0,url=a', 'a'],
  ['0 url=a', 'a'],
  ['0;next.html', 'next.html'],
  [`0; url='a b.html' x`, 'a b.html'],
  ['0; url="a"b', 'a'],
  ['  1.5 ; url = a ', 'a '],
  ['.5; url=a', 'a'],
  ['0; uri=a', 'uri=a'],
  ['0; url=url=a', 'url=a'],
  ['0;\nurl\t=\n a', 'a'],
  ['30', undefined],
  ['0;', undefined],
  ['0; url=', undefined],
  [`0; url=''`, undefined],
  ['', undefined],
  ['url=a', undefined],
  ['-1; url=a', undefined],
  ['5x; url=a', undefined],
])('%j names %j', (content, target) => expect(refreshTarget(content)).toBe(target));

it('never throws', () => {
  fc.assert(fc.property(fc.string(), (text) => void refreshTarget(text)));
  fc.assert(fc.property(fc.string(), (text) => void refreshTarget(`0; url=${text}`)));
});

const refresh = (content: string) =>
  extract(`<base href="/x/"><meta HTTP-EQUIV=Refresh content="${content}">`).refresh;

it('is resolved like a link; to the page itself it is none', () => {
  expect(refresh('0; url=next.html')).toBe('http://site.test/x/next.html');
  expect(refresh('0; url=/album/page.html#top')).toBeUndefined();
  expect(refresh('0; url=javascript:x()')).toBeUndefined();
  expect(refresh('10')).toBeUndefined();
});

it('the first one counts', () =>
  expect(
    extract('<meta http-equiv=refresh content="0;a"><meta http-equiv=refresh content="0;b">'),
  ).toMatchObject({ refresh: 'http://site.test/album/a' }));
