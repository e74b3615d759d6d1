import { describe, expect, it } from 'vitest';
import { extract, PAGE, short } from './helpers.ts';

const links = (html: string, url?: string) =>
  extract(html, url).links.map((link) => short(link.url));

/** The pagination of a page's last link. */
const pagination = (html: string) => extract(html).links.at(-1)?.pagination;

describe('links', () => {
  it.each<[string, string, string[]]>([
    ['a and area', '<a href="1.html">1</a><map><area href="2.html"></map>', ['1.html', '2.html']],
    [
      'link rel=next and prev only',
      '<link rel="stylesheet" href="s"><link rel="NEXT" href="n"><link rel="nofollow prev" href="p">',
      ['n', 'p'],
    ],
    ['each once', '<a href="1.html#a">1</a><a href="./1.html">2</a>', ['1.html']],
    ['no files', '<a href="a.zip">z</a><a href="a.jpg">j</a><a href="a.css">c</a>', []],
    ['nowhere', '<a href="#">a</a><a href="#x">b</a><a href="">c</a><a>d</a>', []],
    ['not the page itself', `<a href="${PAGE}#x">a</a><a href="page.html">b</a>`, []],
    [
      'http only',
      '<a href="mailto:a@b">a</a><a href="javascript:x()">b</a><a href="ftp://a/">c</a>',
      [],
    ],
    [
      'entities and spaces',
      '<a href="v.php?a=1&amp;b=2">a</a><a href=" my page.html ">b</a>',
      ['v.php?a=1&b=2', 'my%20page.html'],
    ],
    ['in noscript', '<noscript><a href="all.html">all</a></noscript>', ['all.html']],
    ['the same page with another query', '<a href="?p=2">2</a>', ['page.html?p=2']],
  ])('%s', (_what, html, expected) => {
    expect(links(html)).toEqual(expected);
  });

  it('text is collapsed, and cut to 200 characters, never through a character', () => {
    const [first, second, third] = extract(
      `<a href="1"> An\n  album <b>of</b><br>mine </a><a href="2">${'x'.repeat(199)}😀y</a><a href="3"><img alt="Alt" src="a.gif"></a>`,
    ).links;
    expect(first?.text).toBe('An album of mine');
    expect(second?.text).toBe('x'.repeat(199));
    expect(third?.text).toBe('Alt');
  });

  it('of two links to a page the first with a text gives it', () => {
    expect(extract('<a href="1"><i></i></a><a href="1">Text</a>').links[0]?.text).toBe('Text');
  });
});

describe('base href', () => {
  it.each<[string, string, string]>([
    ['relative to the page', '<base href="/other/">', 'http://site.test/other/a'],
    ['absolute', '<base href="http://b.test/x/y">', 'http://b.test/x/a'],
    ['protocol-relative', '<base href="//b.test">', 'http://b.test/a'],
    [
      'the first with href',
      '<base target="_top"><base href="/1/"><base href="/2/">',
      'http://site.test/1/a',
    ],
    ['after the link', '<a href="a">x</a><base href="/1/">', 'http://site.test/1/a'],
    ['no URL', '<base href="http://[">', 'http://site.test/album/a'],
    ['data:', '<base href="data:text/plain,x">', 'http://site.test/album/a'],
    ['javascript:', '<base href="javascript:1">', 'http://site.test/album/a'],
    [
      'longer than any URL may be',
      `<base href="/${'x'.repeat(20_000)}/">`,
      'http://site.test/album/a',
    ],
  ])('%s', (_what, base, expected) => {
    const { links: found, pictures } = extract(
      `${base}<a href="a">a</a><img src="a"><a href="#top">top</a>`,
    );
    expect(found.map(({ url }) => url)).toEqual([expected]);
    expect(pictures.map((picture) => picture.chosen.url)).toEqual([expected]);
  });

  it('of another scheme refuses what is relative to it', () => {
    const { pictures, refused } = extract('<base href="file:///C:/web/"><img src="a.jpg">');
    expect(pictures).toEqual([]);
    expect(refused).toMatchObject([{ url: 'a.jpg', rule: 'unsupported_scheme' }]);
  });
});

describe('pagination', () => {
  it.each([
    '<link rel="next" href="2">',
    '<a rel="Nofollow NEXT" href="2">more of it</a>',
    ...'Next|next page|Next »|Next >>|»|›|→|Older posts|Weiter|Nächste Seite|Suivant|Page suivante|Siguiente|Página siguiente|Avanti|下一页|次へ|다음|Следующая страница|Go to next page|Next photo|Next (3 of 10)'
      .split('|')
      .map((text) => `<a href="2">${text.replace('>>', '&gt;&gt;')}</a>`),
    '<a href="2" aria-label="Next page"><svg></svg></a>',
    '<a href="2" title="Next"><i></i></a>',
    '<a href="2"><img src="r.gif" alt="Next"></a>',
    '<a href="2" class="btn nav-next">…</a>',
    '<a href="2" id="linkNext"><b></b></a>',
  ])('next: %s', (html) => {
    expect(pagination(html)).toEqual({ rel: 'next' });
  });

  it.each([
    '<link rel="prev" href="2">',
    '<a rel="previous" href="2">x</a>',
    ...'Previous|« Prev|«|‹|←|Newer posts|Vorherige Seite|Précédent|Anterior|上一页|前へ'
      .split('|')
      .map((text) => `<a href="2">${text}</a>`),
    '<div class="pager"><a href="2">Zurück</a></div>',
  ])('prev: %s', (html) => {
    expect(pagination(html)).toEqual({ rel: 'prev' });
  });

  it.each<[string, number]>([
    ['<div class="pagination"><a href="x">2</a></div>', 2],
    ['<ul id="myPager"><li><a href="x"> [12] </a></li></ul>', 12],
    ['<nav aria-label="Pagination"><p><a href="x">3</a></p></nav>', 3],
    ['<div class="nav-links"><a class="page-numbers" href="x">4</a></div>', 4],
    ['<a class="page" href="x">5</a>', 5],
    ['<a href="?page=6">6</a>', 6],
    ['<a href="?p=6">7</a>', 7],
    ['<a href="/album/page/8/">8</a>', 8],
    ['<a href="index9.html">9</a>', 9],
    ['<a href="x">Page 10</a>', 10],
    ['<p><b>1</b> <a href="x">2</a> <a href="y">3</a></p>', 3],
    ['<ul><li><a href="x">2</a></li><li><span><a href="y">3</a></span></li></ul>', 3],
  ])('number: %s', (html, page) => {
    expect(pagination(html)).toEqual({ rel: 'number', page });
  });

  it.each(['Last', '…', 'All', 'A'])('other, in a bar: %s', (text) => {
    expect(pagination(`<div class="paging"><a href="x">${text}</a></div>`)).toEqual({
      rel: 'other',
    });
  });

  it.each([
    ['a title with the word', '<a href="x">The next station</a>'],
    ['a long teaser', '<a class="next" href="x">What we did in the summer of that year</a>'],
    ['a lone number', '<a href="x">3</a>'],
    ['years', '<p><a href="x">2003</a> <a href="y">2004</a></p>'],
    ['a calendar', '<tr><td><a href="d1">1</a></td><td><a href="d2">2</a></td></tr>'],
    ['a page that is called a page', '<div id="page" class="page"><a href="d2">2</a></div>'],
    ['the whole body', '<body class="paged pagination"><a href="d2">2</a></body>'],
    ['back to somewhere', '<a href="x">Zurück</a>'],
    ['a name in a bar', '<div class="paging"><a href="x">My album</a></div>'],
    ['after the bar', '<div class="paging"><a href="x">2</a></div><a href="y">7</a>'],
    ['a number in the URL that is not a page', '<a href="/top2/">2</a>'],
  ])('none: %s', (_what, html) => {
    expect(pagination(html)).toBeUndefined();
  });

  it('of two links to a page both are heard', () => {
    const html =
      '<div class="pagination"><a href="x">…</a><a href="x">2</a><a href="x" rel="next">Next</a></div>';
    expect(extract(html).links).toEqual([
      { url: 'http://site.test/album/x', text: '…', pagination: { rel: 'next', page: 2 } },
    ]);
  });
});

describe('the rest of a gallery behind a link', () => {
  it.each([
    'Load more',
    'SHOW MORE PHOTOS …',
    'More photos »',
    'Mehr laden',
    'Weitere Bilder anzeigen',
    'Voir plus',
    'Cargar más',
    'Ver mais fotos',
    'Показать ещё',
    'もっと見る',
    '加载更多',
  ])('%s', (label) => {
    expect(pagination(`<a href="?page=2">${label}</a>`)).toEqual({ rel: 'next' });
    expect(pagination(`<a href="/album/cats/">${label}</a>`)).toBeUndefined();
  });

  it('is not behind a sentence, nor behind other words', () => {
    for (const label of ['Read more', 'More about us', 'Load more than you can carry in one hand'])
      expect(pagination(`<a href="?page=2">${label}</a>`)).toBeUndefined();
  });
});
