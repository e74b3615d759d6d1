import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { CrawlError } from '../../src/errors.ts';
import { alternatives, compileTemplate, DEFAULT_FILE_NAME } from '../../src/output/index.ts';
import type { NameFields } from '../../src/output/index.ts';
import { hostileText, windowsFaults } from './hostile-text.ts';

const CAT: NameFields = {
  host: 'example.org:8080',
  gallery: 'pets/cats',
  num: 7,
  page: 1,
  url: 'http://example.org:8080/i/tom.jpeg?w=9',
  alt: 'a/b',
  title: 'Tom',
  ext: 'jpg',
};

function render(template: string, fields: Partial<NameFields> = {}): string {
  return compileTemplate(template).render({ ...CAT, ...fields });
}

describe('render', () => {
  it.each([
    [DEFAULT_FILE_NAME, 'example.org_8080/pets/cats/007-tom.jpg'],
    ['{name}.{ext}', 'tom.jpg'],
    ['{gallery}-{num}.{ext}', 'pets/cats-007.jpg'],
    ['all {gallery}/{alt}.{ext}', 'all pets/cats/a_b.jpg'],
    ['{title}/{page}/{ext}/{{x}}.{ext}', 'Tom/1/jpg/{x}.jpg'],
    ['a{{{num}}}.{ext}', 'a{007}.jpg'],
    ['{num}.orig.{ext}', '007.orig.jpg'],
  ])('%s → %s', (template, expected) => {
    expect(render(template)).toBe(expected);
  });

  it('puts the page before the number behind the first page', () => {
    expect(render('{num}.{ext}', { page: 2, num: 1 })).toBe('p002-001.jpg');
    expect(render('{num}.{ext}', { page: 2, num: 1_234 })).toBe('p002-1234.jpg');
  });

  it('drops folders that are empty, and keeps a file without a name', () => {
    expect(render(DEFAULT_FILE_NAME, { gallery: '' })).toBe('example.org_8080/007-tom.jpg');
    expect(render(DEFAULT_FILE_NAME, { gallery: '/a//b/' })).toBe(
      'example.org_8080/a/b/007-tom.jpg',
    );
    const untold = { host: 'a', gallery: '', num: 1, page: 1, url: 'http://a/', ext: 'jpg' };
    expect(compileTemplate('{alt}.{ext}').render(untold)).toBe('_.jpg');
  });

  it('stays below the destination', () => {
    expect(render(DEFAULT_FILE_NAME, { gallery: '../../etc', host: '..' })).toBe(
      '_/_/_/etc/007-tom.jpg',
    );
    expect(
      render('{title}/{name}.{ext}', { title: '../x', url: 'http://a/%2e%2e%2fpasswd.png' }),
    ).toBe('_._x/_._passwd.jpg');
  });

  it('leaves out folders that are too deep or too long, from the bottom', () => {
    expect(render(DEFAULT_FILE_NAME, { gallery: 'g/'.repeat(50) })).toBe(
      `example.org_8080/${'g/'.repeat(14)}007-tom.jpg`,
    );
    const long = render(DEFAULT_FILE_NAME, { gallery: `${'猫'.repeat(70)}/`.repeat(10) });
    expect(Buffer.byteLength(long)).toBeLessThanOrEqual(1_000);
    expect(long.split('/')).toHaveLength(6);
    expect(long).toMatch(/\/007-tom\.jpg$/);
  });

  it('cuts a long name before its extension, with room for what may have to be added', () => {
    const long = render('{title}.{ext}', { title: 'x'.repeat(500) });
    expect(long).toBe(`${'x'.repeat(255 - 16 - 4)}.jpg`);
  });

  it('never leaves the destination, never makes a bad name, always fits', () => {
    const templates = [
      DEFAULT_FILE_NAME,
      '{alt}{title}.{ext}',
      '{gallery}.{ext}',
      '{title}/{alt}/{gallery}/{name}.{ext}',
    ];
    const fields: fc.Arbitrary<NameFields> = fc.record({
      host: hostileText,
      gallery: hostileText,
      num: fc.nat(),
      page: fc.nat(),
      url: fc.oneof(
        hostileText,
        hostileText.map((text) => `http://a/${text}`),
      ),
      alt: hostileText,
      title: hostileText,
      ext: fc.oneof(fc.constantFrom('jpg', 'png', 'part', 'x'.repeat(40)), hostileText),
    });
    fc.assert(
      fc.property(fc.constantFrom(...templates), fields, (template, wild) => {
        const path = render(template, wild);
        const segments = path.split('/');
        expect(segments.flatMap(windowsFaults)).toEqual([]);
        // `-` and ten digits, and `.part`, must still fit.
        for (const segment of segments) {
          expect(Buffer.byteLength(segment)).toBeLessThanOrEqual(255 - 16);
        }
        expect(segments.length).toBeLessThanOrEqual(16);
        expect(Buffer.byteLength(path)).toBeLessThanOrEqual(1_000);
        expect(path).toMatch(/[^/.][^/]*\.[a-z0-9]+$/);
        expect(segments.some((segment) => /\.part$/i.test(segment))).toBe(false);
        for (const name of alternatives(path, 'key')) {
          expect(windowsFaults(`${name.split('/').at(-1) ?? ''}.part`)).toEqual([]);
        }
        expect(render(template, wild)).toBe(path);
      }),
      { numRuns: 600 },
    );
  });
});

describe('compileTemplate', () => {
  it.each([
    ['', 'it is empty'],
    ['{nme}.{ext}', 'unknown field {nme} at character 1; did you mean {name}?'],
    ['{host}/{Gallery}.{ext}', 'unknown field {Gallery} at character 8; did you mean {gallery}?'],
    ['{filename}.{extension}', 'did you mean {name}?'],
    ['{name}.{extension}', 'did you mean {ext}?'],
    [
      '{size}.{ext}',
      'the fields are {host}, {gallery}, {num}, {page}, {name}, {ext}, {alt}, {title}',
    ],
    ['{}.{ext}', 'unknown field {} at character 1'],
    ['{name.{ext}', '"{" at character 1 has no "}"'],
    ['{name}.{ext', '"{" at character 8 has no "}"'],
    ['name}.{ext}', '"}" at character 5 has no "{"'],
    ['/pics/{name}.{ext}', 'absolute path'],
    ['C:/pics/{name}.{ext}', 'absolute path'],
    ['~/pics/{name}.{ext}', 'absolute path'],
    ['a\\{name}.{ext}', 'it holds "\\"'],
    ['../{name}.{ext}', 'it has the folder ".."'],
    ['a/ .. /{name}.{ext}', 'it has the folder ".."'],
    ['./{name}.{ext}', 'it has the folder "."'],
    ['{host}//{name}.{ext}', 'empty folder'],
    ['{host}/', 'empty folder or file'],
    ['{host}/{name}', 'does not end with ".{ext}"'],
    ['{host}/{name}{ext}', 'does not end with ".{ext}"'],
    ['{name}.{ext}.bak', 'does not end with ".{ext}"'],
    ['{host}/.{ext}', 'no name before ".{ext}"'],
  ])('refuses %j', (text, message) => {
    expect(() => compileTemplate(text)).toThrow(CrawlError);
    expect(() => compileTemplate(text)).toThrow(message);
    expect(() => compileTemplate(text)).toThrow(
      expect.objectContaining({ code: 'invalid_option' }),
    );
  });

  it('either compiles a text or says what is wrong with it', () => {
    const piece = fc.oneof(
      fc.constantFrom(
        '{',
        '}',
        '{{',
        '}}',
        '/',
        '.',
        '..',
        '{name}',
        '{ext}',
        '.{ext}',
        '{gallery}',
        '\\',
        'é',
      ),
      fc.string({ maxLength: 4 }),
    );
    let compiled = 0;
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 8 }), fc.boolean(), (pieces, ended) => {
        const text = pieces.join('') + (ended ? '{num}.{ext}' : '');
        try {
          const path = render(text);
          compiled++;
          expect(path.split('/').flatMap(windowsFaults)).toEqual([]);
          expect(path).toMatch(/\.jpg$/);
        } catch (error) {
          expect(error).toBeInstanceOf(CrawlError);
        }
      }),
      { numRuns: 2_000 },
    );
    expect(compiled).toBeGreaterThan(100);
  });
});

describe('alternatives', () => {
  it('numbers before the extension, and ends with a name of its own', () => {
    const names = alternatives('a.b/cat.tar.jpg', 'key');
    expect(names.slice(0, 3)).toEqual([
      'a.b/cat.tar.jpg',
      'a.b/cat.tar-2.jpg',
      'a.b/cat.tar-3.jpg',
    ]);
    expect(names).toHaveLength(10);
    expect(names[8]).toBe('a.b/cat.tar-9.jpg');
    // sha256("key") = 2c70e12b7a…
    expect(names[9]).toBe('a.b/cat.tar-2c70e12b7a.jpg');
  });

  it('differ by identity', () => {
    expect(alternatives('a.jpg', 'one').at(-1)).not.toBe(alternatives('a.jpg', 'two').at(-1));
  });

  it('cope with a name without extension', () => {
    expect(alternatives('a.b/cat', 'key')[1]).toBe('a.b/cat-2');
  });

  it('are all different and leave room for a part, however long the name is', () => {
    fc.assert(
      fc.property(hostileText, fc.nat(300), (text, length) => {
        const name = `${text.replaceAll('/', '_')}${'y'.repeat(length)}`.slice(0, 240);
        const names = alternatives(`g/${name}.jpg`, 'key');
        expect(new Set(names).size).toBe(names.length);
        for (const each of names.slice(1)) {
          expect(Buffer.byteLength(each)).toBeLessThanOrEqual('g/'.length + 250);
          expect(each).toMatch(/^g\/[^/]*\.jpg$/s);
        }
      }),
    );
  });
});
