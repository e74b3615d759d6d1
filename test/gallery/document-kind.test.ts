import { describe, expect, it } from 'vitest';
import { declaredKind, kindOf, type DeclaredKind } from '../../src/gallery/document-kind.ts';

describe('what a type says', () => {
  it.each<[string, string, DeclaredKind | undefined, DeclaredKind | undefined]>([
    ['text/html', '/', 'html', 'html'],
    ['application/xhtml+xml', '/', 'html', 'html'],
    ['application/rss+xml', '/', 'xml', 'xml'],
    ['application/atom+xml', '/', 'xml', 'xml'],
    ['text/xml', '/', 'xml', 'xml'],
    ['application/ld+json', '/', 'json', 'json'],
    ['application/feed+json', '/', 'json', 'json'],
    ['application/json', '/', 'json', 'json'],
    ['text/plain', '/list', undefined, 'text'],
    ['application/x-gzip', '/s.xml.gz', undefined, 'archive'],
    ['application/octet-stream', '/s.xml.gz', undefined, 'archive'],
    ['application/octet-stream', '/film.bin', undefined, undefined],
    ['text/csv', '/a.csv', undefined, undefined],
    ['text/css', '/a.css', undefined, undefined],
    ['application/pdf', '/a', undefined, undefined],
  ])('%s of %s: %s by a link, %s when asked for', (type, path, linked, asked) => {
    const url = new URL(path, 'https://site.test');
    expect(declaredKind(type, url, false)).toBe(linked);
    expect(declaredKind(type, url, true)).toBe(asked);
  });
});

describe('what a text is', () => {
  it.each<[string, DeclaredKind, string | undefined]>([
    ['<p>a page', 'html', 'html'],
    ['', 'html', 'html'],
    ['<?xml version="1.0"?><rss version="2.0">', 'html', 'xml'],
    ['\ufeff<?xml-stylesheet href="a"?>\n<!-- <html> -->\n<feed>', 'html', 'xml'],
    ['<!DOCTYPE rss SYSTEM "x"><rss>', 'xml', 'xml'],
    ['<!DOCTYPE rss [<!ENTITY a "b">\n<!ENTITY c "d">]><rss>', 'xml', 'xml'],
    ['<rdf:RDF xmlns="x">', 'xml', 'xml'],
    ['<sitemap:urlset>', 'text', 'xml'],
    ['<?xml version="1.0"?><html>', 'xml', 'xhtml'],
    ['<?xml version="1.0"?><html>', 'html', 'html'],
    ['<svg>', 'xml', undefined],
    ['', 'xml', undefined],
    [' {"a": 1}', 'html', 'json'],
    ['[1]', 'text', 'json'],
    ['oops', 'json', 'json'],
    ['https://site.test/a.jpg', 'text', 'text'],
    ['https://site.test/a.jpg', 'archive', 'text'],
    ['<html>', 'archive', 'html'],
  ])('%j as %s is %s', (text, declared, expected) => {
    expect(kindOf(text, declared, 'text/html')).toBe(expected);
  });
});
