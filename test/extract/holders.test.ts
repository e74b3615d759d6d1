import { describe, expect, it } from 'vitest';
import { extract, fates } from './helpers.ts';

describe('what an element around a thumbnail names', () => {
  it.each<[string, string, string[]]>([
    [
      'lightGallery',
      '<li data-src="o.jpg"><a href=""><img src="t.jpg"></a></li>',
      ['o.jpg < t.jpg'],
    ],
    [
      'lightGallery, with sizes',
      '<a data-src="o.jpg" data-responsive="s.jpg 375w"><img src="t.jpg"></a>',
      ['o.jpg < s.jpg < t.jpg'],
    ],
    [
      'fancybox',
      '<a data-fancybox="g" data-src="o.jpg" href="javascript:;"><img src="t.jpg"></a>',
      ['o.jpg < t.jpg'],
    ],
    [
      'PhotoSwipe 5',
      '<a href="o.jpg" data-pswp-width="4000" data-pswp-srcset="m.jpg 800w"><img src="t.jpg"></a>',
      ['o.jpg < m.jpg < t.jpg'],
    ],
    [
      'PhotoSwipe 5, without a name for a file',
      '<a href="/media/1" data-pswp-width="4000"><img src="t.jpg"></a>',
      ['media/1 < t.jpg'],
    ],
    [
      'lightbox2',
      '<a href="/media/1" data-lightbox="g"><img src="t.jpg"></a>',
      ['media/1 < t.jpg'],
    ],
    [
      'zoom of a thumbnail',
      '<a href="#" data-image="m.jpg" data-zoom-image="z.jpg"><img src="t.jpg"></a>',
      ['z.jpg < m.jpg < t.jpg'],
    ],
    [
      'PhotoSwipe 5, with a file that is larger than the linked one',
      '<a href="l.jpg" data-pswp-width="2000" data-pswp-srcset="m.jpg 800w, o.jpg 4000w"><img src="t.jpg"></a>',
      ['o.jpg < l.jpg < m.jpg < t.jpg'],
    ],
    [
      'a file that is named as larger than the linked one',
      '<a href="large/x.jpg" data-download-url="originals/x.jpg"><img src="thumbs/x.jpg"></a>',
      ['originals/x.jpg < large/x.jpg < thumbs/x.jpg'],
    ],
    [
      'a file of which nothing is proven',
      '<a href="x.jpg" data-big="y.jpg"><img src="thumbs/x.jpg"></a>',
      ['x.jpg < y.jpg < thumbs/x.jpg'],
    ],
    ['a thumbnail', '<div data-src="o.jpg" data-thumb="t.jpg"></div>', ['o.jpg < t.jpg']],
    ['alone', '<div data-src="a.jpg"></div><li data-full="b.jpg"></li>', ['a.jpg', 'b.jpg']],
    [
      'with a background for a thumbnail',
      '<div data-src="o.jpg" style="background-image:url(t.jpg)">x</div>',
      ['o.jpg', 't.jpg']
        .slice(0, 1)
        .concat([])
        .map((name) => `${name} < t.jpg`),
    ],
    ['a name is none', '<div data-src="t.jpg"><img src="/x/t.jpg"></div>', ['x/t.jpg']],
    [
      'a page is none',
      '<div data-src="/photo/1" data-url="page.html"><img src="t.jpg"></div>',
      ['t.jpg'],
    ],
    ['nor is a frame', '<iframe data-src="a.jpg"></iframe>', []],
    [
      'what holds a gallery is about none of it',
      `<div data-src="x.jpg">${[1, 2, 3, 4, 5].map((n) => `<img src="${n}.jpg">`).join('')}</div>`,
      ['x.jpg', '1.jpg', '2.jpg', '3.jpg', '4.jpg', '5.jpg'],
    ],
    [
      'holders in holders',
      `<li data-src="o.jpg"><a data-original="m.jpg"><img src="t.jpg"></a></li>`,
      ['m.jpg < o.jpg < t.jpg'],
    ],
    [
      'microdata of one picture',
      `<figure itemscope itemtype="http://schema.org/ImageObject"><meta itemprop="contentUrl" content="o.jpg">
       <img src="t.jpg" itemprop="thumbnail"></figure>`,
      ['o.jpg < t.jpg'],
    ],
    [
      'microdata in a link',
      `<figure itemscope itemtype="https://schema.org/ImageObject"><a itemprop="contentUrl" href="/f/1"><img src="t.jpg"></a></figure>`,
      ['f/1 < t.jpg'],
    ],
  ])('%s', (_what, html, expected) => {
    expect(fates(html)).toEqual(expected);
  });

  it('leads on where its link does', () => {
    const { pictures } = extract('<a href="v.html" data-src="o.jpg"><img src="t.jpg" alt="A"></a>');
    expect(pictures).toMatchObject([{ linksTo: 'http://site.test/album/v.html', alt: 'A' }]);
  });
});

describe('JSON in an attribute', () => {
  const data = (value: unknown, inner = '') =>
    `<div data-gallery='${JSON.stringify(value)}'>${inner}</div>`;

  it.each<[string, string, string[]]>([
    ['a list', data(['/a.jpg', '/b.jpg']), ['a.jpg', 'b.jpg']],
    [
      'sizes of the picture inside',
      data({ full: '/f.jpg', thumb: '/t.jpg' }, '<img src="m.jpg">'),
      ['f.jpg < m.jpg < t.jpg'],
    ],
    [
      'large ones of thumbnails elsewhere',
      `${data([
        { src: '/a1.jpg', thumb: '/album/a.jpg' },
        { src: '/b1.jpg', thumb: '/album/b.jpg' },
      ])}<img src="a.jpg"><img src="b.jpg">`,
      ['a1.jpg < a.jpg', 'b1.jpg < b.jpg'],
    ],
    ['names without a folder', data([{ uri: 'a.jpg' }, { uri: 'b.jpg' }]), []],
    ['settings', data({ loop: true, images: 3, theme: 'x.css' }), []],
    ['no JSON', `<div data-x="{a: 'b.jpg'}"></div>`, []],
    [
      'on the picture itself',
      `<img src="m.jpg" data-sizes='{"large":"/l.jpg","small":"/s.jpg"}'>`,
      ['l.jpg < s.jpg < m.jpg'],
    ],
  ])('%s', (_what, html, expected) => {
    expect(fates(html)).toEqual(expected);
  });
});
