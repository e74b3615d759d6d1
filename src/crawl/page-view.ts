/** A page as a user's own code sees it. */
import {
  GivenContent,
  type LinkInput,
  type PageDocument,
  type PageLink,
  type Picture,
  type PictureInput,
} from '../extract/index.ts';
import { queryOf, type CheerioAPI } from '../extract/select.ts';
import type { LeasedGallery } from '../model.ts';
import type { ChangeablePage, OpenPage, PageRequest } from './extensions.ts';

export interface PageView {
  open: OpenPage;
  changeable: ChangeablePage;
  /** What was added to the page so far. */
  added: { pictures: Picture[]; links: PageLink[] };
  /** What own code names, made absolute; what cannot be fetched is left out. */
  pictures: (inputs: readonly (string | PictureInput | Picture)[]) => Picture[];
  /** @throws TypeError for a label that nobody handles */
  links: (inputs: readonly (string | LinkInput)[]) => PageLink[];
  /** What own code named and cannot be fetched; and whether it named more than one page may. */
  leftOut: () => Pick<GivenContent, 'refused' | 'exhausted'>;
}

/** @param labels that can be followed */
export function viewPage(
  document: PageDocument,
  page: LeasedGallery,
  labels: ReadonlySet<string>,
): PageView {
  const { $: tree, encoding } =
    document.kind === 'html' ? document : { $: undefined, encoding: undefined };
  let query: CheerioAPI | undefined;
  // Made when it is first looked at: most hooks of most pages never do.
  const select = (): CheerioAPI => (query ??= queryOf(tree));
  let content: GivenContent | undefined;
  const given = (): GivenContent =>
    (content ??= new GivenContent(
      document.url,
      encoding,
      select()('base[href]').first().attr('href'),
    ));
  const pictures: PageView['pictures'] = (inputs) =>
    inputs.flatMap((input) => given().picture(input) ?? []);
  const links: PageView['links'] = (inputs) =>
    inputs.flatMap((input) => {
      const link = given().link(input);
      if (link?.label !== undefined && !labels.has(link.label)) throw noHandler(link.label, labels);
      return link ?? [];
    });
  const added: PageView['added'] = { pictures: [], links: [] };
  const open: OpenPage = {
    url: document.url,
    request: requestOf(page),
    document,
    get $() {
      return select();
    },
    resolve: (url) => given().resolve(url),
  };
  const changeable = extend(open, {
    addPicture: (picture: string | PictureInput) =>
      void added.pictures.push(...pictures([picture])),
    follow: (link: string | LinkInput) => void added.links.push(...links([link])),
  });
  const leftOut = () => content ?? { refused: [], exhausted: false };
  return { open, changeable, added, pictures, links, leftOut };
}

function noHandler(label: string, labels: ReadonlySet<string>): TypeError {
  const known = labels.size === 0 ? 'there are none' : `there are ${[...labels].join(', ')}`;
  return new TypeError(`no handler for the label "${label}" in labels: ${known}`);
}

/** Adds members, and keeps getters that are getters. */
export function extend<Base extends object, More extends object>(
  base: Base,
  more: More,
): Base & More {
  const members = {
    ...Object.getOwnPropertyDescriptors(base),
    ...Object.getOwnPropertyDescriptors(more),
  };
  return Object.defineProperties({}, members) as Base & More;
}

function requestOf({ url, pageUrl, depth, data }: LeasedGallery): PageRequest {
  const { gallery, page, label } = data;
  return {
    ...{ url, depth, gallery, page },
    ...(pageUrl === undefined ? {} : { pageUrl }),
    ...(label === undefined ? {} : { label }),
  };
}
