/** The packages that make, serve, fill and fetch the galleries. */
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { CACHE, cached } from './cache.ts';
import { RunError, mustRun, run } from './programs.ts';

const SOFTWARE = [
  'apache2',
  'caddy',
  'fgallery',
  'hugo',
  'igal2',
  'imageindex',
  'jigl',
  'lazygal',
  'lighttpd',
  'llgal',
  'nginx',
  'python3',
  'webfs',
];
/** What they need, though their packages do not say so: fgallery, thumbsup, and servers that ask for types. */
const NEEDED = [
  'jpegoptim',
  'liblcms2-utils',
  'p7zip-full',
  'pngcrush',
  'graphicsmagick',
  'libimage-exiftool-perl',
  'media-types',
];
/** Desktop backgrounds: photographs by many cameras and hands, and one picture in eight sizes. */
const PHOTOGRAPHS = ['lomiri-wallpapers-16.04', 'mate-backgrounds', 'sway-backgrounds'];
const PEERS = ['gallery-dl', 'httrack', 'wget2'];

const NPM = { 'http-server': '14.1.1', serve: '14.2.7', thumbsup: '2.18.0' };

/** @throws RunError that names the missing packages, and how to install them. */
export async function requirePackages(peers: boolean): Promise<void> {
  const needed = [...SOFTWARE, ...NEEDED, ...PHOTOGRAPHS, ...(peers ? PEERS : [])];
  const versions = await versionsOf(needed);
  const missing = needed.filter((name) => !versions.has(name));
  if (missing.length === 0) return;
  throw new RunError(
    `This needs Debian packages that are not installed: run \`apt-get install --no-install-recommends ${missing.join(' ')}\` first.`,
  );
}

/** Programs and their versions, one after the other. */
export async function softwareUsed(peers: boolean): Promise<string> {
  const debian = await versionsOf([...SOFTWARE, ...(peers ? PEERS : [])]);
  return [...debian, ...Object.entries(NPM)]
    .map(([name, version]) => `${name} ${version}`)
    .sort()
    .join(', ');
}

/** Of those that are installed. */
async function versionsOf(names: readonly string[]): Promise<Map<string, string>> {
  const format = '${db:Status-Abbrev}\\t${Package}\\t${Version}\\n';
  try {
    // Fails when it knows one of them not at all, and lists the others nevertheless.
    const { stdout } = await run('dpkg-query', ['-W', '-f', format, ...names]);
    const rows = stdout.split('\n').map((line) => line.split('\t'));
    return new Map(
      rows.flatMap(([status = '', name = '', version = '']) =>
        status.startsWith('ii') ? [[name, version] as const] : [],
      ),
    );
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT')
      throw new RunError('This runs on Debian only: there is no dpkg-query.', { cause: error });
    throw error;
  }
}

/** Paths of the files in the packages of photographs, in the order of their names. */
export async function photographPaths(): Promise<string[]> {
  const listing = await mustRun('dpkg-query', ['-L', ...PHOTOGRAPHS]);
  return [...new Set(listing.split('\n').filter((line) => /\.(?:jpe?g|png)$/i.test(line)))].sort();
}

/** Installs the packages of npm in the cache, once; tells where. */
export async function npmPackages(): Promise<string> {
  const folder = join(CACHE, 'npm');
  const manifest = JSON.stringify({
    private: true,
    dependencies: NPM,
    // thumbsup keeps what it knows of the photographs in SQLite, whose driver is compiled on the spot.
    allowScripts: { 'better-sqlite3': true },
  });
  await cached(folder, manifest, async () => {
    await mkdir(folder);
    await writeFile(join(folder, 'package.json'), manifest);
    await mustRun('npm', ['install', '--no-audit', '--no-fund'], { folder });
  });
  return folder;
}
