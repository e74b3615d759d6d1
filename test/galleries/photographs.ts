/** Real photographs, in albums as people keep them: folders in folders, and names that need escaping in a URL. */
import { createHash } from 'node:crypto';
import { copyFile, mkdir, readFile, readdir, stat } from 'node:fs/promises';
import { basename, extname, join, relative, sep } from 'node:path';
import sharp from 'sharp';

export interface Photograph {
  /** Below the folder of albums, `/` as separator. */
  path: string;
  sha256: string;
}

/** How many different photographs there are. */
const COUNT = 40;

/** Larger ones only make the galleries slow to build. */
const MAX_BYTES = 400_000;
const LONGEST_SIDE_PX = 1600;
/** Every so many-th JPEG becomes a WebP: the packages have none. */
const WEBP_EVERY = 4;
/** Patterns more than photographs, and two that only make the run slow. */
const LEFT_OUT = /\/mate\/desktop\/|\/Elephants_/;

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
 * Fills `folder` with albums; tells what is in them, in no particular order. The same sources give the same albums.
 * @throws Error when the sources are too few for a test.
 */
export async function layOutAlbums(sources: readonly string[], folder: string) {
  const chosen = sources.filter((source) => !LEFT_OUT.test(source)).slice(0, COUNT);
  const perAlbum = Math.ceil(chosen.length / ALBUMS.length);
  for (const album of ALBUMS) await mkdir(join(folder, album), { recursive: true });
  let jpegs = 0;
  for (const [index, source] of chosen.entries()) {
    const webp = /\.jpe?g$/i.test(source) && ++jpegs % WEBP_EVERY === 0;
    const name = nameFor(webp ? source.replace(/\.jpe?g$/i, '.webp') : source, index % perAlbum);
    const target = join(folder, ALBUMS[Math.floor(index / perAlbum)] ?? '', name);
    await writePhotograph(source, target, webp);
    // One photograph in two albums, under two names: to be saved once.
    if (index === 0) await copyFile(target, join(folder, 'Stadt am Meer', 'noch einmal.jpg'));
  }
  const photographs = await photographsIn(folder);
  const different = new Set(photographs.map(({ sha256 }) => sha256)).size;
  if (different === COUNT) return photographs;
  throw new Error(`The packages have ${different} fitting photographs, not ${COUNT}.`);
}

/** The file as it is where it is small, else a smaller picture of the same format. */
async function writePhotograph(source: string, target: string, webp: boolean): Promise<void> {
  const { size } = await stat(source);
  if (size <= MAX_BYTES && !webp) return copyFile(source, target);
  const within = { fit: 'inside', withoutEnlargement: true } as const;
  const smaller = sharp(source).resize(LONGEST_SIDE_PX, LONGEST_SIDE_PX, within);
  // Unless told otherwise it writes the format that it read.
  await (webp ? smaller.webp({ quality: 80 }) : smaller).toFile(target);
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
