/** Pages as real software writes them: each picture at its best, and nothing that is none. */
import { expect, it } from 'vitest';
import { fixturePages, scoreOf } from './fixture-pages.ts';

const pages = await fixturePages();

it('there are enough of them', () => {
  expect(pages.length).toBeGreaterThanOrEqual(60);
});

it.each(pages)('$name', (page) => {
  const { missing, extras, decorWrong, linksMissing, othersMissing } = scoreOf(page);
  expect({ missing, extras, decorWrong, linksMissing, othersMissing }).toEqual({
    missing: [],
    extras: [],
    decorWrong: [],
    linksMissing: [],
    othersMissing: [],
  });
});
