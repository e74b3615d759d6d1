/** What a recipe makes of a page. */
import { describe, expect, test } from 'vitest';
import { CrawlError, defineRecipe, type RecipeDefinition } from '../../src/index.ts';
import { links, pictures, readBy } from './helpers.ts';

const URL = 'https://site.test/albums/one?p=1';
const ALBUM = `<title>Site</title><h1>One</h1>
  <ul>
    <li><a class=full href="/full/a"><img src="/t/a.jpg" alt="A boat"></a><p class=name>Boat</p></li>
    <li><a class=full href="/full/b"><img src="/t/b.jpg"></a></li>
  </ul>
  <img src="/banner.jpg">
  <a class=album href="/albums/two">Two</a> <a href="/about">About</a>
  <a rel=next href="/albums/one?p=2">next</a> <a class=more href="/albums/one?from=9">more</a>`;

async function read(part: Partial<RecipeDefinition>, html = ALBUM, url = URL) {
  return readBy(defineRecipe({ match: 'site.test', ...part }), html, url);
}

describe('where it holds', () => {
  const cases: [string, RecipeDefinition['match'], boolean][] = [
    ['its host', 'site.test', true],
    ['its host, written with www.', 'www.site.test', false],
    ['another host', 'other.test', false],
    ['a host that ends alike', 'te.test', false],
    ['a domain above', '*.test', true],
    ['the domain itself', '*.site.test', true],
    ['any host with a path', '*/albums/*', true],
    ['another path', 'site.test/photos/*', false],
    ['a path without stars', 'site.test/albums/one', false],
    ['path and query', 'site.test/albums/*?p=*', true],
    ['the scheme', 'https://site.test/*', true],
    ['another scheme', 'http://site.test/*', false],
    ['an expression', /\/albums\/\w+/g, true],
    ['another expression', /^http:/, false],
    ['a function', ({ $ }) => $('a.full').length === 2, true],
    ['another function', () => false, false],
    ['something on the page', { has: 'a.full img' }, true],
    ['something that is not', { has: 'a.none' }, false],
    ['all of several', { url: 'site.test', has: 'a.full' }, true],
    ['not all of several', { url: 'site.test', has: 'a.none' }, false],
    ['any in a list', ['other.test', { has: 'a.full' }], true],
    ['none in a list', ['other.test', { has: 'a.none' }], false],
    ['nothing', {}, false],
  ];
  test.each(cases)('%s', async (_, match, expected) => {
    const recipe = defineRecipe({ match, title: 'h1' });
    // Twice: an expression with a flag `g` remembers where it was.
    expect((await readBy(recipe, ALBUM, URL)).matches).toBe(expected);
    expect((await readBy(recipe, ALBUM, URL)).matches).toBe(expected);
  });

  test('what made the page', async () => {
    const html = '<meta name=Generator content="Foto Maker 3.1"><h1>x</h1>';
    for (const generator of ['foto maker', /^Foto Maker [3-9]/])
      expect((await read({ match: { generator }, title: 'h1' }, html)).matches).toBe(true);
    for (const generator of ['maker 4', /^Maker/])
      expect((await read({ match: { generator }, title: 'h1' }, html)).matches).toBe(false);
  });

  test('not on a page that is nested deeper than any gallery', async () => {
    const deep = (levels: number) => `${'<div>'.repeat(levels)}<a class=full href=x>`;
    expect((await read({ pictures: 'a.full' }, deep(500))).matches).toBe(true);
    expect((await read({ pictures: 'a.full' }, deep(40_000))).matches).toBe(false);
  });
});

describe('pictures', () => {
  test('take the place of the generic ones, with what the page says of them', async () => {
    const { content, generic } = await read({ pictures: 'a.full' });
    expect(pictures(generic)).toContain('/banner.jpg');
    expect(pictures(content)).toEqual(['/full/a', '/full/b']);
    expect(content.pictures[0]?.alt).toBe('A boat');
  });

  test('by an attribute, and in a list by the first that finds something', async () => {
    const html = '<img data-zz="/1.jpg" src="/s1.jpg" alt=x title=y><img data-zz="" src="/s2.jpg">';
    expect(pictures((await read({ pictures: 'img@data-zz' }, html)).content)).toEqual(['/1.jpg']);
    const list = ['a.none', 'img@data-huge', 'img@data-zz', 'img'];
    expect(pictures((await read({ pictures: list }, html)).content)).toEqual(['/1.jpg']);
    expect(pictures((await read({ pictures: 'img' }, html)).content)).toEqual([
      '/s1.jpg',
      '/s2.jpg',
    ]);
  });

  test('an address for each kind of element, relative to the base; a srcset by its sizes', async () => {
    const html = `<base href="/b/"><meta property="og:image" content="m.jpg"><img class=i src=i.jpg>
      <source class=s srcset="s1.jpg 100w, s3.jpg 300w, s2.jpg 200w"><a class=a href=a.jpg></a>`;
    const found = async (selector: string) =>
      pictures((await read({ pictures: selector, only: true }, html)).content);
    expect(await found('meta[property="og:image"]')).toEqual(['/b/m.jpg']);
    expect(await found('.i')).toEqual(['/b/i.jpg']);
    expect(await found('.a')).toEqual(['/b/a.jpg']);
    expect(await found('.s')).toEqual(['/b/s3.jpg < /b/s2.jpg < /b/s1.jpg']);
    expect(await found('.i, .a')).toEqual(['/b/i.jpg', '/b/a.jpg']);
  });

  test('by a function; each once, and none a smaller one of another', async () => {
    const { content } = await read({
      pictures: ({ $ }) => [
        ...$('a.full')
          .toArray()
          .map(({ attribs }) => attribs['href'] ?? ''),
        { url: '/full/a' },
        { url: 'c.jpg', others: ['/full/b', 'c-small.jpg'], name: 'See', caption: ' In  the sea ' },
        'javascript:void(0)',
      ],
    });
    expect(pictures(content)).toEqual([
      '/full/a',
      '/full/b',
      '/albums/c.jpg < /albums/c-small.jpg',
    ]);
    expect(content.pictures[2]).toMatchObject({ name: 'See', caption: 'In the sea' });
    expect(content.refused.map(({ rule }) => rule)).toEqual(['unsupported_scheme']);
  });

  test('what the generic rules hold for smaller ones of it stays with it', async () => {
    const html = '<a class=full href="/o/a.jpg"><img src="/t/a.jpg"></a>';
    expect(pictures((await read({ pictures: 'a.full' }, html)).content)).toEqual([
      '/o/a.jpg < /t/a.jpg',
    ]);
  });

  test('name and caption stand with each picture, and are never another’s', async () => {
    const { content } = await read({ pictures: 'a.full', name: 'p.name', caption: 'p' });
    expect(content.pictures[0]).toMatchObject({ name: 'Boat', caption: 'Boat' });
    expect(content.pictures[1]).not.toHaveProperty('name');
    const single = await read(
      { pictures: 'img.one', name: 'h1' },
      '<h1>Sea <b>1</b></h1><p><img class=one src=1.jpg>',
    );
    expect(single.content.pictures[0]?.name).toBe('Sea 1');
    const named = await read({ pictures: 'a.full', name: ({ url }) => url.slice(-1) });
    expect(named.content.pictures.map(({ name }) => name)).toEqual(['a', 'b']);
  });
});

describe('links', () => {
  test('pages take the place of all but those to other pages of the gallery', async () => {
    const { content } = await read({ pages: 'a.album' });
    expect(links(content)).toEqual(['/albums/two', '/albums/one?p=2 (next)']);
  });

  test('next takes the place of those', async () => {
    const both = await read({ pages: 'a.album', next: 'a.more' });
    expect(links(both.content)).toEqual(['/albums/two', '/albums/one?from=9 (next)']);
    const alone = await read({ next: () => 'x' });
    expect(links(alone.content)).toContain('/about');
    expect(links(alone.content)).toContain('/albums/x (next)');
    expect(links(alone.content).join()).not.toContain('p=2');
  });

  test('what is saved as a picture is not followed', async () => {
    const { content } = await read({ pictures: 'a.full' });
    expect(links(content).join()).not.toContain('full');
  });

  test('thumbnails wait for pages that they lead to, where no pictures are', async () => {
    const html = '<a class=v href="/v/1"><img src="/t/1.jpg"></a><img src="/banner.jpg">';
    const { content } = await read({ pages: 'a.v', pictures: 'img.big' }, html);
    expect(content.pictures).toMatchObject([
      { chosen: { url: 'https://site.test/t/1.jpg' }, linksTo: 'https://site.test/v/1' },
    ]);
    const only = await read({ pages: 'a.v', pictures: 'img.big', only: true }, html);
    expect(only.content.pictures).toEqual([]);
  });

  test('only: nothing generic beside it', async () => {
    const { content } = await read({ pages: 'a.album', pictures: 'a.full', only: true });
    expect(links(content)).toEqual(['/albums/two']);
    const alone = await read({ pages: 'a.album', only: true });
    expect(alone.content.pictures).toEqual([]);
  });
});

describe('where it finds nothing', () => {
  test('the generic rules read the page, and there is a warning', async () => {
    const { content, generic, warnings } = await read({ pictures: 'a.gone', pages: 'a.away' });
    expect(content).toEqual(generic);
    expect(warnings).toEqual(['recipe_empty']);
  });

  test('with only, nothing is saved', async () => {
    const { content, warnings } = await read({ pictures: 'a.gone', only: true });
    expect([content.pictures, content.links]).toEqual([[], []]);
    expect(warnings).toEqual(['recipe_empty']);
  });

  test('a title alone is no finding', async () => {
    const { content, generic, warnings } = await read({ title: 'h1' });
    expect(content).toEqual({ ...generic, title: 'One' });
    expect(warnings).toEqual([]);
  });
});

describe('mistakes in it', () => {
  const wrong: [string, object, RegExp][] = [
    [
      'an unknown part',
      { picture: 'a' },
      /recipe "site\.test": it has no part "picture"; its parts/,
    ],
    ['nothing in it', {}, /it says nothing: give it pictures/],
    ['a name without pictures', { pages: 'a', name: 'h1' }, /name as a selector looks beside/],
    ['a caption with a function', { pictures: () => [], caption: 'p' }, /caption as a selector/],
  ];
  test.each(wrong)('%s', (_, part, message) => {
    const define = () => defineRecipe({ match: 'site.test', ...part });
    expect(define).toThrow(CrawlError);
    expect(define).toThrow(message);
  });

  test.each(['pictures', 'pages', 'next', 'title'])('%s that is no selector', async (part) => {
    const recipe = defineRecipe({ id: 'mine', match: 'site.test', [part]: 'a[' });
    await expect(recipe.prepare?.()).rejects.toMatchObject({
      code: 'invalid_option',
      message: expect.stringMatching(`recipe "mine": ${part} "a\\["`) as unknown,
    });
  });
});
