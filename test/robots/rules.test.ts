/** RFC 9309's rules, case by case; then what nobody foresaw. */
import fc from 'fast-check';
import { describe, expect, it, test } from 'vitest';
import { rulesOf } from '../../src/robots/rules.ts';

const allows = (robots: string, path: string) =>
  rulesOf(robots).allows(`https://example.org${path}`);
/** Rules for everybody. */
const all = (...rules: string[]) => `User-agent: *\n${rules.join('\n')}`;

interface Case {
  what: string;
  robots: string;
  yes?: string[];
  no?: string[];
}

const MATCHING: Case[] = [
  { what: 'nothing', robots: '', yes: ['/', '/a'] },
  { what: 'an empty Disallow', robots: all('Disallow:'), yes: ['/', '/a'] },
  { what: 'everything', robots: all('Disallow: /'), no: ['/', '/a', '/?q', '/a/b.jpg'] },
  {
    what: 'robots.txt itself',
    robots: all('Disallow: /'),
    yes: ['/robots.txt'],
    no: ['/robots.txt/a', '/robots.txt?a'],
  },
  {
    what: 'a prefix',
    robots: all('Disallow: /fish'),
    no: ['/fish', '/fish.html', '/fish/a.jpg', '/fishheads', '/fish?id=1'],
    yes: ['/Fish', '/catfish', '/?id=fish', '/fis'],
  },
  {
    what: 'a folder',
    robots: all('Disallow: /fish/'),
    no: ['/fish/', '/fish/?id=1', '/fish/a.jpg'],
    yes: ['/fish', '/fish.html'],
  },
  { what: 'a star at the end', robots: all('Disallow: /fish*'), no: ['/fish', '/fish/a'] },
  {
    what: 'a star inside',
    robots: all('Disallow: /*.php'),
    no: ['/a.php', '/a/b.php', '/a.php?x', '/a.php5', '/a.php/b'],
    yes: ['/', '/a.PHP', '/php'],
  },
  {
    what: 'a star first',
    robots: all('Disallow: *.gif$'),
    no: ['/a.gif', '/b/c.gif'],
    yes: ['/a.gif?x', '/a.gifs'],
  },
  {
    what: 'stars in a row',
    robots: all('Disallow: /a***b'),
    no: ['/ab', '/axxb', '/axb/c'],
    yes: ['/a', '/b'],
  },
  { what: 'a star that stands for nothing', robots: all('Disallow: /a*b'), no: ['/ab'] },
  {
    what: 'an end',
    robots: all('Disallow: /a$'),
    no: ['/a'],
    yes: ['/ab', '/a/', '/a?b', '/a$'],
  },
  { what: 'the root alone', robots: all('Disallow: /$'), no: ['/'], yes: ['/a', '/?a'] },
  {
    what: 'a star and an end',
    robots: all('Disallow: /*.php$'),
    no: ['/a.php', '/a/b.php', '/a.php.php'],
    yes: ['/a.php?x', '/a.php/', '/a.php5'],
  },
  { what: 'a dollar inside is itself', robots: all('Disallow: /a$b'), no: ['/a$b'], yes: ['/a'] },
  {
    what: 'a star of a URL, verbatim (§2.2.3)',
    robots: all('Disallow: /path/file-with-a-%2A.html'),
    no: ['/path/file-with-a-*.html', '/path/file-with-a-%2A.html', '/path/file-with-a-%2a.html'],
    yes: ['/path/file-with-a-b.html'],
  },
  {
    what: 'a dollar of a URL, verbatim (§2.2.3)',
    robots: all('Disallow: /path/foo-%24'),
    no: ['/path/foo-$', '/path/foo-%24', '/path/foo-$bar'],
    yes: ['/path/foo-'],
  },
  {
    what: 'a star in a URL is covered by one in a pattern',
    robots: all('Disallow: /a*c'),
    no: ['/a*c', '/a**c'],
  },
  { what: 'a query', robots: all('Disallow: /*?'), no: ['/a?b', '/?b=c'], yes: ['/a'] },
  {
    what: 'a parameter',
    robots: all('Disallow: /*?*sort='),
    no: ['/a?sort=1', '/a?page=2&sort=1'],
    yes: ['/a?sorted', '/sort='],
  },
  { what: 'a semicolon', robots: all('Disallow: /a;'), no: ['/a;b'], yes: ['/a'] },
  { what: 'two slashes', robots: all('Disallow: //a'), no: ['//a'], yes: ['/a'] },
];

const SPELLING: Case[] = [
  {
    what: 'RFC 9309 §2.2.2, first row',
    robots: all('Disallow: /foo/bar?baz=quz'),
    no: ['/foo/bar?baz=quz'],
  },
  {
    what: 'second row, as it stands',
    robots: all('Disallow: /foo/bar?baz=https://foo.bar'),
    no: ['/foo/bar?baz=https://foo.bar', '/foo/bar?baz=https%3A%2F%2Ffoo.bar'],
  },
  {
    what: 'second row, escaped',
    robots: all('Disallow: /foo/bar?baz=https%3a%2f%2Ffoo.bar'),
    no: ['/foo/bar?baz=https://foo.bar', '/foo/bar?baz=https%3A%2F%2Ffoo.bar'],
  },
  {
    what: 'third row',
    robots: all('Disallow: /foo/bar/\u30C4'),
    no: ['/foo/bar/\u30C4', '/foo/bar/%E3%83%84', '/foo/bar/%e3%83%84/a'],
    yes: ['/foo/bar/%E3%83%85'],
  },
  {
    what: 'fourth row',
    robots: all('Disallow: /foo/bar/%E3%83%84'),
    no: ['/foo/bar/\u30C4', '/foo/bar/%E3%83%84'],
  },
  {
    what: 'fifth row: what needs no escape',
    robots: all('Disallow: /foo/bar/%62%61%7A'),
    no: ['/foo/bar/baz', '/foo/bar/%62%61%7A'],
  },
  {
    what: 'the URL escapes what needs none',
    robots: all('Disallow: /baz'),
    no: ['/%62az', '/%62%61%7a/c'],
  },
  {
    what: 'a reserved character that is escaped is another one',
    robots: all('Disallow: /a%2Fb'),
    no: ['/a%2Fb', '/a%2fb'],
    yes: ['/a/b'],
  },
  {
    what: 'spaces and quotes as URLs have them',
    robots: all(`Disallow: /a b"c'd`),
    no: ['/a%20b%22c%27d', `/a b"c'd`],
  },
  { what: 'an escaped percent', robots: all('Disallow: /100%25'), no: ['/100%25', '/100%'] },
  { what: 'a bare percent', robots: all('Disallow: /100%/a'), no: ['/100%/a', '/100%25/a'] },
  {
    what: 'Latin-1, which is no UTF-8',
    robots: all('Disallow: /caf\uFFFD'),
    yes: ['/caf%E9', '/caf'],
  },
  { what: 'a comment is no path', robots: all('Disallow: /a #b'), no: ['/a'], yes: ['/b'] },
];

const PRECEDENCE: Case[] = [
  {
    what: 'RFC 9309 §5.2: the longest match',
    robots:
      'User-Agent: foobot\nAllow: /example/page/\nDisallow: /example/page/disallowed.gif\n' +
      all('Allow: /example/page/', 'Disallow: /example/page/disallowed.gif'),
    yes: ['/example/page/allowed.gif'],
    no: ['/example/page/disallowed.gif'],
  },
  {
    what: 'whatever comes first',
    robots: all('Disallow: /', 'Allow: /pub/'),
    yes: ['/pub/a'],
    no: ['/a', '/pub'],
  },
  { what: 'Allow among equals', robots: all('Disallow: /a', 'Allow: /a'), yes: ['/a', '/a/b'] },
  { what: 'Allow among equals, first', robots: all('Allow: /a', 'Disallow: /a'), yes: ['/a'] },
  {
    what: 'the longer one with a star',
    robots: all('Allow: /page', 'Disallow: /*.htm'),
    no: ['/page.htm'],
    yes: ['/page.png'],
  },
  {
    what: 'the root, but nothing below',
    robots: all('Allow: /$', 'Disallow: /'),
    yes: ['/'],
    no: ['/a'],
  },
  {
    what: 'lengths are those of escaped octets',
    robots: all('Disallow: /\u30C4', 'Allow: /*/////'),
    no: ['/\u30C4/////'],
  },
];

const GROUPS: Case[] = [
  {
    what: 'ours before that for everybody',
    robots: 'User-agent: *\nDisallow: /\n\nUser-agent: pixhaul\nDisallow: /a',
    yes: ['/b'],
    no: ['/a'],
  },
  {
    what: 'names in any case',
    robots: 'USER-AGENT: PixHaul\nDISALLOW: /',
    no: ['/a'],
  },
  { what: 'with a version', robots: 'User-agent: pixhaul/0.1\nDisallow: /', no: ['/a'] },
  { what: 'with more words', robots: 'User-agent: pixhaul bot\nDisallow: /', no: ['/a'] },
  {
    what: 'another token that begins with ours',
    robots: 'User-agent: pixhaul-news\nDisallow: /\n\nUser-agent: pix\nDisallow: /',
    yes: ['/a'],
  },
  {
    what: 'our group in two places is one (§2.2.1)',
    robots:
      'User-agent: pixhaul\nDisallow: /a\n\nUser-agent: b\nDisallow: /b\n\nUser-agent: pixhaul\nDisallow: /c',
    no: ['/a', '/c'],
    yes: ['/b'],
  },
  {
    what: 'several names share a group',
    robots: 'User-agent: a\nUser-agent: pixhaul\nUser-agent: b\nDisallow: /x',
    no: ['/x'],
  },
  {
    what: 'empty lines do not end the names',
    robots: 'User-agent: pixhaul\n\nUser-agent: b\n\nDisallow: /x',
    no: ['/x'],
  },
  {
    what: 'other records do not end the names (§2.2.4)',
    robots:
      'User-agent: pixhaul\nSitemap: https://example.org/s.xml\nNoindex: /n\nfoo\nUser-agent: b\nDisallow: /x',
    no: ['/x'],
    yes: ['/n'],
  },
  {
    what: 'other records do not end the rules',
    robots:
      'User-agent: pixhaul\nDisallow: /a\nSitemap: https://example.org/s.xml\nHost: x\nDisallow: /b',
    no: ['/a', '/b'],
  },
  {
    what: 'a group of nothing but a delay is one',
    robots: 'User-agent: *\nCrawl-delay: 10\n\nUser-agent: b\nDisallow: /',
    yes: ['/a'],
  },
  {
    what: 'our group without rules',
    robots: 'User-agent: *\nDisallow: /\n\nUser-agent: pixhaul\n',
    yes: ['/a'],
  },
  { what: 'rules without a group', robots: 'Disallow: /\nUser-agent: b\nDisallow: /', yes: ['/a'] },
  { what: 'a group without a name', robots: 'User-agent:\nDisallow: /', yes: ['/a'] },
  { what: 'a star with more', robots: 'User-agent: * # all\nDisallow: /', no: ['/a'] },
  {
    what: 'a name that objects have',
    robots: 'User-agent: __proto__\nUser-agent: constructor\nDisallow: /',
    yes: ['/a'],
  },
];

const TEXT: Case[] = [
  { what: 'CR', robots: 'User-agent: *\rDisallow: /a\r', no: ['/a'], yes: ['/b'] },
  { what: 'CRLF', robots: 'User-agent: *\r\nDisallow: /a\r\n', no: ['/a'], yes: ['/b'] },
  { what: 'blanks', robots: ' \tUser-agent \t:\t * \n\t Disallow\t: /a \t', no: ['/a', '/ab'] },
  { what: 'no blanks', robots: 'User-agent:*\nDisallow:/a', no: ['/a'] },
  { what: 'comments', robots: '#c\nUser-agent: *#c\n# c: d\nDisallow: /a#c', no: ['/a', '/ab'] },
  { what: 'a colon in a path', robots: all('Disallow: /a:b'), no: ['/a:b'], yes: ['/a'] },
  { what: 'no colon', robots: all('Disallow /a'), yes: ['/a'] },
  { what: 'a path without a slash', robots: all('Disallow: a'), yes: ['/a', '/'] },
  {
    what: 'a page of HTML',
    robots:
      '<!doctype html><html><head><title>Welcome: home</title><style>a:hover{}</style></head></html>',
    yes: ['/', '/a'],
  },
];

describe.each([
  ['what a pattern matches', MATCHING],
  ['spelling', SPELLING],
  ['precedence', PRECEDENCE],
  ['groups', GROUPS],
  ['the text', TEXT],
])('%s', (_, cases) => {
  it.each(cases)('$what', ({ robots, yes = [], no = [] }) => {
    expect([...yes, ...no].filter((path) => allows(robots, path))).toEqual(yes);
  });
});

test.each<[string, number | undefined]>([
  ['User-agent: *\nCrawl-delay: 2', 2000],
  ['User-agent: *\nCrawl-delay: 0.5', 500],
  ['User-agent: *\nCrawl-delay: 0', 0],
  ['User-agent: *\nCrawl-delay: 86400', 600_000],
  ['User-agent: *\nCrawl-delay: -1', undefined],
  ['User-agent: *\nCrawl-delay: 1e9', undefined],
  ['User-agent: *\nCrawl-delay: soon', undefined],
  ['User-agent: *\nCrawl-delay:', undefined],
  ['User-agent: *\nCrawl-delay: 5\n\nUser-agent: pixhaul\nDisallow: /a', undefined],
  ['User-agent: pixhaul\nCrawl-delay: 5\n\nUser-agent: *\nCrawl-delay: 9', 5000],
  ['Crawl-delay: 5', undefined],
])('the delay of %j is %j ms', (robots, ms) => {
  expect(rulesOf(robots).crawlDelayMs).toBe(ms);
});

test('sitemaps belong to nobody', () => {
  const robots =
    'Sitemap: https://example.org/a.xml\nUser-agent: b\nsitemap:http://example.org/b.xml\nSitemap: /c.xml\nSitemap: ftp://x/d';
  expect(rulesOf(robots).sitemaps).toEqual([
    'https://example.org/a.xml',
    'http://example.org/b.xml',
  ]);
});

test('the first token that a file names is obeyed', () => {
  const robots =
    'User-agent: two\nDisallow: /2\n\nUser-agent: one\nDisallow: /1\n\nUser-agent: *\nDisallow: /';
  const rules = rulesOf(robots, ['none', 'one', 'two']);
  expect(['/1', '/2', '/3'].filter((path) => rules.allows(`http://h${path}`))).toEqual([
    '/2',
    '/3',
  ]);
});

test('what is no URL is allowed', () => {
  expect(rulesOf(all('Disallow: /')).allows('nonsense')).toBe(true);
});

describe('hostile text', () => {
  const word = fc.constantFrom(
    'User-agent: ',
    'Disallow: ',
    'Allow: ',
    'Crawl-delay: ',
    'pixhaul',
    '*',
    '$',
    '/',
    '%',
    '%2',
    '%2A',
    '?',
    '#',
    ':',
    '\n',
    '\r',
    ' ',
    '\u0000',
    '\uD800',
    '\u{1F600}',
    'a',
  );
  const text = fc
    .array(fc.oneof(word, fc.string({ unit: 'binary', maxLength: 8 })), { maxLength: 60 })
    .map((parts) => parts.join(''));

  it('never throws, and a path is allowed or not', () => {
    fc.assert(
      fc.property(text, text, (robots, path) => {
        const rules = rulesOf(robots);
        expect(typeof rules.allows(`http://example.org/${path}`)).toBe('boolean');
      }),
    );
  });

  /** The simplest thing that can be right: backtracking, for short texts only. */
  const matches = (pattern: string, path: string): boolean => {
    const [first] = pattern;
    if (first === undefined) return true;
    if (pattern === '$') return path === '';
    if (first === '*')
      return matches(pattern.slice(1), path) || (path !== '' && matches(pattern, path.slice(1)));
    return path.startsWith(first) && matches(pattern.slice(1), path.slice(1));
  };

  it('matches as the words of the RFC say', () => {
    const letters = fc.string({ unit: fc.constantFrom('a', 'b', '/'), maxLength: 8 });
    const pattern = fc
      .tuple(fc.string({ unit: fc.constantFrom('a', 'b', '/', '*'), maxLength: 8 }), fc.boolean())
      .map(([body, end]) => `/${body}${end ? '$' : ''}`);
    fc.assert(
      fc.property(pattern, letters, (disallowed, path) => {
        expect(allows(all(`Disallow: ${disallowed}`), `/${path}`)).toBe(
          !matches(disallowed, `/${path}`),
        );
      }),
      { numRuns: 500 },
    );
  });

  it.each([
    ['stars', `${'*a'.repeat(8_000)}b`, 1],
    ['many patterns with stars', '*a*a*a*a*a*a*a*a*b', 20_000],
    ['many patterns', 'a'.repeat(15), 30_000],
    ['stars in a row', '*'.repeat(16_000), 30],
  ])('takes bounded time for %s', (_, pattern, times) => {
    const robots = all(...Array.from({ length: times }, () => `Disallow: /${pattern}`));
    const before = process.cpuUsage();
    const rules = rulesOf(robots);
    for (const length of [100, 2_000, 16_000]) rules.allows(`http://h/${'a'.repeat(length)}`);
    // Without bounds: minutes.
    expect(process.cpuUsage(before).user).toBeLessThan(5_000_000);
  });

  it.each([
    ['one line of blanks', ' '.repeat(500_000)],
    ['one line of a name', `${' '.repeat(250_000)}:${' '.repeat(250_000)}`],
    ['nothing but line ends', '\r\n'.repeat(250_000)],
    ['nothing but names', 'User-agent: pixhaul\n'.repeat(25_000)],
    ['nothing but groups', 'User-agent:*\nAllow:/\n'.repeat(25_000)],
  ])('reads %s in bounded time', (_, robots) => {
    const before = process.cpuUsage();
    rulesOf(robots).allows('http://h/a');
    expect(process.cpuUsage(before).user).toBeLessThan(3_000_000);
  });
});
