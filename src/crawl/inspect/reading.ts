/** What reading a page gave, whatever it was read from. */
import type { CrawlConfig } from '../../config/index.ts';
import type { SeenPage } from '../../gallery/index.ts';
import type { Log } from '../../log.ts';
import type { Robots } from '../../robots/index.ts';
import type { PageExtensions } from '../extensions.ts';
import type { InspectionFailure, PageInspection } from './types.ts';

export interface Reading {
  warnings: PageInspection['warnings'];
  /** Present when a page was read. */
  seen?: SeenPage;
  /** The address gave a picture. */
  picture?: true;
  failure?: InspectionFailure;
}

export interface ReadingParts {
  config: CrawlConfig;
  extensions: PageExtensions;
  log: Log;
  signal: AbortSignal | undefined;
}

/** Called while robots.txt files can still be asked for. */
export type WhileOpen<T> = (reading: Reading, robots: Robots | undefined) => Promise<T>;
