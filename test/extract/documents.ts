/** Documents as texts, read as the crawl reads them; URLs without the address of the site. */
import { createReader, parseJsonPath, type PageContent } from '../../src/extract/index.ts';

const SITE = 'https://site.test/';

export function readJson(
  value: unknown,
  { url = `${SITE}api/list`, path = undefined as string | undefined, paging = {} } = {},
): Promise<PageContent> {
  const jsonPath = path === undefined ? undefined : parseJsonPath(path);
  return createReader({ jsonPath })({ kind: 'json', value, url, paging });
}

export function readXml(text: string, url = `${SITE}feed.xml`): Promise<PageContent> {
  return createReader()({ kind: 'xml', text, url });
}

/** `chosen < other, other` of each picture, and its texts. */
export function pictures({ pictures: found }: PageContent): string[] {
  return found.map(({ chosen, others, title, caption, alt, page, linksTo }) =>
    [
      [chosen, ...others].map(({ url }) => short(url)).join(' < '),
      ...(title === undefined ? [] : [`title: ${title}`]),
      ...(caption === undefined ? [] : [`caption: ${caption}`]),
      ...(alt === undefined ? [] : [`alt: ${alt}`]),
      ...(page === undefined ? [] : [`on: ${short(page.url)}`]),
      ...(linksTo === undefined ? [] : [`viewer: ${short(linksTo)}`]),
    ].join(' | '),
  );
}

/** The links; `+` before those of pagination, `*` behind documents. */
export function links({ links: found }: PageContent): string[] {
  return found.map(
    ({ url, pagination, document }) =>
      `${pagination === undefined ? '' : '+'}${short(url)}${document === true ? '*' : ''}`,
  );
}

function short(url: string): string {
  return url.startsWith(SITE) ? url.slice(SITE.length) : url;
}
