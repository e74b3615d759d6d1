/** Other programs on the same galleries, each told what a person would tell it: the address of the start page. */
import { mkdir } from 'node:fs/promises';
import { basename, extname } from 'node:path';
import type { Offered } from './check.ts';
import { photographsIn, type Photograph } from './photographs.ts';
import { run } from './programs.ts';

interface Peer {
  name: string;
  command: (url: string, folder: string) => [command: string, ...args: string[]];
}

export const PEERS: readonly Peer[] = [
  {
    name: 'gallery-dl',
    // What it does not know as a site by name it takes for a page with pictures, when told so.
    command: (url, folder) => ['gallery-dl', '--config-ignore', '-d', folder, `generic:${url}`],
  },
  {
    name: 'wget2',
    command: (url, folder) => [
      'wget2',
      '--no-config',
      '--recursive',
      '--no-parent',
      '--ignore-case',
      '--accept=jpg,jpeg,png,webp',
      `--directory-prefix=${folder}`,
      url,
    ],
  },
  {
    name: 'httrack',
    // It is told to be fast, as it is to be on loopback; what it fetches stays the same.
    command: (url, folder) => [
      'httrack',
      url,
      '-O',
      folder,
      '--quiet',
      '--disable-security-limits',
      '--max-rate=0',
      '--sockets=8',
      '--connection-per-second=0',
    ],
  },
];

/** What a program brought of a gallery. */
export interface Haul {
  /** Different originals among the files. */
  found: number;
  /** Other pictures, and second copies. */
  extras: number;
  requests: number;
}

/** Lets a program fetch the gallery into a new folder. */
export async function fetchBy(peer: Peer, url: string, folder: string): Promise<void> {
  await mkdir(folder, { recursive: true });
  const [command, ...args] = peer.command(url, folder);
  // Whatever it ends with: programs of this kind fail when a single file was not there.
  await run(command, args, { folder, home: folder });
}

const PICTURES = new Set(['.gif', '.ico', '.jpeg', '.jpg', '.png', '.svg', '.webp']);
/** What httrack puts into every copy. */
const OWN_ART = new Set(['backblue.gif', 'fade.gif']);

/** Pictures in a folder, by the endings of their names. */
export async function picturesIn(folder: string): Promise<Photograph[]> {
  const files = await photographsIn(folder);
  return files.filter(
    ({ path }) => PICTURES.has(extname(path).toLowerCase()) && !OWN_ART.has(basename(path)),
  );
}

export function countHaul(
  offered: readonly Offered[],
  pictures: readonly Photograph[],
): Omit<Haul, 'requests'> {
  const best = new Set(offered.map((photograph) => photograph.best));
  const found = new Set(pictures.map(({ sha256 }) => sha256).filter((sha256) => best.has(sha256)));
  return { found: found.size, extras: pictures.length - found.size };
}
