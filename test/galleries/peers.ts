/** Other programs on the same galleries, each told what a person would tell it: the address of the start page. */
import { createHash } from 'node:crypto';
import { mkdir, readFile, readdir } from 'node:fs/promises';
import { basename, extname } from 'node:path';
import type { Offered } from './check.ts';
import type { Photograph } from './photographs.ts';
import { countingProxy, type CountingProxy } from './counting-proxy.ts';
import { RunError, run } from './programs.ts';

interface Peer {
  name: string;
  /** What is done with the gallery at `url`, whose pages are at these paths of it. */
  command: (url: string, folder: string, pages: readonly string[]) => [string, ...string[]];
  /** Where the gallery is to be; anywhere when left out. */
  at?: { host: string; port: number };
}

/** gallery-dl 1.25 leaves the port out of an address that it takes for a page with pictures. */
const PORT_80 = { host: '127.0.0.80', port: 80 };

const galleryDl = (folder: string, urls: readonly string[]): [string, ...string[]] => [
  'gallery-dl',
  '--config-ignore',
  '-d',
  folder,
  ...urls.map((url) => `generic:${url}`),
];

export const PEERS: readonly Peer[] = [
  { name: 'gallery-dl', command: (url, folder) => galleryDl(folder, [url]), at: PORT_80 },
  {
    // It follows no links: here it is told of every page, as no person would.
    name: 'gallery-dl, all pages',
    command: (url, folder, pages) =>
      galleryDl(
        folder,
        pages.map((page) => new URL(page, url).href),
      ),
    at: PORT_80,
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

/** Paths of the pages of a site; where the server lists folders, those are the pages. */
export function pagesOf(site: readonly Photograph[], listed: boolean): string[] {
  const paths = site.map(({ path }) => path);
  const pages = listed
    ? paths.map((path) => path.slice(0, path.lastIndexOf('/') + 1))
    : paths.filter((path) => path.endsWith('.html'));
  return [...new Set(pages)].map((page) => page.split('/').map(encodeURIComponent).join('/'));
}

/** Lets a program fetch the gallery that is served on the port. */
export async function fetchBy(
  peer: Peer,
  port: number,
  folder: string,
  gallery: { offered: readonly Offered[]; pages: readonly string[] },
): Promise<Haul> {
  await mkdir(folder, { recursive: true });
  const proxy = await proxyFor(peer, port);
  const [command, ...args] = peer.command(proxy.url, folder, gallery.pages);
  // Whatever it ends with: programs of this kind fail when a single file was not there.
  await run(command, args, { folder, home: folder });
  await proxy.stop();
  return { ...countHaul(gallery.offered, await picturesIn(folder)), requests: proxy.requests() };
}

/** @throws RunError when the program cannot have the address that it needs. */
async function proxyFor({ name, at }: Peer, port: number): Promise<CountingProxy> {
  try {
    return await countingProxy(port, at);
  } catch (error) {
    if (at === undefined) throw error;
    throw new RunError(
      `${name} needs the gallery at ${at.host}:${at.port}, but nothing can listen there: free that port, or run this as a user who may (root).`,
      { cause: error },
    );
  }
}

const PICTURES = new Set(['.gif', '.ico', '.jpeg', '.jpg', '.png', '.svg', '.webp']);
/** What httrack puts into every copy. */
const OWN_ART = new Set(['backblue.gif', 'fade.gif']);

/** Pictures below a folder, by the endings of their names. */
async function picturesIn(folder: string): Promise<Photograph[]> {
  const pictures: Photograph[] = [];
  for (const file of await filesIn(Buffer.from(folder))) {
    const path = file.toString('latin1');
    if (!PICTURES.has(extname(path).toLowerCase()) || OWN_ART.has(basename(path))) continue;
    const sha256 = createHash('sha256')
      .update(await readFile(file))
      .digest('hex');
    pictures.push({ path, sha256 });
  }
  return pictures;
}

/** Names are bytes here: httrack may write them in the encoding of the page. */
async function filesIn(folder: Buffer): Promise<Buffer[]> {
  const files: Buffer[] = [];
  for (const entry of await readdir(folder, { withFileTypes: true, encoding: 'buffer' })) {
    const path = Buffer.concat([folder, Buffer.from('/'), entry.name]);
    if (entry.isDirectory()) files.push(...(await filesIn(path)));
    else if (entry.isFile()) files.push(path);
  }
  return files;
}

export function countHaul(
  offered: readonly Offered[],
  pictures: readonly Photograph[],
): Omit<Haul, 'requests'> {
  const best = new Set(offered.map((photograph) => photograph.best));
  const found = new Set(pictures.map(({ sha256 }) => sha256).filter((sha256) => best.has(sha256)));
  return { found: found.size, extras: pictures.length - found.size };
}
