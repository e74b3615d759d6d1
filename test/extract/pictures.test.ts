import { createHash } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { chosen, extract, fate, fates, onlyPicture, PAGE, short } from './helpers.ts';

const GIF = 'data:image/gif;base64,R0lGODlhAQABAAAAACw=';

describe('the best candidate', () => {
  it.each<[string, string, string[]]>([
    ['src alone', '<img src="a.jpg">', ['a.jpg']],
    ['srcset alone', '<img srcset="a.jpg 1x, b.jpg 2x">', ['b.jpg < a.jpg']],
    [
      'the largest width',
      '<img src="s.jpg" srcset="a.jpg 300w, c.jpg 1200w, b.jpg 600w">',
      ['c.jpg < b.jpg < a.jpg < s.jpg'],
    ],
    [
      'a width before a density',
      '<picture><source srcset="d.jpg 3x"><img srcset="w.jpg 300w" src="s.jpg"></picture>',
      ['w.jpg < d.jpg < s.jpg'],
    ],
    [
      'a srcset before a width attribute',
      '<img width="4000" src="s.jpg" srcset="a.jpg 300w">',
      ['a.jpg < s.jpg'],
    ],
    ['no descriptor is 1x', '<img srcset="a.jpg, b.jpg 0.5x">', ['a.jpg < b.jpg']],
    ['equals: the first', '<img srcset="a.jpg 300w, b.jpg 300w">', ['a.jpg < b.jpg']],
    [
      'picture sources, whatever their media',
      `<picture><source media="(max-width:600px)" srcset="m.jpg 600w"><source type="image/webp"
       srcset="l.webp 1600w"><img src="s.jpg"></picture>`,
      ['l.webp < m.jpg < s.jpg'],
    ],
    [
      'no film among the sources',
      '<picture><source type="video/mp4" srcset="a.mp4"><img src="s.jpg"></picture>',
      ['s.jpg'],
    ],
    [
      'no source of a film',
      '<video><source src="a.mp4" srcset="b.jpg 9w"></video><img src="s.jpg">',
      ['s.jpg'],
    ],
    [
      'sources go with their own picture',
      `<picture><source srcset="a1.jpg 900w"><img src="a.jpg"></picture>
       <picture><source srcset="b1.jpg 900w"><img src="b.jpg"></picture><img src="c.jpg">`,
      ['a1.jpg < a.jpg', 'b1.jpg < b.jpg', 'c.jpg'],
    ],
    [
      'a second img is a picture of its own',
      '<picture><source srcset="a.jpg 900w"><img src="1.jpg"><img src="2.jpg"></picture>',
      ['a.jpg < 1.jpg', '2.jpg'],
    ],
    [
      'a picture without img',
      '<picture><source srcset="a.jpg 9w, b.jpg 900w"></picture>',
      ['b.jpg < a.jpg'],
    ],
    [
      'lazy before src',
      '<img src="tiny.jpg" data-src="real.jpg" class="lazy">',
      ['real.jpg < tiny.jpg'],
    ],
    [
      'lazy full before lazy',
      '<img src="t.jpg" data-src="m.jpg" data-zoom-image="z.jpg">',
      ['z.jpg < m.jpg < t.jpg'],
    ],
    [
      'a lazy srcset before all other lazy ones',
      '<img data-full="f.jpg" data-src="s.jpg" data-srcset="a.jpg 300w, b.jpg 900w">',
      ['b.jpg < a.jpg < f.jpg < s.jpg'],
    ],
    [
      'a declared size of the original counts as its width',
      '<img data-orig-file="o.jpg" data-orig-size="4000,3000" srcset="m.jpg 1024w" data-large-file="l.jpg">',
      ['o.jpg < m.jpg < l.jpg'],
    ],
    [
      'the same URL twice keeps its best standing',
      '<img src="a.jpg" srcset="a.jpg 300w, b.jpg 200w">',
      ['a.jpg < b.jpg'],
    ],
  ])('%s', (_what, html, expected) => {
    expect(fates(html)).toEqual(expected);
  });

  it.each(
    `data-src data-lazy data-lazy-src data-original data-orig data-full data-full-src data-hi-res-src data-large
     data-large-src data-zoom-image data-large_image data-orig-file data-image data-url data-lazyload-src data-lazysrc
     data-lazy-img data-lz-src data-defer-src data-deferred-src data-real-src data-img-src data-splide-lazy
     data-pagespeed-lazy-src data-breeze data-ks-lazyload lazy-src nitro-lazy-src loadlate file zoomfile data-retina
     data-hi-res data-zoom data-big-src`.split(/\s+/),
  )('%s wins over the placeholder', (name) => {
    expect(fates(`<img src="/blank.gif" ${name}="real.jpg">`)).toEqual(['real.jpg < blank.gif']);
    expect(chosen(`<img src="${GIF}" ${name}="real.jpg">`)).toEqual(['real.jpg']);
  });

  it.each(['data-srcset', 'data-lazy-srcset', 'data-splide-lazy-srcset', 'nitro-lazy-srcset'])(
    '%s wins over the placeholder',
    (name) => {
      expect(fates(`<img src="spacer.gif" ${name}="a.jpg 1x, b.jpg 2x">`)).toEqual([
        'b.jpg < a.jpg < spacer.gif',
      ]);
    },
  );

  it.each([
    'data-lazy="true"',
    'data-src=""',
    'data-full="1"',
    'data-large="1.5"',
    'data-original=\'{"a":"b.jpg"}\'',
    'data-image="#main"',
    'data-url="/photo/12"',
    'data-source="/feed"',
    'data-retina="3"',
    'data-zoom="#zoom"',
  ])('%s is no URL of a picture', (attribute) => {
    expect(fates(`<img src="a.jpg" ${attribute}>`)).toEqual(['a.jpg']);
  });

  it.each([
    'blank.gif',
    '1x1.png',
    'spacer.gif',
    'placeholder.svg',
    'image-placeholder-16x9.png',
    'loading.gif',
    'ajax-loader.gif',
    'transparent.png',
    'pixel.gif',
    'lazyload.png',
    'photo_{width}x.jpg',
  ])('the placeholder %s is never chosen where something else is offered', (file) => {
    expect(chosen(`<img src="${file}" data-src="r.jpg">`)).toEqual(['r.jpg']);
    expect(chosen(`<img srcset="${file} 800w" data-src="r.jpg">`)).toEqual(['r.jpg']);
    expect(chosen(`<img data-src="${file}" src="r.jpg">`)).toEqual(['r.jpg']);
  });

  it('a pattern is filled in with the widths that the page tells', () => {
    const html = '<img src="x_20x.jpg" data-src="x_{width}x.jpg" data-widths="[180, 900, 540]">';
    expect(fates(html)).toEqual(['x_900x.jpg < x_540x.jpg < x_180x.jpg < x_20x.jpg']);
    expect(chosen('<img src="a.jpg" data-src="x_{width}x.jpg" data-widths="auto">')).toEqual([
      'a.jpg',
    ]);
  });

  it('of small pictures too, the widest is chosen', () => {
    const srcset = 'p-16w.png 16w, p-32w.png 32w, p.png 64w';
    expect(chosen(`<img src="p-16w.png" srcset="${srcset}">`)).toEqual(['p.png']);
    expect(chosen(`<img data-srcset="${srcset}">`)).toEqual(['p.png']);
  });

  it('a blurred stand-in in srcset is not chosen', () => {
    expect(chosen('<img srcset="blur.jpg 32w" data-src="r.jpg">')).toEqual(['r.jpg']);
  });

  it('a placeholder alone is a picture: nothing is lost by its name', () => {
    expect(chosen('<img src="blank.gif">')).toEqual(['blank.gif']);
  });

  it("the page's declarations are kept", () => {
    const picture = onlyPicture(
      '<img src="s.jpg" width="120" srcset="a.jpg 300w" data-src="l.jpg"><!-- -->',
    );
    expect([picture.chosen, ...picture.others]).toEqual([
      { url: 'http://site.test/album/a.jpg', source: 'img-srcset', width: 300 },
      { url: 'http://site.test/album/l.jpg', source: 'lazy-attribute' },
      { url: 'http://site.test/album/s.jpg', source: 'img-src', width: 120 },
    ]);
  });

  it('sources are named', () => {
    const sources = (html: string) => {
      const { chosen: best, others } = onlyPicture(html);
      return [best, ...others].map(({ source }) => source);
    };
    expect(sources('<a href="o.jpg"><img data-srcset="l.jpg 2x"></a>')).toEqual([
      'image-link',
      'lazy-srcset',
    ]);
    expect(
      sources(
        '<picture><source srcset="p.jpg 9x"><noscript><img src="n.jpg"></noscript></picture>',
      ),
    ).toEqual(['picture-source', 'noscript']);
  });
});

describe('noscript', () => {
  it.each<[string, string, string[]]>([
    [
      'after its lazy picture',
      `<img src="${GIF}" data-src="a.jpg"><noscript><img src="a.jpg"></noscript>`,
      ['a.jpg'],
    ],
    [
      'with another rendition',
      '<img src="blank.gif" data-src="/cdn/9f8e"> \n <noscript><img src="a.jpg"></noscript>',
      ['/cdn/9f8e < a.jpg < blank.gif'.slice(1)],
    ],
    [
      'before its lazy pictures',
      `<noscript><img src="a.jpg"></noscript><img class="lazy" src="${GIF}">
       <noscript><img src="b.jpg"></noscript><img class="lazy" src="${GIF}">`,
      ['a.jpg', 'b.jpg'],
    ],
    [
      'one each in a row',
      `<img data-src="a.jpg"><noscript><img src="a2.jpg"></noscript>
       <img data-src="b.jpg"><noscript><img src="b2.jpg"></noscript>`,
      ['a.jpg < a2.jpg', 'b.jpg < b2.jpg'],
    ],
    [
      'beside the wrapper of its lazy picture',
      `<span class="wrap"><a href="v.html"><img src="${GIF}"></a></span><noscript><img src="a.jpg"></noscript>`,
      ['a.jpg'],
    ],
    [
      'inside picture',
      `<picture><source data-srcset="w.webp 900w"><img src="${GIF}" data-src="a.jpg">
       <noscript><img src="a2.jpg"></noscript></picture>`,
      ['w.webp < a.jpg < a2.jpg'],
    ],
    ['alone', '<div class="js"></div><noscript><img src="a.jpg"></noscript>', ['a.jpg']],
    [
      'beside a picture that is not lazy',
      '<img src="a.jpg"><noscript><img src="/count.gif"></noscript>',
      ['a.jpg', 'count.gif'],
    ],
    [
      'two in a row',
      '<noscript><img data-src="a.jpg"></noscript><noscript><img src="b.jpg"></noscript>',
      ['a.jpg', 'b.jpg'],
    ],
    [
      'a whole gallery',
      '<img data-src="x.jpg"><noscript><img src="a.jpg"><img src="b.jpg"></noscript>',
      ['x.jpg', 'a.jpg', 'b.jpg'],
    ],
    [
      'with a linked original',
      `<a href="o.jpg"><img src="${GIF}" data-src="t.jpg"></a><noscript><a href="o.jpg"><img src="t.jpg"></a></noscript>`,
      ['o.jpg < t.jpg'],
    ],
  ])('%s', (_what, html, expected) => {
    expect(fates(html)).toEqual(expected);
  });

  it('gives its alternative text', () => {
    const { alt } = onlyPicture(
      '<img data-src="a.jpg"><noscript><img src="a.jpg" alt="A"></noscript>',
    );
    expect(alt).toBe('A');
  });
});

describe('links to image files', () => {
  it.each<[string, string, string[]]>([
    ['around a thumbnail', '<a href="o.jpg"><img src="t.jpg"></a>', ['o.jpg < t.jpg']],
    [
      'before every srcset',
      '<a href="o.jpg"><img src="t.jpg" srcset="m.jpg 300w, l.jpg 9000w"></a>',
      ['o.jpg < l.jpg < m.jpg < t.jpg'],
    ],
    ['to the very file shown', '<a href="o.jpg"><img src="o.jpg"></a>', ['o.jpg']],
    ['with words', '<a href="a.jpg">A</a> <a href="b.PNG">B</a>', ['a.jpg', 'b.PNG']],
    [
      'twice',
      '<a href="a.jpg"><img src="t.jpg"></a> <a href="a.jpg">Download</a>',
      ['a.jpg < t.jpg'],
    ],
    [
      'with an icon beside the thumbnail',
      '<a href="pics/x.jpg"><img src="zoom.png"><img src="thumbs/x.jpg"></a>',
      ['pics/x.jpg < thumbs/x.jpg', 'zoom.png'],
    ],
    [
      'with two pictures, neither named alike: the first is the thumbnail',
      '<a href="x.jpg"><img src="t/81.jpg"><img src="zoom.png"></a>',
      ['x.jpg < t/81.jpg', 'zoom.png'],
    ],
    [
      'with one icon in every link',
      '<a href="a.jpg"><img src="i.png"></a><a href="b.jpg"><img src="i.png"></a>',
      ['a.jpg < i.png', 'b.jpg < i.png'],
    ],
    ['of an image map', '<map><area href="a.jpg"></map>', ['a.jpg']],
    ['by their declared type', '<a href="/raw/12" type="image/jpeg">x</a>', ['/raw/12'.slice(1)]],
    [
      'never closed',
      '<a href="a.jpg">A <a href="b.jpg"><img src="t.jpg"></a> <img src="c.jpg">',
      ['a.jpg', 'b.jpg < t.jpg', 'c.jpg'],
    ],
  ])('%s', (_what, html, expected) => {
    expect(fates(html)).toEqual(expected);
  });
});

describe('one picture in two places', () => {
  it('is one picture, with what either says of it', () => {
    const { pictures } = extract(
      '<img src="a.jpg"><img src="b.jpg"><a href="v.html"><img src="a.jpg#x" alt="A" title="T"></a>',
    );
    expect(pictures).toHaveLength(2);
    expect(pictures[0]).toEqual({
      chosen: { url: 'http://site.test/album/a.jpg', source: 'img-src' },
      others: [],
      alt: 'A',
      title: 'T',
      linksTo: 'http://site.test/album/v.html',
    });
  });

  it('queries tell pictures apart', () => {
    expect(chosen('<img src="i.php?id=1"><img src="i.php?id=2">')).toHaveLength(2);
  });

  it('a rendition that another place shows alone joins the picture that lists it', () => {
    expect(fates('<img src="s.jpg"><img srcset="s.jpg 300w, l.jpg 900w">')).toEqual([
      'l.jpg < s.jpg',
    ]);
  });

  it('a URL listed by several pictures is none of theirs alone', () => {
    expect(
      fates(
        '<a href="a.jpg"><img src="i.png"></a><a href="b.jpg"><img src="i.png"></a><img src="i.png">',
      ),
    ).toEqual(['a.jpg', 'b.jpg', 'i.png']);
  });
});

describe('alt, title and linksTo', () => {
  it('come from the picture, the title also from its link', () => {
    const { alt, title } = onlyPicture(
      '<a href="v.html" title=" T "><img src="a.jpg" alt=" A &amp; B "></a>',
    );
    expect({ alt, title }).toEqual({ alt: 'A & B', title: 'T' });
    expect(onlyPicture('<img src="a.jpg" alt="" title=" ">')).not.toHaveProperty('alt');
  });

  it.each([
    ['view/12', 'view/12'],
    ['/view.php?id=1&amp;size=l#top', 'view.php?id=1&size=l'],
    ['//other.test/v', 'http://other.test/v'],
    ['a.jpg.html', 'a.jpg.html'],
  ])('a picture in a link to %s leads there', (href, expected) => {
    const { linksTo } = onlyPicture(`<a href="${href}"><b><img src="t.jpg"></b></a>`);
    expect(short(linksTo ?? '')).toBe(expected);
  });

  it.each([
    '#',
    '#big',
    '',
    PAGE,
    'page.html#x',
    'javascript:show(1)',
    'mailto:a@b.test',
    'film.mp4',
    'ftp://a.test/x',
    'http://[',
  ])('a picture in a link to "%s" leads nowhere', (href) => {
    expect(onlyPicture(`<a href="${href}"><img src="t.jpg"></a>`)).not.toHaveProperty('linksTo');
  });

  it('a picture after a link that was never closed, but replaced, is not in it', () => {
    const [, second] = extract(
      '<a href="1.html"><img src="1.jpg"><a name="x">x</a><img src="2.jpg">',
    ).pictures;
    expect(second).not.toHaveProperty('linksTo');
  });

  it.each<[string, string, boolean]>([
    [
      'the large picture that leads on to the next page',
      '<a rel="next" href="p3.html"><img src="p2.jpg"></a>',
      false,
    ],
    [
      'the large picture that leads back to the album',
      '<a href="./"><img src="p2.jpg"></a>',
      false,
    ],
    [
      'the large picture that leads back to the index',
      '<a href="index.html"><img src="p2.jpg"></a>',
      false,
    ],
    [
      'the thumbnail of the next page, by its name',
      '<a rel="next" href="p3.html"><img src="tn_9.jpg"></a>',
      true,
    ],
    ["the next page's own picture", '<a rel="next" href="p3.html"><img src="p3.jpg"></a>', true],
    ['an arrow', '<a rel="next" href="p3.html"><img src="next.gif"></a>', true],
    ['the logo', '<a href="./"><img src="logo.png"></a>', true],
    ['the logo, to the home page', '<a href="/"><img src="brand.png"></a>', true],
  ])('%s', (_what, html, leads) => {
    expect(onlyPicture(html).linksTo !== undefined).toBe(leads);
  });
});

describe('refused URLs', () => {
  it('are told once each, with the hash of the whole', () => {
    const long = `data:image/png;base64,${'A'.repeat(500)}`;
    const { refused, pictures } = extract(
      `<img src="${long}"><img src="${long}" data-src="a.jpg">`,
    );
    expect(refused).toEqual([
      {
        url: long.slice(0, 200),
        hash: createHash('sha256').update(long).digest('hex'),
        rule: 'data_url',
      },
    ]);
    expect(pictures.map(fate)).toEqual(['a.jpg']);
  });

  it.each([
    [`<img src="${GIF}">`, ['data_url']],
    ['<img src="blob:http://a.test/1">', ['unsupported_scheme']],
    ['<img src="file:///a.jpg">', ['unsupported_scheme']],
    ['<img src="http://[/a.jpg">', ['invalid_url']],
    [`<img srcset="${GIF} 1x, file:///b.png 2x">`, ['data_url', 'unsupported_scheme']],
    [`<img data-src="${GIF}">`, ['data_url']],
    ['<a href="ftp://a.test/a.jpg">x</a>', ['unsupported_scheme']],
    [`<a href="${GIF}">x</a>`, ['data_url']],
    ['<a href="javascript:open(\'a.jpg\')">x</a>', []],
    ['<a href="mailto:me@a.jpg">x</a>', []],
    ['<a href="ftp://a.test/">x</a>', []],
    ['<a href="data:text/html,x">x</a>', []],
    ['<img src=""><img src=" "><img>', []],
  ])('%s', (html, rules) => {
    const { refused, pictures } = extract(html);
    expect(refused.map(({ rule }) => rule)).toEqual(rules);
    expect(pictures).toEqual([]);
  });
});

describe('where pictures are not', () => {
  it.each(['textarea', 'script', 'style', 'iframe', 'noembed', 'xmp', 'title'])('%s', (name) => {
    expect(chosen(`<${name}><img src="x.jpg"></${name}><img src="a.jpg">`)).toEqual(['a.jpg']);
  });

  it('a comment', () => {
    expect(chosen('<!-- <img src="x.jpg"> --><img src="a.jpg">')).toEqual(['a.jpg']);
  });

  it('but they are in a declared shadow tree', () => {
    expect(
      chosen('<div><template shadowrootmode="open"><img src="a.jpg"></template></div>'),
    ).toEqual(['a.jpg']);
  });
});
