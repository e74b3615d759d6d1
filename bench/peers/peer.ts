/** The tools that are measured, and how each is started. */
import type { Command } from '../measure/run-process.ts';

export const PEER_NAMES = [
  'pixhaul',
  'crawlee',
  'scrapy',
  'gallery-dl',
  'aria2',
  'curl',
  'wget',
  'wget2',
] as const;
export type PeerName = (typeof PEER_NAMES)[number];

export interface PeerTask {
  /** The index of the site. */
  startUrl: string;
  pageUrls: readonly string[];
  pictureUrls: readonly string[];
  /** Requests under way at a time. */
  connections: number;
  /** The working folder: exists, and is this run's own. */
  folder: string;
  /** An empty folder below it, for the pictures. */
  destination: string;
  /** Compiled `plain-crawlee.ts`. */
  plainCrawlee: string;
}

export interface Installed {
  version: string;
}

/** What to do to have it. */
export interface Missing {
  install: string;
}

export interface Peer {
  name: PeerName;
  title: string;
  /** What it is told: a tool with a list of URLs reads no pages. */
  given: 'start page' | 'gallery pages' | 'URL list';
  /** What a reader must know to judge the comparison. */
  settings: (connections: number) => string;
  /** It has one request under way at a time, whatever it is told. */
  oneConnection?: boolean;
  /** It keeps the pages among the pictures. */
  keepsPages?: boolean;
  find: () => Installed | Missing;
  command: (task: PeerTask) => Command | Promise<Command>;
}
