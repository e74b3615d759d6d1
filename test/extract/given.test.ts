import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { GivenContent } from '../../src/extract/index.ts';

const PAGE = 'https://example.org/a/b.html';

describe('what own code names', () => {
  test('pictures are made absolute, and described as far as told', () => {
    const given = new GivenContent(PAGE);
    expect(given.picture('c.jpg')).toEqual({
      chosen: { url: 'https://example.org/a/c.jpg', source: 'given' },
      others: [],
    });
    const url = '/d.jpg#x';
    expect(
      given.picture({
        url,
        others: ['e.jpg', '/d.jpg', 'data:,x'],
        alt: ' a\n b ',
        linksTo: 'v.html',
      }),
    ).toEqual({
      chosen: { url: 'https://example.org/d.jpg', source: 'given' },
      others: [{ url: 'https://example.org/a/e.jpg', source: 'given' }],
      alt: 'a b',
      linksTo: 'https://example.org/a/v.html',
    });
    expect(given.refused).toEqual([]);
  });

  test('a picture of the page passes as it is', () => {
    const picture = {
      chosen: { url: 'https://example.org/x.jpg', source: 'img-src' as const },
      others: [],
    };
    expect(new GivenContent(PAGE).picture(picture)).toBe(picture);
  });

  test('the base of the page counts; what is only asked for is not refused', () => {
    const given = new GivenContent(PAGE, 'utf-8', '/z/');
    expect(given.resolve('1.png')).toBe('https://example.org/z/1.png');
    expect(given.resolve('data:image/png;base64,AA')).toBeUndefined();
    expect(given.refused).toEqual([]);
    expect(given.picture('data:image/png;base64,AA')).toBeUndefined();
    expect(given.refused).toMatchObject([{ rule: 'data_url' }]);
  });

  test.each([
    [7, 'a picture is a URL or an object with one'],
    [null, 'this one is null'],
    [{ url: 'a.png', meta: 'x' }, 'meta is an object'],
    [{ url: 'a.png', meta: { text: 'x'.repeat(20_000) } }, 'at most 16384 are kept'],
    [{ url: 'a.png', name: 3 }, 'the name of a picture is text; this one is number'],
  ])('%j is no picture', (input, message) => {
    expect(() => new GivenContent(PAGE).picture(input as never)).toThrow(message);
  });

  test('no text of a site makes it throw, and whatever is fetched is http', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (text) => {
        const given = new GivenContent(PAGE, 'utf-8', text);
        const named = [given.picture(text)?.chosen.url, given.link({ url: text, text })?.url];
        for (const url of named) expect(url ?? 'http:').toMatch(/^https?:/);
      }),
    );
  });
});
