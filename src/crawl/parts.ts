/** What a run is made of. */
import type { CrawlConfig, CrawlOptions } from '../config/index.ts';
import type { Decoder } from '../decode/index.ts';
import type { SeenPage } from '../gallery/index.ts';
import type { Log } from '../log.ts';
import type { FileNameTemplate, Sink } from '../output/index.ts';
import type { CrawlEmitter } from '../progress/index.ts';
import type { InstalledBrowser } from '../render/index.ts';
import type { CrawlExtensions } from './extensions.ts';
import type { CrawlStore } from '../store/contract.ts';
import type { Stopper } from './stopper.ts';

export interface Parts {
  name: string;
  options: CrawlOptions;
  /** What the program adds of its own. */
  extensions: CrawlExtensions;
  config: CrawlConfig;
  template: FileNameTemplate;
  sink: Sink;
  destinationMade: boolean;
  store: CrawlStore;
  events: CrawlEmitter;
  stopper: Stopper;
  log: Log;
  /** Present with `--verify decode`. */
  decoder: Decoder | undefined;
  /** Present with `--render`, unless it is `never`. */
  browser?: InstalledBrowser | undefined;
  /** Shown each page that was read. */
  observePage?: (seen: SeenPage) => void;
}
