/** What the handlers need of this room; absent when robots rules are not obeyed (`--no-robots`). */
import type { LeasedRequest } from '../model.ts';

export interface RobotsPort {
  /**
   * Whether robots.txt lets a request be sent; after redirects, whether the URL that it came to may be read.
   * @throws AttemptError when robots.txt cannot be had
   */
  mayFetch: (
    request: Pick<LeasedRequest, 'url' | 'pageUrl'>,
    finalUrl?: string,
  ) => Promise<boolean>;
  /** Product tokens whose `X-Robots-Tag` and meta directives count, besides those for everybody; in lower case. */
  tokens: readonly string[];
}
