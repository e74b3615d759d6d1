import { describe, expect, it, test } from 'vitest';
import { createScope, type ScopeOptions } from '../../src/gallery/scope.ts';

const SITE = 'https://example.org';

function scope(start: string[], options: Partial<ScopeOptions> = {}) {
  const urls = start.map((path) => (path.startsWith('/') ? SITE + path : path));
  return createScope({ start: urls, spanHosts: false, include: [], exclude: [], ...options });
}

const WWW = 'https://www.example.org/a/b';
const OTHER = 'https://other.test/a/b';

describe('pages within reach', () => {
  it.each<[string, NonNullable<ScopeOptions['scope']>, string, boolean]>([
    ['/a/', 'auto', '/a/b/c.html', true],
    ['/a/', 'auto', '/a/?page=2', true],
    ['/a/', 'auto', '/a', true],
    ['/a/', 'auto', '/ab/', false],
    ['/a/', 'auto', '/', false],
    ['/a/', 'auto', WWW, true],
    ['/', 'auto', '/b/', true],
    ['/a/index.html', 'auto', '/b/', true],
    ['/a/index.html', 'path', '/b/', false],
    ['/a/index.html', 'path', '/a/2.html', true],
    ['/a/', 'site', '/b/', true],
    ['/a/', 'site', WWW, true],
    ['/a/', 'host', '/b/', true],
    ['/a/', 'host', WWW, false],
    ['/a/', 'site', OTHER, false],
  ])('from %s by %s: %s %s', (start, by, url, expected) => {
    const reach = scope([start], { scope: by });
    expect(reach.allowsPage(url.startsWith('/') ? SITE + url : url)).toBe(expected);
  });

  it('is that of any start URL', () => {
    const reach = scope(['/a/', '/b/', 'https://other.test/c.html']);
    expect(['/a/1', '/b/1', '/c/1'].map((path) => reach.allowsPage(SITE + path))).toEqual([
      true,
      true,
      false,
    ]);
    expect(reach.allowsPage(OTHER)).toBe(true);
  });

  it('is everything with span-hosts; a path that was asked for stays one', () => {
    expect(scope(['/a/'], { spanHosts: true }).allowsPage(`${SITE}/b/`)).toBe(true);
    const narrow = scope(['/a/'], { spanHosts: true, scope: 'path' });
    expect(narrow.allowsPage(`${SITE}/b/`)).toBe(false);
    expect(narrow.allowsPage(OTHER)).toBe(true);
  });
});

test('beside it may lie what belongs to a page, but no folder above', () => {
  const reach = scope(['/a/b/']);
  const paths = ['/photo/1', '/a/b/c', '/a/', '/', '/a', '/a/index.html'];
  expect(paths.filter((path) => reach.allowsBeside(SITE + path))).toEqual([
    '/photo/1',
    '/a/b/c',
    '/a/index.html',
  ]);
  expect(reach.allowsBeside(OTHER)).toBe(false);
  expect(scope(['/a/'], { exclude: ['photo'] }).allowsBeside(`${SITE}/photo/1`)).toBe(false);
});
