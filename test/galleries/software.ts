/** How each gallery is made, and what of each photograph is the best that its pages offer. */
import { cp } from 'node:fs/promises';
import { posix } from 'node:path';
import { mustRun } from './programs.ts';

export interface Gallery {
  name: string;
  /** Makes the gallery of the albums in `albums` in the folder `site`, which does not exist yet. */
  build: (albums: string, site: string, home: string) => Promise<unknown>;
  /** Files of the site, best first, that show the photograph at this path of the albums. */
  renditions: (path: string) => [best: string, ...smaller: string[]];
  /** Whether the web server lists folders that have no index page. */
  listsFolders?: true;
}

export const GALLERIES: readonly Gallery[] = [
  {
    name: 'lazygal',
    build: lazygal(),
    renditions: (path) => [`${stemOf(path)}_medium.jpg`, ...lazygalSmaller(path)],
  },
  {
    name: 'lazygal --original',
    build: lazygal('--original'),
    renditions: (path) => [path, `${stemOf(path)}_medium.jpg`, ...lazygalSmaller(path)],
  },
  {
    name: 'lazygal --original -n 4',
    build: lazygal('--original', '--thumbs-per-page=4'),
    renditions: (path) => [path, `${stemOf(path)}_medium.jpg`, ...lazygalSmaller(path)],
  },
  { name: 'llgal', build: llgal(), renditions: llgalRenditions },
  {
    name: 'llgal --sx 800 --sy 600',
    build: llgal('--sx', '800', '--sy', '600'),
    renditions: llgalRenditions,
  },
  {
    name: 'llgal --sx 800 -n --lt --li',
    build: llgal('--sx', '800', '-n', '--lt', '--li'),
    renditions: llgalRenditions,
  },
  { name: 'llgal -s', build: llgal('-s'), renditions: llgalRenditions },
  {
    name: 'nginx autoindex',
    build: (albums, site) => cp(albums, site, { recursive: true }),
    renditions: (path) => [path],
    listsFolders: true,
  },
];

function lazygal(...flags: string[]): Gallery['build'] {
  return (albums, site, home) =>
    mustRun('lazygal', ['--quiet', ...flags, '-o', site, albums], { home });
}

/** Writes its pages beside the photographs. */
function llgal(...flags: string[]): Gallery['build'] {
  return async (albums, site, home) => {
    await cp(albums, site, { recursive: true });
    await mustRun('llgal', ['-R', ...flags], { folder: site, home });
  };
}

function lazygalSmaller(path: string): string[] {
  return ['small', 'thumb'].map((size) => `${stemOf(path)}_${size}.jpg`);
}

function llgalRenditions(path: string): [string, ...string[]] {
  const { dir, base } = posix.parse(path);
  return [path, ...['scaled', 'thumb'].map((size) => posix.join(dir, '.llgal', `${size}_${base}`))];
}

function stemOf(path: string): string {
  const { dir, name } = posix.parse(path);
  return posix.join(dir, name);
}
