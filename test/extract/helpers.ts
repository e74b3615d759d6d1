import { extractPage, type PageContent, type Picture } from '../../src/extract/index.ts';

export const PAGE = 'http://site.test/album/page.html';

export function extract(html: string, url = PAGE): PageContent {
  return extractPage({ html, url });
}

/** URLs of the chosen candidates, those on the test site without its address. */
export function chosen(html: string, url = PAGE): string[] {
  return extract(html, url).pictures.map((picture) => short(picture.chosen.url));
}

/** `chosen < other, other` of each picture. */
export function fates(html: string, url = PAGE): string[] {
  return extract(html, url).pictures.map(fate);
}

export function fate({ chosen: best, others }: Picture): string {
  return [best, ...others].map(({ url }) => short(url)).join(' < ');
}

export function short(url: string): string {
  return url.replace(/^http:\/\/site\.test\/(?:album\/)?/, '');
}

/** The only picture of a page that has one. */
export function onlyPicture(html: string): Picture {
  const { pictures } = extract(html);
  const [picture] = pictures;
  if (picture === undefined || pictures.length !== 1)
    throw new Error(`expected one picture, found ${pictures.length}`);
  return picture;
}
