import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { CrawlError } from '../../src/errors.ts';
import { parseCookieFile } from '../../src/http/index.ts';

const parse = (...lines: string[]) => parseCookieFile(lines.join('\n'), 'cookies.txt');
const line = (...fields: string[]) => fields.join('\t');

describe('a cookies.txt', () => {
  it('is read, comments and blank lines aside', () => {
    const text = [
      '\uFEFF# Netscape HTTP Cookie File',
      '',
      line('.Example.org', 'TRUE', '/', 'FALSE', '0', 'sid', 'abc=='),
      line('#HttpOnly_www.example.org', 'FALSE', '/g', 'TRUE', '2000000000', 'auth', 'x y"'),
      '#HttpOnly is not a domain',
      line('bücher.example', 'true', '/', 'false', '1700000000.25', 'empty'),
    ].join('\r\n');
    expect(parseCookieFile(text, 'f')).toEqual([
      {
        name: 'sid',
        value: 'abc==',
        domain: 'example.org',
        hostOnly: false,
        path: '/',
        secure: false,
      },
      {
        name: 'auth',
        value: 'x y"',
        domain: 'www.example.org',
        hostOnly: true,
        path: '/g',
        secure: true,
        expires: 2_000_000_000_000,
      },
      {
        name: 'empty',
        value: '',
        domain: 'xn--bcher-kva.example',
        hostOnly: false,
        path: '/',
        secure: false,
        expires: 1_700_000_000_250,
      },
    ]);
  });

  const good = ['h.example', 'TRUE', '/', 'FALSE', '0', 'n', 'v'];
  const at = (index: number, value: string) => line(...good.with(index, value));
  it.each([
    ['[{"name":"sid","value":"s3cret"}]', '1 fields'],
    [line(...good, 'more'), '8 fields'],
    [line(...good).replaceAll('\t', '  '), '1 fields'],
    [at(0, 'a/b'), 'domain'],
    [at(0, ''), 'domain'],
    [at(1, '1'), 'second field'],
    [at(2, 'g'), 'path'],
    [at(3, 'maybe'), 'fourth field'],
    [at(4, 'Session'), 'expiry'],
    [at(5, ''), 'name'],
    [at(5, 'a=b'), 'name'],
    [at(6, 's3cret;x'), 'character'],
    [at(6, 's3cret\u0007'), 'character'],
    [at(6, 's3cret→'), 'character'],
  ])('%j is refused by its number, and not shown', (bad, why) => {
    const read = () => parse('# head', line(...good), bad);
    expect(read).toThrow(`line 3 of cookies.txt: `);
    expect(read).toThrow(why);
    expect(read).not.toThrow('s3cret');
  });

  it('of any content is read or refused', () => {
    const field = fc.oneof(
      fc.string(),
      fc.constantFrom('TRUE', 'FALSE', '/', '0', '.h.example', 'n'),
    );
    const text = fc.array(fc.array(field, { maxLength: 8 }).map((fields) => line(...fields)));
    fc.assert(
      fc.property(text, (lines) => {
        try {
          for (const { domain } of parse(...lines))
            expect(new URL(`http://${domain}`).hostname).toBe(domain);
        } catch (error) {
          expect(error).toBeInstanceOf(CrawlError);
        }
      }),
    );
  });
});
