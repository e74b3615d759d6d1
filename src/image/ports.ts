/** What the download handler needs of the rest of the crawl. */
import type { PictureRequest, PictureResponse } from '../http/index.ts';
import type { HostSignal, ImageRecord, LeasedImage, Resume, Verdict } from '../model.ts';
import type { FileNameTemplate, Sink } from '../output/index.ts';
import type { CrawlEmitter } from '../progress/index.ts';
import type { RobotsPort } from '../robots/index.ts';
import type { PictureFacts } from '../verify/index.ts';
import type { PictureFilters } from './filters.ts';

export interface ImagePorts {
  decide(image: LeasedImage, verdict: Verdict, signal?: HostSignal): void;
  /** Names, contents and continuable parts are kept in the crawl store. */
  ledger: {
    claimName(id: number, names: readonly string[]): Promise<string | undefined>;
    keepResume(id: number, resume: Resume | undefined): Promise<void>;
    beginPlacement(
      id: number,
      record: ImageRecord,
    ): Promise<{ do: 'place' } | { do: 'drop'; of: number } | { do: 'wait' }>;
    claimAndBegin(
      id: number,
      names: readonly string[],
      record: Omit<ImageRecord, 'fileName'>,
    ): Promise<
      | { do: 'place'; fileName: string }
      | { do: 'taken' }
      | { do: 'drop'; of: number }
      | { do: 'wait' }
    >;
  };
  client: { fetch(request: PictureRequest): Promise<PictureResponse> };
  sink: Sink;
  template: FileNameTemplate;
  filters: PictureFilters;
  /** Whether a picture that ends before its own end is refused. */
  checkStructure: boolean;
  /** Decodes every pixel of a file; absent unless the user asked for it. */
  decode?: (
    path: string,
    format: PictureFacts['format'],
  ) => Promise<{ ok: true } | { ok: false; cut: boolean; reason: string } | 'unsupported'>;
  /** Whether it turned out, since it was queued, to stand on page after page. */
  isRepeated?: ((image: LeasedImage) => boolean) | undefined;
  /** Absent: robots rules are not obeyed. */
  robots?: RobotsPort | undefined;
  events: CrawlEmitter;
  /** Ends every transfer when the crawl is stopped at once. */
  signal: AbortSignal;
  now(): number;
}
