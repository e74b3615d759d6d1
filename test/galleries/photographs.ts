/** Real photographs, in albums as people keep them: folders in folders, and names that need escaping in a URL. */
import { createHash } from 'node:crypto';
import { copyFile, lstat, mkdir, readFile, readdir } from 'node:fs/promises';
import { basename, extname, join, relative, sep } from 'node:path';

export interface Photograph {
  /** Below the folder of albums, `/` as separator. */
  path: string;
  sha256: string;
}

/** Larger ones only make the galleries slow to build. */
const MAX_BYTES = 1_050_000;
const MAX_COUNT = 40;
const MIN_COUNT = 30;

const ALBUMS = ['Reise 2024', 'Reise 2024/Bäume & Blüten', 'Stadt am Meer'];

/** Names as cameras and people make them; `stem` is the file's own. */
const NAMINGS: ((stem: string, index: number) => string)[] = [
  (stem) => stem,
  // The same in each album: only the folder tells them apart.
  (_stem, index) => `DSC_${String(index).padStart(4, '0')}.JPG`,
  (stem) => stem.replaceAll(/[-_]/g, ' '),
  (stem) => `Größe und Übersicht ${stem}`,
  (stem) => `100% ${stem} #3`,
  (stem) => `${stem} (2) & it's a+b`,
];

/**
 * Fills `folder` with albums; tells what is in them, in no particular order.
 * @throws Error when the sources are too few for a test.
 */
export async function layOutAlbums(sources: readonly string[], folder: string) {
  const chosen = await choose(sources);
  if (chosen.length < MIN_COUNT)
    throw new Error(`The packages have ${chosen.length} fitting photographs, not ${MIN_COUNT}.`);
  const perAlbum = Math.ceil(chosen.length / ALBUMS.length);
  for (const album of ALBUMS) await mkdir(join(folder, album), { recursive: true });
  for (const [index, source] of chosen.entries()) {
    const album = ALBUMS[Math.floor(index / perAlbum)] ?? '';
    await copyFile(source, join(folder, album, nameFor(source, index % perAlbum)));
  }
  const [first] = chosen;
  // One photograph in two albums, under two names: to be saved once.
  if (first !== undefined) await copyFile(first, join(folder, 'Stadt am Meer', 'noch einmal.jpg'));
  return photographsIn(folder);
}

/** Those that are files, not too large, and different from each other. */
async function choose(sources: readonly string[]): Promise<string[]> {
  const contents = new Map<string, string>();
  for (const path of sources) {
    const entry = await lstat(path);
    if (!entry.isFile() || entry.size > MAX_BYTES) continue;
    const sha256 = await sha256Of(path);
    if (!contents.has(sha256)) contents.set(sha256, path);
  }
  return [...contents.values()].slice(0, MAX_COUNT);
}

function nameFor(source: string, index: number): string {
  const extension = extname(source);
  const stem = basename(source, extension);
  // One picture in several sizes keeps the names that say so: originals that look like renditions of each other.
  const naming = /\d+x\d+/.test(stem) ? undefined : NAMINGS[index % NAMINGS.length];
  const name = naming?.(stem, index) ?? stem;
  if (name.endsWith('.JPG')) return name.replace(/\.JPG$/, extension.toUpperCase());
  return name + (index % 5 === 4 && extension === '.jpg' ? '.jpeg' : extension);
}

/** All files below a folder. */
export async function photographsIn(folder: string): Promise<Photograph[]> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  const files = entries.filter((entry) => entry.isFile());
  return Promise.all(
    files.map(async ({ parentPath, name }) => {
      const file = join(parentPath, name);
      return {
        path: relative(folder, file).replaceAll(sep, '/'),
        sha256: await sha256Of(file),
      };
    }),
  );
}

/** Lower-case hex. */
async function sha256Of(file: string): Promise<string> {
  return createHash('sha256')
    .update(await readFile(file))
    .digest('hex');
}
