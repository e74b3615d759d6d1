/** What was saved, against what the gallery offers. Contents are compared, never names. */
import type { Photograph } from './photographs.ts';
import type { Gallery } from './software.ts';

/** A photograph as its gallery offers it: contents, by their SHA-256. */
export interface Offered {
  path: string;
  best: string;
  /** Smaller ones of the same photograph. */
  smaller: readonly string[];
}

export interface Verdict {
  /** Different contents that are to be saved. */
  originals: number;
  /** Those of them that were saved, each once. */
  saved: number;
  missing: string[];
  /**
   * Saved files that must not be: a second copy, a rendition in place of its missing original, or bytes that the
   * site does not have.
   */
  wrong: string[];
  /** Other pictures that the site has: renditions beside their originals, art of the theme. */
  extra: { renditions: string[]; others: string[] };
}

export function check(
  offered: readonly Offered[],
  site: readonly Photograph[],
  saved: readonly Photograph[],
): Verdict {
  const best = new Map(offered.map((photograph) => [photograph.best, photograph]));
  const renditionOf = new Map(
    offered.flatMap((photograph) => photograph.smaller.map((sha256) => [sha256, photograph])),
  );
  const published = new Map(site.map(({ path, sha256 }) => [sha256, path]));
  const seen = new Set<string>();
  const verdict: Verdict = {
    originals: best.size,
    saved: 0,
    missing: [],
    wrong: [],
    extra: { renditions: [], others: [] },
  };
  const contents = new Set(saved.map(({ sha256 }) => sha256));
  for (const { path, sha256 } of saved) {
    const original = renditionOf.get(sha256);
    if (seen.has(sha256)) verdict.wrong.push(`${path}: saved twice`);
    else if (best.has(sha256)) verdict.saved++;
    else if (original !== undefined && !contents.has(original.best))
      verdict.wrong.push(`${path}: in place of ${original.path}`);
    else if (original !== undefined) verdict.extra.renditions.push(path);
    else if (published.has(sha256)) verdict.extra.others.push(path);
    else verdict.wrong.push(`${path}: the site has no such bytes`);
    seen.add(sha256);
  }
  for (const [sha256, { path }] of best) if (!contents.has(sha256)) verdict.missing.push(path);
  return verdict;
}

/**
 * What a gallery in the folder `site` offers of the photographs that it shows.
 * @throws Error when it lacks a file that it should offer, or changed an original: no test of the crawler then.
 */
export function offeredBy(
  {
    renditions,
    publishesOriginals,
    shows,
  }: Pick<Gallery, 'renditions' | 'publishesOriginals' | 'shows'>,
  photographs: readonly Photograph[],
  site: readonly Photograph[],
): Offered[] {
  const paths = site.map(({ path }) => path);
  const byPath = new Map(site.map(({ path, sha256 }) => [path, sha256]));
  const shown = photographs.filter((photograph) => shows?.(photograph) ?? true);
  return shown.map(({ path, sha256 }) => {
    const published = site.filter((file) => file.sha256 === sha256).map((file) => file.path);
    const places = published.length === 0 ? [path] : published;
    const files = places.flatMap((place) => renditions(place, paths));
    const [best, ...others] = [...new Set(files.flatMap((file) => byPath.get(file) ?? []))];
    if (best === undefined || (publishesOriginals && best !== sha256))
      throw new Error(`The gallery does not publish ${path} as it should.`);
    return { path, best, smaller: others.filter((other) => other !== best) };
  });
}
