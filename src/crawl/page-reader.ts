/**
 * What a page offers, by whoever is to say: the handler of its label, else an extractor of the user's own, else a
 * recipe, else the generic rules; then the hooks `onPage` and `onCandidate`.
 */
import { AttemptError } from '../errors.ts';
import { extractDocument, type PageContent, type PageDocument } from '../extract/index.ts';
import type { GalleryPorts } from '../gallery/handler.ts';
import { redactUrl } from '../http/index.ts';
import type { LeasedGallery } from '../model.ts';
import type { PageRecipe } from '../recipes/index.ts';
import { askCandidates } from './candidates.ts';
import type { Extractor, ExtractorPage, PageChange, PageExtensions } from './extensions.ts';
import { ownCode } from './own-code.ts';
import { extend, viewPage, type PageView } from './page-view.ts';

export interface PageReaderPorts {
  warn: GalleryPorts['warn'];
  /** The rules for pages that nobody else reads. */
  generic?: (document: PageDocument, page: LeasedGallery) => Promise<PageContent>;
}

/** @param builtin recipes that are tried after the program's own */
export function createPageReader(
  given: PageExtensions,
  builtin: readonly PageRecipe[],
  { warn, generic = extractDocument }: PageReaderPorts,
): GalleryPorts['extract'] {
  const extensions = { ...given, recipes: [...(given.recipes ?? []), ...builtin] };
  const { onPage, onCandidate } = extensions;
  const warnOnce = onceEach(warn);
  const labels = new Set(Object.keys(extensions.labels ?? {}));
  return async (document, page) => {
    const view = viewPage(document, page, labels);
    const read = () => generic(document, page);
    let content =
      page.data.label === undefined
        ? await readByRules(extensions, view, read, warnOnce)
        : await readByLabel(extensions, view, page, read);
    if (onPage) content = await askPage(onPage, content, view);
    if (onCandidate) content = await askCandidates(onCandidate, content, view);
    return withLeftOut(content, view);
  };
}

type Read = () => Promise<PageContent>;

/** Says each thing once a crawl. */
function onceEach(warn: GalleryPorts['warn']): GalleryPorts['warn'] {
  const said = new Set<string>();
  return (code, message) => {
    if (!said.has(message)) warn(code, message);
    said.add(message);
  };
}

async function readByLabel(
  { labels = {} }: PageExtensions,
  view: PageView,
  page: LeasedGallery,
  generic: Read,
): Promise<PageContent> {
  const { label = '' } = page.data;
  const handler = Object.hasOwn(labels, label) ? labels[label] : undefined;
  if (!handler)
    throw new AttemptError(
      'unknown_label',
      `${redactUrl(page.url)} was queued with the label "${label}", for which this run has no handler: give createCrawl labels: { ${JSON.stringify(label)}: … }`,
    );
  const content = await generic();
  const own = extend(view.changeable, { generic: () => Promise.resolve(content) });
  await ownCode(`the handler of label "${label}"`, () => handler(own));
  const nothing = { ...standing(content), pictures: [], links: [], readBy: `label ${label}` };
  return takeAdded(nothing, view);
}

async function readByRules(
  { extractors = [], recipes = [] }: PageExtensions,
  view: PageView,
  generic: Read,
  warn: GalleryPorts['warn'],
): Promise<PageContent> {
  const { document } = view.open;
  for (const extractor of extractors) {
    const what = `extractor "${extractor.name}"`;
    const matches = await ownCode(what, () => isFor(extractor, document));
    if (matches)
      return ownCode(what, async () => readByExtractor(extractor, view, await generic()));
  }
  for (const recipe of recipes) {
    const what = `recipe "${recipe.name}"`;
    if (!(await ownCode(what, () => recipe.matches(document)))) continue;
    const content = await generic();
    const read = await ownCode(what, () => recipe.read(document, content, warn));
    return { ...read, ...standing(content, read), readBy: `recipe ${recipe.name}` };
  }
  return generic();
}

/** Whether an extractor of the user's own, or a recipe, is there for a document. */
export async function hasReader(
  { extractors = [], recipes = [] }: PageExtensions,
  document: PageDocument,
): Promise<boolean> {
  for (const extractor of extractors)
    if (await ownCode(`extractor "${extractor.name}"`, () => isFor(extractor, document)))
      return true;
  for (const recipe of recipes)
    if (await ownCode(`recipe "${recipe.name}"`, () => recipe.matches(document))) return true;
  return false;
}

function isFor({ match }: Extractor, document: PageDocument): boolean {
  return typeof match === 'function'
    ? match(document.url, document)
    : document.url.search(match) !== -1;
}

async function readByExtractor(
  extractor: Extractor,
  view: PageView,
  content: PageContent,
): Promise<PageContent> {
  const page: ExtractorPage = extend(view.open, { generic: () => Promise.resolve(content) });
  const { title, pictures, links = [] } = await extractor.extract(page);
  return {
    ...standing(content, { ...(title !== undefined && { title }) }),
    pictures: view.pictures(pictures),
    links: view.links(links),
    readBy: `extractor ${extractor.name}`,
  };
}

/** What holds of a page whoever reads it: its title, what it asks of robots, and that it is a login. */
function standing(
  { robots, passwordForm, incomplete, ...content }: PageContent,
  read: Partial<PageContent> = {},
) {
  const { title = content.title, refused = [] } = read;
  return {
    refused,
    ...(title !== undefined && { title }),
    ...(robots !== undefined && { robots }),
    ...(passwordForm !== undefined && { passwordForm }),
    ...(incomplete !== undefined && { incomplete }),
  };
}

async function askPage(
  onPage: NonNullable<PageExtensions['onPage']>,
  content: PageContent,
  view: PageView,
): Promise<PageContent> {
  const { title, pictures, links } = content;
  const page = extend(view.changeable, { title, pictures: [...pictures], links: [...links] });
  return ownCode('onPage', async () => {
    const change = ((await onPage(page)) as PageChange | undefined) ?? {};
    const changed = {
      ...content,
      ...(change.pictures && { pictures: view.pictures(change.pictures) }),
      ...(change.links && { links: view.links(change.links) }),
    };
    return takeAdded(changed, view);
  });
}

/** Each picture and each link once: what own code adds may be there already. It keeps its place on the page then. */
function takeAdded(content: PageContent, { added }: PageView): PageContent {
  const pictures = new Map(content.pictures.map((picture) => [picture.chosen.url, picture]));
  for (const picture of added.pictures.splice(0)) {
    const { url } = picture.chosen;
    const known = pictures.get(url);
    const others = picture.others.length > 0 ? picture.others : (known?.others ?? []);
    pictures.set(url, { ...known, ...picture, others });
  }
  const links = new Map(content.links.map((link) => [link.url, link]));
  for (const link of added.links.splice(0))
    links.set(link.url, { ...links.get(link.url), ...link });
  return { ...content, pictures: [...pictures.values()], links: [...links.values()] };
}

function withLeftOut(content: PageContent, { leftOut }: PageView): PageContent {
  const { refused, exhausted } = leftOut();
  if (refused.length === 0 && !exhausted) return content;
  return {
    ...content,
    refused: [...content.refused, ...refused],
    ...(exhausted && { incomplete: true as const }),
  };
}
