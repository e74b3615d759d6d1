import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  hostOf,
  MAX_URL_LENGTH,
  normaliseUrl,
  requestKey,
  siteOf,
} from '../../src/extract/index.ts';

import { PlainUrls } from '../../src/extract/plain-urls.ts';

const BASE = 'https://example.org/dir/page.html?x=1#top';

describe('normaliseUrl', () => {
  it.each([
    ['a.jpg', 'https://example.org/dir/a.jpg'],
    ['/a.jpg', 'https://example.org/a.jpg'],
    ['../a.jpg', 'https://example.org/a.jpg'],
    ['../../../a.jpg', 'https://example.org/a.jpg'],
    ['//cdn.example.net/a.jpg', 'https://cdn.example.net/a.jpg'],
    ['?page=2', 'https://example.org/dir/page.html?page=2'],
    ['', 'https://example.org/dir/page.html?x=1'],
    ['a.jpg#zoom', 'https://example.org/dir/a.jpg'],
    ['a.jpg#', 'https://example.org/dir/a.jpg'],
    ['  a.jpg\n', 'https://example.org/dir/a.jpg'],
    ['a\t.j\r\npg', 'https://example.org/dir/a.jpg'],
    ['my photo.jpg', 'https://example.org/dir/my%20photo.jpg'],
    ['my%20photo.jpg', 'https://example.org/dir/my%20photo.jpg'],
    ['a%2Fb%c3%a4.jpg', 'https://example.org/dir/a%2Fb%c3%a4.jpg'],
    ['100%.jpg', 'https://example.org/dir/100%.jpg'],
    ['..\\pics\\a.jpg', 'https://example.org/pics/a.jpg'],
    ['http:\\\\example.net\\a.jpg', 'http://example.net/a.jpg'],
    ['größe.jpg?q=ß', 'https://example.org/dir/gr%C3%B6%C3%9Fe.jpg?q=%C3%9F'],
    ['http://BÜCHER.example/A.jpg', 'http://xn--bcher-kva.example/A.jpg'],
    ['http://EXAMPLE.org:80/a', 'http://example.org/a'],
    ['HTTP://example.org:8080/a', 'http://example.org:8080/a'],
    ['http://[2001:DB8::1]:8080/a.jpg', 'http://[2001:db8::1]:8080/a.jpg'],
    ['http://guest:secret@example.org/a.jpg', 'http://guest:secret@example.org/a.jpg'],
    ['http:a.jpg', 'http://a.jpg/'],
    ['https:a.jpg', 'https://example.org/dir/a.jpg'],
    ['a.jpg?', 'https://example.org/dir/a.jpg?'],
  ])('resolves %j', (raw, url) => {
    expect(normaliseUrl(raw, BASE)).toEqual({ url });
  });

  it.each([
    ['data:image/gif;base64,R0lGODlh', 'data_url'],
    [' DATA:image/gif;base64,R0lGODlh', 'data_url'],
    ['da\nta:image/gif;base64,R0lGODlh', 'data_url'],
    ['javascript:void(0)', 'unsupported_scheme'],
    ['blob:https://example.org/1-2-3', 'unsupported_scheme'],
    ['file:///C:/a.jpg', 'unsupported_scheme'],
    ['ftp://example.org/a.jpg', 'unsupported_scheme'],
    ['mailto:a@example.org', 'unsupported_scheme'],
    ['about:blank', 'unsupported_scheme'],
    ['http://', 'invalid_url'],
    ['http://[::1/a.jpg', 'invalid_url'],
    ['http://a b/c', 'invalid_url'],
    ['http://example.org:99999/', 'invalid_url'],
    [`/${'a'.repeat(MAX_URL_LENGTH)}`, 'invalid_url'],
  ])('refuses %.60j', (raw, refused) => {
    expect(normaliseUrl(raw, BASE)).toEqual({ refused });
  });

  it('needs no valid base for an absolute URL', () => {
    expect(normaliseUrl('http://a.test/x#y', 'nonsense')).toEqual({ url: 'http://a.test/x' });
    expect(normaliseUrl('x', 'nonsense')).toEqual({ refused: 'invalid_url' });
  });

  it('gives an absolute http(s) URL without fragment, or says why not', () => {
    const bases = fc.oneof(fc.constant(BASE), fc.webUrl(), fc.string());
    const raws = fc.oneof(
      fc.string({ unit: 'binary' }),
      fc.string({
        unit: fc.constantFrom('/', '\\', ':', '?', '#', '@', '[', ']', '.', 'h', '\t', '%'),
      }),
      fc.webUrl({ withFragments: true, withQueryParameters: true }),
    );
    fc.assert(
      fc.property(raws, bases, (raw, base) => {
        const result = normaliseUrl(raw, base);
        if ('refused' in result) return true;
        const again = normaliseUrl(result.url, 'about:blank');
        const isStable = 'url' in again && again.url === result.url;
        return isStable && /^https?:\/\/[^#\s]+$/.test(result.url);
      }),
      { numRuns: 500 },
    );
  });
});

describe('hostOf and siteOf', () => {
  it.each([
    ['https://WWW.Example.org/a', 'www.example.org', 'example.org'],
    ['https://example.org./a', 'example.org.', 'example.org'],
    ['http://www.example.org:8080/', 'www.example.org:8080', 'example.org:8080'],
    ['https://example.org:443/', 'example.org', 'example.org'],
    ['http://www.com/', 'www.com', 'www.com'],
    ['http://www2.example.org/', 'www2.example.org', 'www2.example.org'],
    ['http://127.0.0.1:81/', '127.0.0.1:81', '127.0.0.1:81'],
    ['http://[::1]:81/', '[::1]:81', '[::1]:81'],
    ['mailto:a@b.c', '', ''],
    ['nonsense', '', ''],
  ])('%s', (url, host, site) => {
    expect(hostOf(url)).toBe(host);
    expect(siteOf(url)).toBe(site);
  });
});

describe('requestKey', () => {
  const gallery = (url: string) => requestKey('gallery', url);

  it.each([
    ['the fragment', 'http://a.test/g?p=1#x', 'http://a.test/g?p=1'],
    ['the order of parameters', 'http://a.test/g?b=2&a=1', 'http://a.test/g?a=1&b=2'],
    ['tracking', 'http://a.test/g?utm_source=x&a=1&fbclid=y&gclid=z', 'http://a.test/g?a=1'],
    ['a session in the query', 'http://a.test/g?PHPSESSID=1f2e', 'http://a.test/g'],
    ['a session in the path', 'http://a.test/g;jsessionid=1F2E?a=1', 'http://a.test/g?a=1'],
    ['an empty query', 'http://a.test/g?', 'http://a.test/g'],
    ["Apache's sorting links", 'http://a.test/g/?C=N;O=D', 'http://a.test/g/'],
    ["Caddy's sorting links", 'http://a.test/g/?sort=namedirfirst&order=desc', 'http://a.test/g/'],
    ["Apache's sorting links, newer", 'http://a.test/g/?C=M&O=A', 'http://a.test/g/'],
  ])('a gallery does not differ by %s', (_what, one, other) => {
    expect(gallery(one)).toBe(gallery(other));
  });

  it.each([
    ['the path', 'http://a.test/g', 'http://a.test/g/'],
    ['an order, but in a folder', 'http://a.test/g?sort=name&order=asc', 'http://a.test/g'],
    ['an order of its own', 'http://a.test/g/?sort=votes&order=asc', 'http://a.test/g/'],
    ['a value', 'http://a.test/?id=1', 'http://a.test/?id=2'],
    ['the order of equal names', 'http://a.test/?t=1&t=2', 'http://a.test/?t=2&t=1'],
    ['a parameter without a value', 'http://a.test/?1', 'http://a.test/?2'],
    ['a name that only resembles a session', 'http://a.test/?sid=1', 'http://a.test/?sid=2'],
    ['the scheme', 'http://a.test/', 'https://a.test/'],
  ])('galleries differ by %s', (_what, one, other) => {
    expect(gallery(one)).not.toBe(gallery(other));
  });

  it.each([
    ['the order of parameters', 'http://a.test/i?b=2&a=1', 'http://a.test/i?a=1&b=2'],
    ['tracking', 'http://a.test/i.jpg?utm_id=1', 'http://a.test/i.jpg?utm_id=2'],
    ['an empty query', 'http://a.test/i.jpg?', 'http://a.test/i.jpg'],
  ])('images differ even by %s', (_what, one, other) => {
    expect(requestKey('image', one)).not.toBe(requestKey('image', other));
  });

  it('an image is its URL without the fragment', () => {
    expect(requestKey('image', 'http://a.test/i.jpg?b&a#x')).toBe('http://a.test/i.jpg?b&a');
  });

  it('a page and a picture of one URL are two requests', () => {
    expect(gallery('http://a.test/1')).not.toBe(requestKey('image', 'http://a.test/1'));
  });

  it('a query that begins with a question mark keeps it', () => {
    expect(gallery('http://a.test/??')).toBe('gallery http://a.test/??');
    expect(gallery('http://a.test/??b&a')).toBe('gallery http://a.test/??b&a');
    expect(gallery('http://a.test/?')).toBe('gallery http://a.test/');
  });

  it('never throws, and does not change when the URL is its own normal form', () => {
    fc.assert(
      fc.property(
        fc.oneof(fc.string({ unit: 'binary' }), fc.webUrl({ withQueryParameters: true })),
        (url) => {
          const key = gallery(url);
          return gallery(key.replace(/^gallery /, '')) === key;
        },
      ),
    );
  });
});

describe('PlainUrls', () => {
  const segment = fc.oneof(
    { weight: 3, arbitrary: fc.constantFrom('a', 'B1', 'a.b', '~x', '-', 'x_y.jpg') },
    {
      weight: 1,
      arbitrary: fc.constantFrom('.', '..', '.a', 'a b', 'ä', '%20', '%2e', 'a:b', '', '\\', '*'),
    },
  );
  const path = fc.array(segment, { maxLength: 4 }).map((segments) => segments.join('/'));
  const query = fc.constantFrom(
    '',
    '?',
    '?a=b',
    '?a=b&c=d%20',
    '?u=http://x/',
    "?a='",
    '?ä',
    '?a#b',
    '#a',
  );
  const start = fc.constantFrom(
    '',
    '/',
    '//',
    'http://a.test/',
    'https://a-b.c1.test/',
    'http://A.test/',
    'http://1.2/',
    'http://a.1/',
    'http://xn--a.test/',
    'http://a.xn--b/',
    'http://a.test:80/',
    'http://u@a.test/',
    'http://a.test',
    'http:/a.test/',
    'mailto:',
  );
  const url = fc.tuple(start, path, query).map((parts) => parts.join(''));
  const bases = [
    'http://site.test/album/page.html',
    'https://site.test',
    'http://u:p@site.test/a/',
    'http://site.test:8080/a;b/c?d/e',
    'nonsense',
  ];

  it('resolve as the URL Standard does', () => {
    let resolved = 0;
    fc.assert(
      fc.property(url, fc.constantFrom(...bases), (text, base) => {
        const plain = new PlainUrls(base).resolve(text);
        if (plain === undefined) return;
        resolved++;
        expect(plain).toEqual(normaliseUrl(text, base));
      }),
      { numRuns: 2_000 },
    );
    expect(resolved).toBeGreaterThan(100);
  });

  it.each(['a.jpg', 'a/b.jpg?w=1', '/a/b.jpg', 'https://cdn.site.test/a.jpg'])(
    'take %s',
    (text) => {
      expect(new PlainUrls('http://site.test/').resolve(text)).toEqual(
        normaliseUrl(text, 'http://site.test/'),
      );
    },
  );

  it('take no time to the square', () => {
    const started = performance.now();
    for (const text of [
      'a'.repeat(900),
      'a/'.repeat(450),
      `${'a.'.repeat(450)}!`,
      `http://${'a.'.repeat(450)}!`,
    ])
      for (let n = 0; n < 100; n++) new PlainUrls('http://site.test/').resolve(text);
    expect(performance.now() - started).toBeLessThan(2_000);
  });
});
