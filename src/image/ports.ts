/** What the download handler needs of the rest of the crawl. */
import type { PictureRequest, PictureResponse } from '../http/index.ts';
import type { ImageRecord, LeasedImage, Verdict } from '../model.ts';
import type { FileNameTemplate, Sink } from '../output/index.ts';
import type { CrawlEmitter } from '../progress/index.ts';

export interface ImagePorts {
  leaseOf(request: { id?: string }): LeasedImage;
  decide(image: LeasedImage, verdict: Verdict): void;
  /** Names and contents are reserved in the crawl store. */
  ledger: {
    claimName(id: number, names: readonly string[]): Promise<string | undefined>;
    beginPlacement(
      id: number,
      record: ImageRecord,
    ): Promise<{ do: 'place' } | { do: 'drop'; of: number } | { do: 'wait' }>;
  };
  client: { fetch(request: PictureRequest): Promise<PictureResponse> };
  sink: Sink;
  template: FileNameTemplate;
  events: CrawlEmitter;
  /** Ends every transfer when the crawl is stopped at once. */
  signal: AbortSignal;
  now(): number;
}
