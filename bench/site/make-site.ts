/** Makes the pictures of a site as files, once; the next benchmark finds them again. */
import { createHash } from 'node:crypto';
import { mkdirSync, writeFileSync } from 'node:fs';
import { mkdir, mkdtemp, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setImmediate as turn } from 'node:timers/promises';
import { keyOf, sizesOf, type SitePlan } from './plan.ts';
import { createPng } from './png.ts';

export interface Picture {
  /** From the root of the site, with a slash in front. */
  path: string;
  bytes: number;
  /** Pixels; pictures are square. */
  side: number;
  /** SHA-256, lower-case hex. */
  sha256: string;
}

export interface Gallery {
  /** Of the page: `/gallery-0001/`. */
  path: string;
  pictures: readonly Picture[];
}

export interface MadeSite {
  /** Holds the pictures under their paths. */
  folder: string;
  galleries: readonly Gallery[];
}

/** Written last: a folder that has it is whole. */
const MANIFEST = 'manifest.json';

/**
 * Finds the site of a plan below `cache`, or makes it there: about 50 µs a picture of 9 kB, 10 s a gigabyte.
 * @throws when `signal` is aborted meanwhile
 */
export async function makeSite(
  plan: SitePlan,
  cache: string,
  signal: AbortSignal,
): Promise<MadeSite> {
  const folder = join(cache, keyOf(plan));
  const made = await readSite(folder).catch(() => undefined);
  if (made) return made;
  await mkdir(cache, { recursive: true });
  const draft = await mkdtemp(join(cache, 'making-'));
  try {
    const galleries: Gallery[] = [];
    for (const gallery of galleriesOf(plan, draft)) {
      galleries.push(gallery);
      await turn(undefined, { signal });
    }
    await writeFile(join(draft, MANIFEST), JSON.stringify(galleries));
    // Whatever stands there has no manifest that can be read.
    await rm(folder, { recursive: true, force: true });
    await rename(draft, folder);
  } finally {
    await rm(draft, { recursive: true, force: true });
  }
  return readSite(folder);
}

/** @throws when the folder holds no whole site */
export async function readSite(folder: string): Promise<MadeSite> {
  const galleries = JSON.parse(await readFile(join(folder, MANIFEST), 'utf8')) as Gallery[];
  return { folder, galleries };
}

/** One gallery at a time, its pictures written below `folder`. */
function* galleriesOf(plan: SitePlan, folder: string): Generator<Gallery> {
  const sizes = sizesOf(plan);
  for (let page = 0; page < plan.pages; page++) {
    const path = `/gallery-${padded(page + 1, 4)}/`;
    mkdirSync(join(folder, path));
    // As even as it goes: the first pictures on the first page, and so on.
    const first = Math.ceil((page * plan.pictures) / plan.pages);
    const end = Math.ceil(((page + 1) * plan.pictures) / plan.pages);
    const pictures = sizes
      .slice(first, end)
      .map((bytes, i) => makePicture(folder, path, first + i, bytes));
    yield { path, pictures };
  }
}

function makePicture(folder: string, gallery: string, number: number, bytes: number): Picture {
  const { png, side } = createPng(number, bytes);
  // The last segment is unique on the site: some tools put everything into one folder.
  const path = `${gallery}picture-${padded(number + 1, 6)}.png`;
  writeFileSync(join(folder, path), png);
  return { path, bytes, side, sha256: createHash('sha256').update(png).digest('hex') };
}

const padded = (number: number, digits: number) => String(number).padStart(digits, '0');
