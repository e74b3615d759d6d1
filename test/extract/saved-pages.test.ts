import { describe, expect, it } from 'vitest';
import { extract, fate, short } from './helpers.ts';
import * as saved from './saved-pages.ts';

/** What a page comes to: each picture's fate and viewer, each link with what it says of pagination. */
function summary(html: string, url: string) {
  const { title, pictures, links, refused } = extract(html, url);
  return {
    title,
    pictures: pictures.map(
      (picture) => fate(picture) + (picture.linksTo ? ` -> ${short(picture.linksTo)}` : ''),
    ),
    links: links.map(({ url: link, pagination }) =>
      [short(link), pagination?.rel, pagination?.page]
        .filter((part) => part !== undefined)
        .join(' '),
    ),
    refused: refused.map(({ rule }) => rule),
  };
}

const ALBUM = 'http://site.test/album/';

describe('pages of gallery software', () => {
  it('lazygal, index', () => {
    expect(summary(saved.lazygalIndex, `${ALBUM}index.html`)).toEqual({
      title: 'Summer & sea',
      pictures: [
        'beach/album-picture.png -> beach/index.html',
        'DSC_0001_thumb.jpg -> DSC_0001_medium.html',
        'DSC_0002_thumb.jpg -> DSC_0002_medium.html',
      ],
      links: [
        'index_1.html next 1',
        'beach/index.html',
        'index_2.html number 2',
        'DSC_0001_medium.html',
        'DSC_0002_medium.html',
        'index.html',
      ],
      refused: [],
    });
  });

  it('lazygal, viewer', () => {
    expect(summary(saved.lazygalViewer, `${ALBUM}DSC_0002_medium.html`)).toMatchObject({
      pictures: [
        'DSC_0002.jpg < DSC_0002_medium.jpg',
        'DSC_0001_thumb.jpg -> DSC_0001_medium.html',
        'DSC_0003_thumb.jpg -> DSC_0003_medium.html',
      ],
      links: ['DSC_0001_medium.html prev', 'DSC_0003_medium.html next', 'index.html'],
    });
  });

  it('llgal, index', () => {
    expect(summary(saved.llgalIndex, ALBUM)).toMatchObject({
      pictures: [
        '.llgal/thumb_IMG_1.jpg -> slide_1.html',
        '.llgal/thumb_IMG_2.jpg -> slide_2.html',
        '.llgal/thumb_film.avi.jpg',
      ],
      links: ['slide_1.html', 'slide_2.html'],
    });
  });

  it('llgal, slides', () => {
    expect(summary(saved.llgalSlide, `${ALBUM}slide_1.html`)).toMatchObject({
      pictures: ['IMG_1.jpg < .llgal/scaled_IMG_1.jpg', '.llgal/thumb_IMG_2.jpg -> slide_2.html'],
      links: ['slide_2.html next', 'index.html'],
    });
    expect(summary(saved.llgalPlainSlide, `${ALBUM}slide_1.html`)).toMatchObject({
      pictures: ['IMG_1.jpg'],
      links: ['index.html', 'slide_2.html next'],
    });
  });

  it('WordPress', () => {
    const at = 'wp-content/uploads/2020/05/';
    expect(summary(saved.wordpress, 'http://site.test/2020/05/wien/')).toEqual({
      title: 'Wien 2020 – Blog',
      pictures: [
        'wp-content/uploads/2019/01/logo.png -> ',
        `${at}prater.jpg < ${at}prater-1024x683.jpg < ${at}prater-300x200.jpg`,
        `${at}dom-1024x683.jpg < ${at}dom-150x150.jpg -> 2020/05/wien/dom/`,
        `${at}ring-scaled.jpg < ${at}ring-768x512.jpg`,
      ],
      links: [
        '',
        '2020/05/wien/dom/',
        '2020/05/wien/2/ next 2',
        'https://share.test/pin?media=http%3A%2F%2Fsite.test%2Fprater.jpg',
      ],
      refused: ['data_url'],
    });
  });

  it('nginx listing: every picture, thumbnails too', () => {
    expect(summary(saved.nginxListing, 'http://site.test/pics/')).toMatchObject({
      pictures: [
        'pics/a%20b.jpg',
        'pics/IMG_1.JPG',
        'pics/IMG_1_thumb.JPG',
        'pics/gr%C3%B6%C3%9Fe.png',
      ],
      links: ['', 'pics/2004/'],
    });
  });

  it('Apache listing', () => {
    const { pictures } = summary(saved.apacheListing, 'http://site.test/pics/');
    expect(pictures.filter((picture) => picture.startsWith('pics/'))).toEqual([
      'pics/one.jpg',
      'pics/two.jpg',
    ]);
  });

  it('Coppermine', () => {
    expect(
      summary(saved.coppermineAlbum, 'http://site.test/album/thumbnails.php?album=3'),
    ).toMatchObject({
      pictures: [
        'albums/rome/thumb_forum.jpg -> displayimage.php?album=3&pid=41',
        'albums/rome/thumb_tiber.jpg -> displayimage.php?album=3&pid=42',
        'images/right.gif -> thumbnails.php?album=3&page=2',
      ],
      links: [
        'displayimage.php?album=3&pid=41',
        'displayimage.php?album=3&pid=42',
        'thumbnails.php?album=3&page=2 next 2',
      ],
    });
  });

  it('Piwigo', () => {
    const derived = '_data/i/upload/2020/01/01/20200101';
    expect(summary(saved.piwigoPicture, `${ALBUM}picture.php?/12/category/1`)).toMatchObject({
      pictures: [
        `${derived}-hill-sq.jpg -> picture.php?/11/category/1`,
        `${derived}-moor-sq.jpg -> picture.php?/13/category/1`,
        `upload/2020/01/01/20200101-lake.jpg < ${derived}-lake-me.jpg`,
      ],
      links: ['picture.php?/11/category/1 prev', 'picture.php?/13/category/1 next'],
    });
  });
});
