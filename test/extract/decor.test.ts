import { describe, expect, it } from 'vitest';
import { extract } from './helpers.ts';

/** The rule for the first picture of a page; a second one keeps it from being the page's only one. */
function ruleOf(html: string, url?: string) {
  const page = `<body>${html}<main><figure><img src="/photos/harbour.jpg" width="800" height="600"></figure></main>`;
  return extract(page, url).pictures[0]?.decor;
}

describe('decoration', () => {
  it.each([
    ['tracking_pixel', '<img src="https://t.example/x.gif" width="1" height="1">'],
    ['tracking_pixel', '<img src="https://t.example/x.gif" style="width:1px; height:1px">'],
    ['tracking_pixel', '<img src="https://t.example/x.gif" width="0" height="0">'],
    ['tracking_pixel', '<noscript><img src="https://t.example/x" height="1" width="1"></noscript>'],
    [
      'tracking_pixel',
      '<img src="https://stats.example/matomo.php?idsite=1" style="border:0" alt="">',
    ],
    ['icon', '<img src="a.jpg" width="16" height="16">'],
    ['icon', '<img src="a.png" height="20">'],
    ['icon', '<img src="/icons/image2.gif" alt="[IMG]">'],
    ['icon', '<a href="sub/"><img src="/icons/folder.gif" alt="[DIR]"></a>'],
    ['icon', '<img src="spacer.gif" width="100" height="20">'],
    ['icon', '<img src="img/line.gif" width="600" height="5">'],
    ['icon', '<img src="img/facebook.svg">'],
    ['icon', '<ul class="payment-icons"><li><img src="a.svg"></li></ul>'],
    ['icon', '<a href="?page=2"><img src="images/right.gif" alt="Next"></a>'],
    ['icon', '<p>Hello <img class="emoji" src="/e/1f600.png" alt="x"></p>'],
    ['icon', '<img src="/images/smilies/wink.gif">'],
    ['avatar', '<img src="https://secure.gravatar.com/avatar/0bc?s=96" width="96" height="96">'],
    ['avatar', '<a href="/u/ann/"><span class="user-avatar"><img src="a.jpg"></span></a>'],
    ['avatar', '<div class="author-photo"><img src="ann.jpg"></div>'],
    ['avatar', '<img class="avatar" src="ann.jpg" width="32" height="32">'],
    ['logo', '<header><a href="/"><img src="/a/brand.svg" class="site-logo"></a></header>'],
    ['logo', '<a href="http://site.test/"><img src="logo.png" alt="The site"></a>'],
    ['logo', '<div id="header"><img src="/i/header.jpg"></div>'],
    [
      'advertisement',
      '<div class="ad-slot"><a href="https://shop.example/"><img src="a.jpg"></a></div>',
    ],
    ['advertisement', '<div id="sidebar-ad"><img src="a.jpg"></div>'],
    ['advertisement', '<img src="https://ads.example/creative/7.jpg">'],
    ['advertisement', '<img src="/banners/spring.gif">'],
    ['navigation', '<footer><img src="/theme/pattern.png"></footer>'],
    ['navigation', '<nav><img src="/theme/x.gif"></nav>'],
  ])('%s: %s', (rule, html) => {
    expect(ruleOf(html)).toBe(rule);
  });

  it.each([
    [
      'a small thumbnail of a page',
      '<a href="one.html"><img src="one.jpg" width="40" height="40"></a>',
    ],
    [
      'a small thumbnail of a file',
      '<a href="one.jpg"><img src="t/one.jpg" width="16" height="16"></a>',
    ],
    [
      'a file named as a logo, linked',
      '<header><a href="logo.png"><img src="logo_s.png"></a></header>',
    ],
    ['a stand-in of one pixel', '<img src="1x1.gif" data-src="big.jpg" width="1" height="1">'],
    [
      'a small one with a large file',
      '<img src="a.jpg" srcset="a.jpg 40w, b.jpg 1200w" width="40" height="40">',
    ],
    ['a zoom', '<img src="t.jpg" data-zoom-image="big.jpg" width="40" height="40">'],
    [
      "WordPress' gallery-icon",
      '<dt class="gallery-icon landscape"><img src="a-150x150.jpg"></dt>',
    ],
    ['a gallery plug-in called AD', '<ul class="ad-thumb-list"><li><img src="a.jpg"></li></ul>'],
    ['a word inside a name', '<img src="icon-of-saint-nicholas-novgorod.jpg">'],
    ['a photograph in the head', '<header class="hero"><img src="/photos/hero.jpg"></header>'],
    ['a cat called Pixel', '<img src="pixel.jpg">'],
    [
      'an article by somebody',
      '<article class="post author-ann"><div><img src="a.jpg"></div></article>',
    ],
    ['a portfolio of logos', '<div class="portfolio-item logo"><img src="acme.jpg"></div>'],
    ['a header of an article', '<article><header><img src="a.png"></header></article>'],
    ['a picture whose height the page does not know', '<img src="a.jpg" width="570" height="0">'],
    ['an id in hexadecimal', '<figure id="b9ad"><img src="a.jpg"></figure>'],
    ['a race track', '<img src="/track/monza.png" alt="Monza">'],
  ])('no decoration: %s', (_, html) => {
    expect(ruleOf(html)).toBeUndefined();
  });

  it('is no gallery, wherever it stands', () => {
    const strip = ['a', 'b', 'c'].map(
      (name) => `<a href="${name}.html"><img src="t/${name}.png"></a>`,
    );
    const { pictures } = extract(`<nav>${strip.join('')}</nav>`);
    expect(pictures.map(({ decor }) => decor)).toEqual([undefined, undefined, undefined]);
  });

  it('is decoration wherever it is shown', () => {
    const inHead = '<header><img src="a.png" class="logo"></header>';
    expect(ruleOf(inHead)).toBe('logo');
    expect(ruleOf(`${inHead}<main><p><img src="a.png"></p></main>`)).toBeUndefined();
  });

  it('of a lazy picture, its fallback does not count as another showing', () => {
    const logo =
      '<header><img class="logo" src="data:," data-src="a.png"><noscript><img src="a.png"></noscript></header>';
    expect(ruleOf(logo)).toBe('logo');
  });

  it('judges what an element holds or draws by its own place', () => {
    expect(ruleOf('<div class="ad-slot" data-bg="/x/offer.jpg"></div>')).toBe('advertisement');
    expect(ruleOf('<div class="slide" data-src="/x/offer.jpg"></div>')).toBeUndefined();
  });

  it('leaves the only picture of a page, unless its head names another', () => {
    const only = '<div class="logo"><img src="a.jpg"></div>';
    expect(extract(only).pictures.map(({ decor }) => decor)).toEqual([undefined]);
    const card = '<meta property="og:image" content="http://site.test/b.jpg">';
    expect(extract(card + only).pictures.map(({ decor }) => decor)).toEqual(['logo', undefined]);
  });

  it('judges 10,000 pictures at once', () => {
    const items = Array.from(
      { length: 10_000 },
      (_, n) =>
        `<li class="item n${n}" id="i${n}"><a href="p${n}.html" class="link"><img class="t" src="/t/photo-${n}.jpg" width="150" height="100"></a></li>`,
    );
    const { pictures } = extract(`<div class="grid"><ul>${items.join('')}</ul></div>`);
    expect(pictures.filter(({ decor }) => decor !== undefined)).toEqual([]);
    expect(pictures).toHaveLength(10_000);
  });
});
