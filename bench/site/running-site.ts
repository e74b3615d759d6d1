/** A site that can be asked, whoever serves it. */
import type { MadeSite } from './make-site.ts';
import type { Served } from './messages.ts';

export interface RunningSite {
  server: 'nginx' | 'node';
  /** The index. */
  startUrl: string;
  pageUrls: readonly string[];
  pictureUrls: readonly string[];
  /** SHA-256 of each picture, lower-case hex. */
  digests: readonly string[];
  /** Runs `during`, and tells what it cost the server. */
  watch<T>(during: () => Promise<T>): Promise<{ value: T; load: ServerLoad }>;
  close(): Promise<void>;
}

export interface ServerLoad {
  cpuMs: number;
  /** CPU time by wall time: at 1 its only thread would be the bottleneck. */
  busy: number;
  /** Only the Node.js server counts. */
  served?: Served;
}

/** URLs of a site whose gallery g stands at `originOf(g)`. */
export function urlsOf(
  { galleries }: MadeSite,
  originOf: (gallery: number) => string,
): Pick<RunningSite, 'startUrl' | 'pageUrls' | 'pictureUrls' | 'digests'> {
  return {
    startUrl: `${originOf(0)}/`,
    pageUrls: galleries.map(({ path }, i) => originOf(i) + path),
    pictureUrls: galleries.flatMap(({ pictures }, i) =>
      pictures.map(({ path }) => originOf(i) + path),
    ),
    digests: galleries.flatMap(({ pictures }) => pictures.map(({ sha256 }) => sha256)),
  };
}
