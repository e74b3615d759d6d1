/** One page, and what a crawl would make of each URL on it: "why is a picture missing?". */
import { parseOptions } from '../../config/index.ts';
import { CrawlError } from '../../errors.ts';
import { silentLog } from '../../log.ts';
import { withoutUserInfo } from '../../output/index.ts';
import type { Robots } from '../../robots/index.ts';
import { splitExtensions } from '../extensions.ts';
import { candidatesOf } from './candidates.ts';
import { linksOf } from './links.ts';
import { readFile } from './read-file.ts';
import { readUrl } from './read-url.ts';
import type { Reading } from './reading.ts';
import { askRobots } from './robots.ts';
import { isSavedFile, savedFrom } from './saved-file.ts';
import type { InspectOptions, InspectSurroundings, PageInspection } from './types.ts';

/**
 * Reads a page, from the web or from a file that a browser saved, with the code and the options of a crawl; saves and
 * follows nothing. A page that cannot be read is told of by `failure`.
 * @param urlOrFile a web address, or the path of an HTML file
 * @throws CrawlError `invalid_option` for options that cannot be used, a file that is not there, and what is neither a
 *   file nor a web address
 */
export async function inspectPage(
  urlOrFile: string,
  options: InspectOptions = {},
  surroundings: InspectSurroundings = {},
): Promise<PageInspection> {
  const { url: base, ...settings } = options;
  const { options: crawlOptions, extensions } = splitExtensions(settings);
  const file = (await isSavedFile(urlOrFile)) ? urlOrFile : undefined;
  if (file === undefined && base !== undefined)
    throw new CrawlError(
      'invalid_option',
      `--url says where a saved file came from, and ${JSON.stringify(urlOrFile)} is no file`,
    );
  const origin = file === undefined ? undefined : await savedFrom(file);
  const start = [base ?? origin?.url ?? urlOrFile];
  const config = parseOptions({ tries: 1, ...crawlOptions, start }, surroundings.environment);
  for (const recipe of extensions.recipes ?? []) await recipe.prepare?.();
  const [url = ''] = config.start;
  const { log = silentLog(), signal } = surroundings;
  const parts = { config, extensions, log, signal };
  const report = (reading: Reading, robots: Robots | undefined) =>
    inspectionOf(reading, { url, robots });
  if (file === undefined) return readUrl(url, parts, report);
  if (config.render !== 'never')
    throw new CrawlError('invalid_option', '--render shows pages of the web, not saved files');
  const inspection = await readFile(file, url, parts, report);
  if (base === undefined && origin?.known === false) inspection.warnings.push(UNKNOWN_BASE);
  return inspection;
}

const UNKNOWN_BASE = {
  code: 'unknown_base',
  message:
    'the file does not say where it was saved from: addresses that are not whole stand below https://saved-page.invalid/; give the right one with --url',
};

interface Given {
  url: string;
  robots: Robots | undefined;
}

async function inspectionOf(
  { seen, picture, failure, warnings }: Reading,
  { url, robots }: Given,
): Promise<PageInspection> {
  const page = { url: withoutUserInfo(url), finalUrl: withoutUserInfo(url) };
  const nothing = { rendered: false, robots: [], login: false, incomplete: false };
  const empty = { page: { ...page, kind: 'html' as const, ...nothing }, warnings };
  if (picture === true) {
    const kind = 'picture' as const;
    const own = { number: 1, picture: 1, fate: 'save', source: 'page', url: page.url } as const;
    return withRobots(
      { page: { ...page, kind, ...nothing }, warnings, candidates: [own], links: [] },
      robots,
    );
  }
  if (failure !== undefined || seen === undefined)
    return { ...empty, candidates: [], links: [], failure: failure ?? UNREAD };
  const { document, rendered, content, found, context } = seen;
  const { title, refresh, readBy } = content;
  return withRobots(
    {
      page: {
        ...page,
        finalUrl: withoutUserInfo(document.url),
        kind: document.kind,
        ...(title === undefined ? {} : { title }),
        ...(document.encoding === undefined ? {} : { encoding: document.encoding }),
        rendered,
        ...(readBy === undefined ? {} : { readBy }),
        robots: content.robots ?? [],
        ...(refresh === undefined ? {} : { refresh: withoutUserInfo(refresh) }),
        login: content.passwordForm !== undefined,
        incomplete: content.incomplete === true,
      },
      candidates: candidatesOf(content, found),
      links: linksOf(content, found, context),
      warnings,
    },
    robots,
  );
}

const UNREAD = { code: 'unexpected', message: 'the page ended without an outcome' } as const;

/** A crawl asks robots.txt when a URL's turn comes; here it is asked for all. */
async function withRobots(
  inspection: PageInspection,
  robots: Robots | undefined,
): Promise<PageInspection> {
  const saved = inspection.candidates.filter(({ fate }) => fate === 'save');
  const followed = inspection.links.filter(({ follow }) => follow);
  const rulingOn = await askRobots(
    [...saved, ...followed].map(({ url }) => url),
    robots,
  );
  for (const candidate of saved) {
    const rule = rulingOn(candidate.url);
    if (rule !== undefined) Object.assign(candidate, { fate: 'skip', rule });
  }
  for (const link of followed) {
    const rule = rulingOn(link.url);
    if (rule !== undefined) Object.assign(link, { follow: false, rule });
  }
  return inspection;
}
