/** How each gallery is made, and which of its files show a photograph. */
import { cp } from 'node:fs/promises';
import { posix } from 'node:path';
import { mustRun } from './programs.ts';

export interface Gallery {
  name: string;
  /** Name of an earlier gallery whose renditions are taken over, to save the time of making them again. */
  basedOn?: string;
  /** Makes the gallery of the albums in `albums` in the folder `site`. */
  build: (folders: { albums: string; site: string; home: string }) => Promise<unknown>;
  /** Files of the site that can show the photograph at this path of the albums, best first. */
  renditions: (path: string) => string[];
  /** False where the software publishes scaled renditions only, but for photographs that need no scaling. */
  publishesOriginals: boolean;
  /** Whether the web server lists folders that have no index page. */
  listsFolders?: true;
}

export const GALLERIES: readonly Gallery[] = [
  lazygal('lazygal', { publishesOriginals: false }),
  lazygal('lazygal --original', { basedOn: 'lazygal', flags: ['--original'] }),
  lazygal('lazygal --original, paged', {
    basedOn: 'lazygal --original',
    flags: ['--original', '--thumbs-per-page=4'],
  }),
  llgal('llgal', { flags: [] }),
  llgal('llgal -s', { basedOn: 'llgal', flags: ['-s'] }),
  llgal('llgal --sx 800 --sy 600', { basedOn: 'llgal', flags: ['--sx', '800', '--sy', '600'] }),
  llgal('llgal --sx 800 --sy 600 -n --lt --li', {
    basedOn: 'llgal --sx 800 --sy 600',
    flags: ['--sx', '800', '--sy', '600', '-n', '--lt', '--li'],
  }),
  {
    name: 'nginx autoindex',
    build: ({ albums, site }) => cp(albums, site, { recursive: true }),
    renditions: (path) => [path],
    publishesOriginals: true,
    listsFolders: true,
  },
];

interface Variant {
  basedOn?: string;
  flags?: readonly string[];
  publishesOriginals?: boolean;
}

function lazygal(
  name: string,
  { flags = [], publishesOriginals = true, ...rest }: Variant,
): Gallery {
  // Without the last two it leaves alone what another gallery, that this one is based on, made of the same folders.
  const always = ['--quiet', '--check-all-dirs', '--force-gen-pages'];
  return {
    name,
    ...rest,
    build: ({ albums, site, home }) =>
      mustRun('lazygal', [...always, ...flags, '-o', site, albums], { home }),
    renditions: (path) => {
      const { dir, name: stem } = posix.parse(path);
      // PNG for pictures with transparent parts.
      const scaled = ['medium', 'small', 'thumb'].flatMap((size) =>
        ['jpg', 'png'].map((type) => posix.join(dir, `${stem}_${size}.${type}`)),
      );
      return [path, ...scaled];
    },
    publishesOriginals,
  };
}

/** Writes its pages beside the photographs, and what else it makes into hidden folders there. */
function llgal(name: string, { flags = [], ...rest }: Variant): Gallery {
  return {
    name,
    ...rest,
    build: async ({ albums, site, home }) => {
      if (rest.basedOn === undefined)
        await cp(albums, site, { recursive: true, preserveTimestamps: true });
      await mustRun('llgal', ['-R', ...flags], { folder: site, home });
    },
    renditions: (path) => {
      const { dir, base } = posix.parse(path);
      return [
        path,
        ...['scaled', 'thumb'].map((size) => posix.join(dir, '.llgal', `${size}_${base}`)),
      ];
    },
    publishesOriginals: true,
  };
}
