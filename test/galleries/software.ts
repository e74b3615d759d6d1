/** The galleries: what makes each, what serves it, and which of its files show a photograph. */
import type { Photograph } from './photographs.ts';
import { GENERATORS } from './generators.ts';
import { HUGO } from './hugo.ts';
import { LISTING, PLAIN, type Server } from './servers.ts';

export interface Folders {
  albums: string;
  site: string;
  /** Stands in for the person's own home folder. */
  home: string;
  /** Where the packages from npm are. */
  npm: string;
}

export interface Generator {
  name: string;
  /** Name of an earlier gallery whose renditions are taken over, to save the time of making them again. */
  basedOn?: string;
  /** Makes the gallery of the albums in `albums` in the folder `site`. */
  build: (folders: Folders) => Promise<unknown>;
  /** Whether it knows the format of this photograph; left out where it knows all. */
  shows?: (photograph: Photograph) => boolean;
  /**
   * Files of the site that can show the photograph that is at this path of the site, best first; the path of the
   * albums where the site does not have the original.
   */
  renditions: (path: string, site: readonly string[]) => string[];
  /** False where the software publishes scaled renditions only, but for photographs that need no scaling. */
  publishesOriginals: boolean;
}

/** A generator's site behind a plain server, or, without a generator, the albums themselves as a server lists them. */
export interface Gallery extends Partial<Pick<Generator, 'basedOn' | 'build' | 'shows'>> {
  name: string;
  server: Server;
  renditions: Generator['renditions'];
  publishesOriginals: boolean;
}

export const GALLERIES: readonly Gallery[] = [
  ...[...GENERATORS, HUGO].map((generator) => ({ ...generator, server: PLAIN })),
  ...LISTING.map((server) => ({
    name: server.name,
    server,
    renditions: (path: string) => [path],
    publishesOriginals: true,
  })),
];
