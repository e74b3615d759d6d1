/** How the generators of static galleries are run, and which files they make of a photograph. */
import { cp, readdir, rename, writeFile } from 'node:fs/promises';
import { join, posix, type ParsedPath } from 'node:path';
import type { Photograph } from './photographs.ts';
import { mustRun } from './programs.ts';
import { programOf } from './servers.ts';
import type { Folders, Generator } from './software.ts';

/** For programs that pass over the WebP files. */
const withoutWebp = ({ path }: Photograph) => !/\.webp$/i.test(path);

export const GENERATORS: readonly Generator[] = [
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
    name: 'imageindex',
    build: async ({ albums, site, home }) => {
      await copyAlbums(albums, site, { plainNames: true });
      await mustRun('imageindex', ['-recurse', '.'], { folder: site, home });
    },
    renditions: (path, site) => [
      path,
      ...sameStem(path, site, ({ dir }) =>
        ['medium', 'thumbnail'].map((size) => posix.join(dir, size)),
      ),
    ],
    publishesOriginals: true,
  },
  {
    name: 'igal2',
    build: async ({ albums, site, home }) => {
      const folders = await copyAlbums(albums, site);
      for (const folder of folders) await mustRun('igal2', ['--AddSubdir'], { folder, home });
      await linkAlbums(site);
    },
    shows: withoutWebp,
    renditions: (path) => {
      const { dir, base } = posix.parse(path);
      return [path, posix.join(dir, `.thumb_${base}`)];
    },
    publishesOriginals: true,
  },
  {
    name: 'jigl --link-original',
    build: async ({ albums, site, home }) => {
      const folders = await copyAlbums(albums, site, { plainNames: true });
      for (const folder of folders)
        await mustRun('jigl', ['--replace-spaces', 'y', '--link-original', '.'], { folder, home });
      await linkAlbums(site);
    },
    shows: withoutWebp,
    renditions: (path) => {
      const { dir, base } = posix.parse(path);
      return [
        path,
        posix.join(dir, 'slides', `slide_${base}`),
        posix.join(dir, 'thumbs', `thumb_${base}`),
      ];
    },
    publishesOriginals: true,
  },
  {
    name: 'fgallery -i',
    // Without -k it changes the photographs in place; without -d it adds a ZIP of all of them.
    build: ({ albums, site, home }) =>
      mustRun('fgallery', ['-i', '-k', '-d', albums, site, 'Photographs'], { home }),
    shows: withoutWebp,
    renditions: (path, site) => [path, ...sameStem(path, site, () => ['imgs', 'blurs', 'thumbs'])],
    publishesOriginals: true,
  },
  thumbsup('thumbsup', { publishesOriginals: false }),
  thumbsup('thumbsup --photo-download copy', {
    basedOn: 'thumbsup',
    flags: ['--photo-download', 'copy'],
  }),
];

interface Variant {
  basedOn?: string;
  flags?: readonly string[];
  publishesOriginals?: boolean;
}

function lazygal(
  name: string,
  { flags = [], publishesOriginals = true, ...rest }: Variant,
): Generator {
  // Without the last two it leaves alone what another gallery, that this one is based on, made of the same folders.
  const always = ['--quiet', '--check-all-dirs', '--force-gen-pages'];
  return {
    name,
    ...rest,
    build: ({ albums, site, home }) =>
      mustRun('lazygal', [...always, ...flags, '-o', site, albums], { home }),
    shows: withoutWebp,
    renditions: (path) => {
      const { dir, name: stem } = posix.parse(path);
      // PNG for pictures with transparent parts.
      const scaled = ['medium', 'small', 'thumb'].flatMap((size) =>
        ['jpg', 'png', 'webp'].map((type) => posix.join(dir, `${stem}_${size}.${type}`)),
      );
      return [path, ...scaled];
    },
    publishesOriginals,
  };
}

/** Writes its pages beside the photographs, and what else it makes into hidden folders there. */
function llgal(name: string, { flags = [], ...rest }: Variant): Generator {
  return {
    name,
    ...rest,
    build: async ({ albums, site, home }) => {
      if (rest.basedOn === undefined) await copyAlbums(albums, site);
      await mustRun('llgal', ['-R', ...flags], { folder: site, home });
    },
    shows: withoutWebp,
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

function thumbsup(
  name: string,
  { flags = [], publishesOriginals = true, ...rest }: Variant,
): Generator {
  return {
    name,
    ...rest,
    build: ({ albums, site, home, npm }: Folders) =>
      mustRun(
        process.execPath,
        [
          programOf(npm, 'thumbsup', 'thumbsup'),
          '--input',
          albums,
          '--output',
          site,
          '--log',
          'info',
          '--no-usage-stats',
          ...flags,
        ],
        { home },
      ),
    renditions: (path, site) => {
      const below = path.replace('media/original/', '');
      const { dir } = posix.parse(below);
      const sizes = ['large', 'small', 'thumbs'].map((size) => posix.join('media', size, dir));
      return [path, ...sameStem(below, site, () => sizes)];
    },
    publishesOriginals,
  };
}

/** Files in these folders, in their order, that have the name of the path but for its ending. */
function sameStem(
  path: string,
  site: readonly string[],
  foldersOf: (path: ParsedPath) => string[],
): string[] {
  const parsed = posix.parse(path);
  return foldersOf(parsed).flatMap((folder) =>
    site.filter((file) => {
      const { dir, name } = posix.parse(file);
      return dir === folder && name === parsed.name;
    }),
  );
}

/**
 * Copies the albums into a new folder `site`, for programs that write beside the photographs; tells their folders.
 * Plain names have no `%` and no `#`, for programs that write links without escaping those.
 */
export async function copyAlbums(
  albums: string,
  site: string,
  { plainNames = false } = {},
): Promise<string[]> {
  await cp(albums, site, { recursive: true, preserveTimestamps: true });
  const entries = await readdir(site, { recursive: true, withFileTypes: true });
  if (plainNames)
    for (const { name, parentPath } of entries.filter((entry) => entry.isFile()))
      await rename(join(parentPath, name), join(parentPath, name.replaceAll(/[%#]/g, '')));
  return entries
    .filter((entry) => entry.isDirectory())
    .map(({ name, parentPath }) => join(parentPath, name));
}

/** A start page, for programs that make one album after another; they leave out or add links to folders below. */
async function linkAlbums(site: string): Promise<void> {
  const entries = await readdir(site, { recursive: true, withFileTypes: true });
  const pages = entries
    .filter(({ name }) => name === 'index.html')
    .map(({ parentPath }) => posix.relative(site, parentPath))
    .sort();
  const items = pages.map(
    (page) => `<li><a href="${page.split('/').map(encodeURIComponent).join('/')}/">Album</a></li>`,
  );
  await writeFile(join(site, 'index.html'), `<!doctype html>\n<ul>${items.join('')}</ul>\n`);
}
