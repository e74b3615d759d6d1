/** What a finished crawl of the gallery site came to, and what it must come to. */
import { MISSING_PAGE, type GallerySite } from './site.ts';
import { pathOf, type State } from './state.ts';

/** Everything that does not depend on which picture came first; sorted. */
export interface Outcome {
  /** Pictures whose bytes no other has. */
  pictures: [path: string, page: string, sha256: string, bytes: number][];
  /** Bytes that several URLs have, once saved: which of them was, and which were duplicates, is chance. */
  twins: [sha256: string, paths: string][];
  failures: [path: string, code: string, attempts: number][];
  pages: string[];
}

export function outcomeOf({ manifest, duplicates, failures, requests }: State): Outcome {
  const twins = groupByHash([...manifest, ...duplicates]);
  return {
    pictures: manifest
      .filter((row) => !twins.has(row.sha256))
      .map((r): Outcome['pictures'][number] => [
        pathOf(r.url),
        pathOf(r.page_url),
        r.sha256,
        r.bytes,
      ])
      .sort(byFirst),
    twins: [...twins].sort(byFirst),
    failures: failures
      .map(({ url, code, attempts }): Outcome['failures'][number] => [pathOf(url), code, attempts])
      .sort(byFirst),
    pages: [...requests].flatMap(([url, { state }]) => (state === 'crawled' ? [url] : [])).sort(),
  };
}

/** Attempts at the thumbnail, when the original cannot be had: it is not there. */
const THUMBNAIL = 1;

export function expectedOutcome(gallery: GallerySite, tries: number): Outcome {
  const { good, pictures, pages } = gallery;
  const twins = groupByHash(good.map(({ path, sha256 }) => ({ url: path, sha256 })));
  const failed = pictures.flatMap(({ path, trouble }): Outcome['failures'] =>
    trouble === 'missing'
      ? [[path, 'not_found', 1 + THUMBNAIL]]
      : trouble === 'always_cut'
        ? [[path, 'not_found', tries + THUMBNAIL]]
        : [],
  );
  return {
    pictures: good
      .filter(({ sha256 }) => !twins.has(sha256))
      .map((p): Outcome['pictures'][number] => [p.path, p.page, p.sha256, p.bytes.length])
      .sort(byFirst),
    twins: [...twins].sort(byFirst),
    failures: [...failed, [MISSING_PAGE, 'not_found', 1] as Outcome['failures'][number]].sort(
      byFirst,
    ),
    pages: [...pages].sort(),
  };
}

/** File names below the host's folder, by path; only of pictures whose bytes no other has. */
export function fileNames({ manifest, duplicates }: State): Record<string, string> {
  const twins = groupByHash([...manifest, ...duplicates]);
  return Object.fromEntries(
    manifest
      .filter((row) => !twins.has(row.sha256))
      .map(({ url, file_name }) => [pathOf(url), file_name]),
  );
}

/** Paths that have the same bytes, joined, by hash; those that are alone are left out. */
function groupByHash(rows: readonly { url: string; sha256: string }[]): Map<string, string> {
  const paths = new Map<string, string[]>();
  for (const { url, sha256 } of rows)
    paths.set(sha256, [...(paths.get(sha256) ?? []), url.startsWith('/') ? url : pathOf(url)]);
  return new Map(
    [...paths].flatMap(([hash, several]) =>
      several.length > 1 ? [[hash, several.sort().join(' ')] as const] : [],
    ),
  );
}

function byFirst([a]: readonly [string, ...unknown[]], [b]: readonly [string, ...unknown[]]) {
  return a < b ? -1 : a > b ? 1 : 0;
}
