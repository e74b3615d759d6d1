/** What came of it, for a person. */
import type { Verdict } from './check.ts';
import type { Crawled } from './crawl.ts';
import { PEERS, type Haul } from './peers.ts';
import type { Gallery } from './software.ts';
import { table } from './table.ts';

export interface Result {
  gallery: Gallery;
  verdict: Verdict;
  crawled: Crawled;
  requests: number;
  /** By the name of the program. */
  hauls: Record<string, Haul>;
}

/** What pixhaul brought of each gallery. */
export function verdicts(results: readonly Result[]): string {
  return table(
    'gallery,originals,saved,missing,wrong,renditions,other pictures,pages,requests,seconds'.split(
      ',',
    ),
    results.map(({ gallery, verdict, crawled, requests }) => [
      gallery.name,
      verdict.originals,
      verdict.saved,
      verdict.missing.length,
      verdict.wrong.length,
      verdict.extra.renditions.length,
      verdict.extra.others.length,
      crawled.pages,
      requests,
      crawled.seconds.toFixed(1),
    ]),
  );
}

/** For each program: originals found / extras fetched / requests made. */
export function comparison(results: readonly Result[]): string {
  return table(
    ['gallery', 'originals', 'pixhaul', ...PEERS.map(({ name }) => name)],
    results.map(({ gallery, verdict, requests, hauls }) => {
      const { saved: found, wrong, extra } = verdict;
      const extras = wrong.length + extra.renditions.length + extra.others.length;
      const all = [{ found, extras, requests }, ...PEERS.map(({ name }) => hauls[name])];
      return [gallery.name, verdict.originals, ...all.map(cell)];
    }),
  );
}

const cell = (haul: Haul | undefined) =>
  haul === undefined ? '' : `${haul.found} / ${haul.extras} / ${haul.requests}`;

/** Names what the table only counts; whether all is well. */
export function reportDetails(
  { gallery: { name, publishesOriginals }, verdict, crawled }: Result,
  say: (text: string) => void,
): boolean {
  const { missing, wrong, extra } = verdict;
  const faults = [
    ...some(missing, 'missing'),
    ...some(wrong, 'wrong'),
    ...(publishesOriginals ? some(extra.renditions, 'beside its original') : []),
    ...crawled.incomplete,
  ];
  for (const fault of faults) say(`${name}: ${fault}`);
  if (crawled.incomplete.length > 0) say(crawled.said);
  if (!publishesOriginals && extra.renditions.length > 0)
    say(
      `${name}: ${extra.renditions.length} renditions beside larger ones; it publishes no originals`,
    );
  for (const line of some(extra.others, 'another picture of the site')) say(`${name}: ${line}`);
  return faults.length === 0;
}

const SHOWN = 5;

/** The first few, and how many there are. */
function some(paths: readonly string[], what: string): string[] {
  const more = paths.length - SHOWN;
  return [
    ...paths.slice(0, SHOWN).map((path) => `${what}: ${path}`),
    ...(more > 0 ? [`${what}: ${more} more`] : []),
  ];
}
