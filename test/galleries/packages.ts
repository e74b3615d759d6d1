/** The Debian packages that write, serve and fill the galleries. */
import { RunError, mustRun, run } from './programs.ts';

const SOFTWARE = ['lazygal', 'llgal', 'nginx'];
/** Desktop backgrounds: photographs by many cameras and hands, and one picture in eight sizes. */
const PHOTOGRAPHS = ['lomiri-wallpapers-16.04', 'mate-backgrounds', 'sway-backgrounds'];

/** @throws RunError that names the missing packages, and how to install them. */
export async function requirePackages(): Promise<void> {
  const missing = await missingPackages([...SOFTWARE, ...PHOTOGRAPHS]);
  if (missing.length === 0) return;
  throw new RunError(
    `This needs Debian packages that are not installed: run \`apt-get install --no-install-recommends ${missing.join(' ')}\` first.`,
  );
}

async function missingPackages(names: readonly string[]): Promise<string[]> {
  const format = '${db:Status-Abbrev} ${Package}\n';
  try {
    // Fails when it knows one of them not at all, and lists the others nevertheless.
    const { stdout } = await run('dpkg-query', ['-W', '-f', format, ...names]);
    const lines = new Set(stdout.split('\n').map((line) => line.replace(/\s+/, ' ')));
    return names.filter((name) => !lines.has(`ii ${name}`));
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
