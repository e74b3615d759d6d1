import { describe, expect, it } from 'vitest';
import { chosen, extract, fates, onlyPicture } from './helpers.ts';

describe('pictures that are in no img', () => {
  it.each<[string, string, string[]]>([
    ['SVG image', '<svg><image href="a.jpg"/></svg>', ['a.jpg']],
    ['SVG image, as before', '<svg><image xlink:href="a.jpg"></image></svg>', ['a.jpg']],
    ['image outside of SVG is img', '<image src="a.jpg">', ['a.jpg']],
    [
      'SVG image in a link to its file',
      '<a href="o.jpg"><svg><image href="t.jpg"/></svg></a>',
      ['o.jpg < t.jpg'],
    ],
    ['poster', '<video poster="a.jpg" src="film.mp4"></video>', ['a.jpg']],
    ['object by type', '<object type="image/jpeg" data="/a"></object>', ['a']],
    ['object by name', '<object data="a.svg"></object>', ['a.svg']],
    ['embed', '<embed src="a.png">', ['a.png']],
    ['no film', '<object data="a.swf"></object><embed type="video/mp4" src="a.jpg">', []],
    ['the fallback in an object', '<object data="a.swf"><img src="b.jpg"></object>', ['b.jpg']],
    ['amp-img', '<amp-img src="s.jpg" srcset="l.jpg 900w"></amp-img>', ['l.jpg < s.jpg']],
    ['template', '<template><img src="a.jpg"></template>', ['a.jpg']],
    [
      'what a script is to fill in',
      '<template><img src="{{url}}"><img src="${a}.jpg"><img src="%7Bb%7D.jpg"></template>',
      [],
    ],
    [
      'a linked file in a template',
      '<template><a href="o.jpg"><img src="t.jpg"></a><a href="page.html">p</a></template>',
      ['o.jpg < t.jpg'],
    ],
  ])('%s', (_what, html, expected) => {
    expect(fates(html)).toEqual(expected);
  });

  it('links in a template are not followed', () => {
    expect(extract('<template><a href="p.html">1</a></template>').links).toEqual([]);
  });

  it('a button is an icon', () => {
    expect(onlyPicture('<input type="image" src="go.png">')).toMatchObject({
      chosen: { source: 'image-button' },
      decor: 'icon',
    });
  });

  it.each([
    ['<svg><image href="a.jpg"/></svg>', 'svg-image'],
    ['<video poster="a.jpg"></video>', 'poster'],
    ['<object data="a.jpg"></object>', 'object'],
    ['<div style="background: url(a.jpg)"></div>', 'background'],
    ['<template><img src="a.jpg"></template>', 'template'],
    ['<div data-src="a.jpg"></div>', 'holder'],
    [`<div data-x='{"src":"/album/a.jpg"}'></div>`, 'data-json'],
    ['<style>.x { background: url(a.jpg) }</style>', 'stylesheet'],
  ])('%s', (html, source) => {
    expect(onlyPicture(html).chosen).toMatchObject({
      url: 'http://site.test/album/a.jpg',
      source,
    });
  });
});

describe('backgrounds', () => {
  it.each<[string, string, string[]]>([
    ['of an empty element', '<div style="background-image:url(a.jpg)"> </div>', ['a.jpg']],
    ['quoted', `<div style="background: #fff url('a b.jpg') no-repeat"></div>`, ['a%20b.jpg']],
    ['escaped', String.raw`<div style="background: url(a\(1\).jpg)"></div>`, ['a(1).jpg']],
    [
      'in sizes',
      "<div style=\"background-image: image-set(url(a.jpg) 1x, 'b.jpg' 2x type('image/jpeg'))\"></div>",
      ['b.jpg < a.jpg'],
    ],
    ['of a custom property', '<i class="slide" style="--bg-img: url(a.jpg)">1</i>', ['a.jpg']],
    [
      'of what a gallery is made of',
      '<div class="gallery-item" style="background-image:url(a.jpg)"><p>words</p></div>',
      ['a.jpg'],
    ],
    [
      'in a link to its file',
      '<a href="o.jpg"><div style="background-image:url(t.jpg)">x</div></a>',
      ['o.jpg < t.jpg'],
    ],
    ['of a link', '<a href="o.jpg" style="background-image:url(t.jpg)">x</a>', ['o.jpg < t.jpg']],
    [
      'behind a stand-in',
      '<img src="spacer.gif" style="background-image:url(a.jpg)">',
      ['a.jpg < spacer.gif'],
    ],
    ['not of the page', '<body style="background: url(a.jpg)"></body>', []],
    ['nor of its parts', '<section style="background: url(a.jpg)"><p>words</p></section>', []],
    ['no drawing', '<div style="background: url(a.svg), url(data:image/png;base64,AA)"></div>', []],
    ['nothing else', '<div style="cursor: url(a.png); mask: url(b.png)"></div>', []],
    ['nothing that is no declaration', '<div style="url(a.jpg)"></div>', []],
    ['by data-bg', '<div class="lazy" data-bg="a.jpg"></div>', ['a.jpg']],
    ['by data-bg in the words of CSS', `<div data-bg="url('a.jpg')"></div>`, ['a.jpg']],
    [
      'by data-bg before what stands in',
      '<div data-background-image="a.jpg" style="background:url(blur.jpg)"></div>',
      ['a.jpg < blur.jpg'],
    ],
    ['by data-bgset', '<div data-bgset="s.jpg 300w, l.jpg 900w"></div>', ['l.jpg < s.jpg']],
    [
      'with a fallback',
      '<div data-bg="a.jpg"></div><noscript><img src="a-300x200.jpg" alt="A"></noscript>',
      ['a.jpg < a-300x200.jpg'],
    ],
    ['no colour', '<div data-bg="#fff" data-background="true"></div>', []],
  ])('%s', (_what, html, expected) => {
    expect(fates(html)).toEqual(expected);
  });

  it('lead where their link leads', () => {
    const html = '<a href="v.html"><div style="background:url(t.jpg)"></div></a>';
    expect(onlyPicture(html).linksTo).toBe('http://site.test/album/v.html');
  });
});

describe('style sheets', () => {
  const css = (text: string) => `<style>${text}</style>`;
  it.each<[string, string, string[]]>([
    ['count where nothing is shown', css('.x { background: url("a.jpg") }'), ['a.jpg']],
    [
      'count by gallery names',
      `${css('@media screen { .slide-1 { background-image: url(a.jpg) } }')}<img src="b.jpg">`,
      ['b.jpg', 'a.jpg'],
    ],
    ['else not', `${css('.x { background: url("a.jpg") }')}<img src="b.jpg">`, ['b.jpg']],
    [
      'never for the page',
      css('body { background: url(a.jpg) } .site-header, #nav { background: url(b.png) }'),
      [],
    ],
    ['by declarations only', css('a[href="url(a.jpg)"] { color: red } b { x: url(c.jpg) }'), []],
    [
      'are read beyond the first thousand characters',
      css(`${'.a { color: red }\n'.repeat(200)}.x { background: url(a.jpg) }`),
      ['a.jpg'],
    ],
  ])('%s', (_what, html, expected) => {
    expect(fates(html)).toEqual(expected);
  });
});

describe('captions', () => {
  it.each<[string, string, string | undefined]>([
    [
      'of a figure',
      '<figure><img src="a.jpg"><figcaption> A <b>sea</b>\n<p>at night</p></figcaption></figure>',
      'A sea at night',
    ],
    [
      'of a figure with a linked file',
      '<figure><a href="o.jpg"><img src="a.jpg"></a><figcaption>C</figcaption></figure>',
      'C',
    ],
    [
      'of a figure with a fallback',
      '<figure><img data-src="a.jpg"><noscript><img src="a.jpg"></noscript><figcaption>C</figcaption></figure>',
      'C',
    ],
    ['of a lightbox', '<a href="a.jpg" data-caption="C">x</a>', 'C'],
    ['of no figure', '<figcaption>C</figcaption><img src="a.jpg">', undefined],
  ])('%s', (_what, html, expected) => {
    expect(onlyPicture(html).caption).toBe(expected);
  });

  it('belong to one picture', () => {
    const inner = (n: number) =>
      `<figure><img src="${n}.jpg"><figcaption>${n}</figcaption></figure>`;
    const { pictures } = extract(
      `<figure>${inner(1)}${inner(2)}<figcaption>All</figcaption></figure>
       <figure><img src="3.jpg"><img src="4.jpg"><figcaption>Both</figcaption></figure>`,
    );
    expect(pictures.map(({ caption }) => caption)).toEqual(['1', '2', undefined, undefined]);
  });
});

it('captions and backgrounds leave the rest as it was', () => {
  expect(
    chosen('<figure><img src="a.jpg"></figure><p style="color:red"><img src="b.jpg"></p>'),
  ).toEqual(['a.jpg', 'b.jpg']);
});
