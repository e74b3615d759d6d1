/** What a crawl over the faults came to, beside what it must come to: one line for each URL. */
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect } from 'vitest';
import type { Ran, Workplace } from '../command-line.ts';
import type { LoggedRequest } from '../site.ts';
import { sha256, type Asked, type Expected, type Fault } from './fault.ts';
import type { FaultSite } from './fault-site.ts';

/** Quick enough for a test, and slow enough for a machine with much else to do. */
const QUICK = [
  ...['--tries', '3', '--retry-delay', '20ms', '--connect-timeout', '5s'],
  ...['--stall-timeout', '3s', '--response-timeout', '5s', '-f', '{name}.{ext}'],
];

/** The default cap, and a few that the client has ended and the server does not know of yet. */
const PER_HOST = 8 + 4;

/** Crawls the site to its end. */
export function crawlFaults(
  site: FaultSite,
  workplace: Workplace,
  options: readonly string[] = [],
): Promise<Ran> {
  return workplace.run([site.start, '--name', 'faults', ...QUICK, ...options]);
}

interface Row {
  url: string;
  [column: string]: unknown;
}

interface Ended {
  /** By path and query. */
  states: ReadonlyMap<string, Expected>;
  /** What was said of each attempt that failed, likewise. */
  said: ReadonlyMap<string, string[]>;
  manifest: Row[];
}

const pathOf = (url: unknown): string => {
  const { pathname, search } = new URL(String(url));
  return pathname + search;
};

async function readEnd(workplace: Workplace): Promise<Ended> {
  const rows = (what: string) => workplace.rows(what) as Promise<Row[]>;
  const states = new Map<string, Expected>();
  const said = new Map<string, string[]>();
  const put = (url: string, state: Expected) => states.set(pathOf(url), state);
  for (const { url, rule } of await rows('skipped'))
    put(url, { state: 'skipped', rule } as Expected);
  for (const { url, code, attempts, errors } of await rows('failures')) {
    put(url, { state: 'failed', code, attempts } as Expected);
    const each = errors as { code: string; message: string }[];
    said.set(
      pathOf(url),
      each.map((error) => `${error.code}: ${error.message}`),
    );
  }
  for (const { url, sha256: hash } of await rows('duplicates'))
    put(url, { state: 'shared', sha256: String(hash) });
  const manifest = await rows('manifest');
  for (const { url, sha256: hash, file_name } of manifest)
    put(url, { state: 'saved', sha256: String(hash), fileName: String(file_name) });
  return { states, said, manifest };
}

const short = (hash: string) => hash.slice(0, 12);

/** One line: what is expected, and nothing more, so that what is not looked at cannot differ. */
function lineOf(fault: Fault, state: Expected | undefined, asked: readonly LoggedRequest[]) {
  const { expect: wanted } = fault;
  return [stateLine(wanted, state), askedLine(fault, asked)]
    .filter((part) => part !== '')
    .join(', ');
}

function stateLine(wanted: Expected, state: Expected | undefined): string {
  // The exports have no row for a page that was read.
  if (state === undefined) return 'crawled';
  switch (state.state) {
    case 'saved':
      if (wanted.state === 'shared') return `shared ${short(state.sha256)}`;
      return `saved ${short(state.sha256)}${nameLine(wanted, state.fileName)}`;
    case 'shared':
      return `shared ${short(state.sha256)}`;
    case 'failed': {
      const counted = wanted.state === 'failed' && wanted.attempts === undefined;
      return `failed ${state.code}${counted ? '' : ` x${state.attempts ?? 0}`}`;
    }
    case 'skipped':
      return `skipped ${state.rule}`;
    case 'crawled':
      return 'crawled';
  }
}

function nameLine(wanted: Expected, name: string | RegExp | undefined): string {
  if (wanted.state !== 'saved' || wanted.fileName === undefined) return '';
  const { fileName } = wanted;
  const fits = fileName instanceof RegExp && typeof name === 'string' && fileName.test(name);
  return ` as ${String(fits ? fileName : name)}`;
}

function askedLine({ asked: wanted }: Fault, asked: readonly LoggedRequest[]): string {
  if (wanted === undefined) return '';
  if (typeof wanted === 'number') return `asked ${asked.length} times`;
  return `asked for ${asked.map(howAsked).join(', ')}`;
}

const howAsked = ({ headers }: LoggedRequest): Asked =>
  headers.range === undefined ? 'whole' : 'range';

function wantedAskedLine({ asked }: Fault): string {
  if (asked === undefined) return '';
  return typeof asked === 'number' ? `asked ${asked} times` : `asked for ${asked.join(', ')}`;
}

function wantedLine(fault: Fault): string {
  return [stateLine(fault.expect, fault.expect), wantedAskedLine(fault)]
    .filter((part) => part !== '')
    .join(', ');
}

/**
 * Every URL is in its expected state, none is there that was not expected, the counts add up, no part is left, and each file
 * has the bytes that the server holds.
 * @param besides URLs that the table leaves out, told by their path and query
 */
export async function expectOutcomes(
  site: FaultSite,
  workplace: Workplace,
  besides: (path: string) => boolean = () => false,
): Promise<void> {
  const { states, said, manifest } = await readEnd(workplace);
  const wrong = site.faults.flatMap((fault) => {
    const wanted = wantedLine(fault);
    const state = states.get(fault.path);
    const asked = site.asked(fault.path);
    const missing = state === undefined && asked.length === 0;
    const is = missing ? 'not queued' : lineOf(fault, state, asked);
    if (is === wanted) return [];
    return [{ fault: fault.note, path: fault.path, wanted, is, said: said.get(fault.path) }];
  });
  expect(wrong, 'URLs that are not in their expected state').toEqual([]);

  const known = new Set(site.faults.map(({ path }) => path));
  const strangers = [...states.keys()].filter((path) => !known.has(path) && !besides(path));
  expect(strangers, 'URLs that no fault stands for').toEqual([]);
  await expectCounts(site, workplace, besides);
  for (const { url, peakConcurrency } of site.all)
    expect(peakConcurrency, `requests at a time to ${url}`).toBeLessThanOrEqual(PER_HOST);
  await expectFiles(workplace, manifest);
}

async function expectCounts(
  site: FaultSite,
  workplace: Workplace,
  besides: (path: string) => boolean,
): Promise<void> {
  const status = await workplace.status();
  const { queued, saved, duplicate, skipped, failed, pending, pages } = status;
  expect(status).toMatchObject({ running: false, pending: 0, pages: { pending: 0 } });
  expect(saved + duplicate + skipped + failed + pending).toBe(queued);
  expect(pages.crawled + pages.skipped + pages.failed + pages.pending).toBe(pages.queued);
  const isPage = (request: LoggedRequest) => besides(request.url);
  if (site.all.some(({ requests }) => requests.some(isPage))) return;
  const read = site.faults.filter(({ expect: { state } }) => state === 'crawled').length;
  // The start page and the galleries are no faults.
  expect(pages.crawled, 'pages read').toBe(1 + site.galleries.length + read);
  const inState = (...states: Expected['state'][]) =>
    site.faults.filter(({ expect: wanted }) => states.includes(wanted.state)).length;
  expect(saved + duplicate, 'pictures saved or duplicate').toBe(inState('saved', 'shared'));
  expect(failed + pages.failed, 'failed').toBe(inState('failed'));
  expect(skipped + pages.skipped, 'skipped').toBe(inState('skipped'));
}

async function expectFiles(workplace: Workplace, manifest: readonly Row[]): Promise<void> {
  const files = await workplace.files();
  expect(files).toEqual(manifest.map(({ file_name }) => String(file_name)).sort());
  expect(files.filter((file) => file.endsWith('.part'))).toEqual([]);
  const onDisk = await Promise.all(
    files.map(async (file) => [
      file,
      sha256(await readFile(join(workplace.folder, 'pictures', file))),
    ]),
  );
  expect(Object.fromEntries(onDisk)).toEqual(
    Object.fromEntries(manifest.map((row) => [row['file_name'], row['sha256']])),
  );
  expect(new Set(manifest.map((row) => row['sha256'])).size, 'contents').toBe(manifest.length);
}
