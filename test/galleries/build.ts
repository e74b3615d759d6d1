/** Makes all galleries, one after the other, as each keeps the machine busy; what was made before is kept. */
import { createHash } from 'node:crypto';
import type { CopyOptions } from 'node:fs';
import { cp, mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { CACHE, cached } from './cache.ts';
import { copyAlbums } from './generators.ts';
import { npmPackages, photographPaths, softwareUsed } from './packages.ts';
import { layOutAlbums, photographsIn, type Photograph } from './photographs.ts';
import type { Gallery } from './software.ts';

/** Pages are made anew: some of the base's may be none of this gallery's. */
const RENDITIONS: CopyOptions = {
  recursive: true,
  preserveTimestamps: true,
  filter: (file) => !file.endsWith('.html'),
};

export interface Built {
  npm: string;
  photographs: Photograph[];
  /** The folder that each gallery is served from. */
  rootOf: (gallery: Gallery) => string;
}

/** @param folder - For what is not kept. */
export async function build(
  galleries: readonly Gallery[],
  folder: string,
  say: (text: string) => void,
): Promise<Built> {
  const npm = await npmPackages();
  const albums = join(CACHE, 'albums');
  await cached(albums, layOutAlbums.toString(), async () =>
    layOutAlbums(await photographPaths(), albums),
  );
  const photographs = await photographsIn(albums);
  const contents = photographs.map(({ sha256 }) => sha256).sort();
  const digest = createHash('sha256')
    .update([...contents, await softwareUsed(false)].join('\n'))
    .digest('hex');
  const listed = join(folder, 'listed');
  const listedPlain = join(folder, 'listed-plain');
  await copyAlbums(albums, listed);
  await copyAlbums(albums, listedPlain, { plainNames: true });
  const siteOf = (name: string) => join(CACHE, 'sites', name.replaceAll(/[^a-z0-9]+/gi, '-'));
  for (const { name, basedOn, build: make } of galleries) {
    if (make === undefined) continue;
    const home = join(folder, 'homes', name.replaceAll(/[^a-z0-9]+/gi, '-'));
    // The name of a gallery has the flags in it.
    const key = [digest, name, make.toString()].join('\n');
    await cached(siteOf(name), key, async (site) => {
      say(`building ${name}`);
      if (basedOn !== undefined) await cp(siteOf(basedOn), site, RENDITIONS);
      await mkdir(home, { recursive: true });
      await make({ albums, site, home, npm });
    });
  }
  return {
    npm,
    photographs,
    rootOf: ({ name, build: make, server }) => {
      if (make !== undefined) return siteOf(name);
      return server.plainNames === true ? listedPlain : listed;
    },
  };
}
