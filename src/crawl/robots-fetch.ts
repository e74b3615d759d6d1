/** How a robots.txt is fetched: by the client of the pictures, with its redirects, connections and address checks. */
import { AttemptError } from '../errors.ts';
import { parseRetryAfter, type PictureClient } from '../http/index.ts';
import { MAX_ROBOTS_BYTES, type RobotsAnswer } from '../robots/index.ts';

export interface RobotsFetchOptions {
  client: Pick<PictureClient, 'fetch'>;
  /** Ends the fetch when the crawl is stopped at once. */
  signal: AbortSignal;
  now: () => number;
  /** For the whole fetch, in milliseconds; default 60,000. A server that sends byte by byte holds nothing up longer. */
  limitMs?: number;
}

/** Those of a script's request: it is neither a picture nor shown by a page. */
const HEADERS = {
  accept: 'text/plain,text/*;q=0.9,*/*;q=0.5',
  'sec-fetch-dest': 'empty',
  'sec-fetch-mode': 'no-cors',
};

/** @returns a function that rejects with AttemptError, or with the signal's reason after an abort */
export function robotsFetcher({ client, signal, now, limitMs = 60_000 }: RobotsFetchOptions) {
  return async (url: string): Promise<RobotsAnswer> => {
    const end = new AbortController();
    const onAbort = (): void => end.abort(signal.reason);
    signal.addEventListener('abort', onAbort, { once: true });
    if (signal.aborted) onAbort();
    const timer = setTimeout(() => {
      const message = `no whole answer within ${limitMs / 1000} s`;
      end.abort(new AttemptError('response_timeout', message));
    }, limitMs);
    try {
      const answer = await client.fetch({ url, headers: HEADERS, signal: end.signal });
      const { status, headers } = answer;
      const retryAfterMs = parseRetryAfter(headers['retry-after'], now());
      if (status < 200 || status > 299) {
        await answer.discard();
        return { status, body: new Uint8Array(), retryAfterMs };
      }
      return { status, body: await firstBytes(answer.body), retryAfterMs };
    } finally {
      clearTimeout(timer);
      signal.removeEventListener('abort', onAbort);
    }
  };
}

/** Up to the limit; leaving the loop cuts off the rest. */
async function firstBytes(body: AsyncIterable<Uint8Array>): Promise<Uint8Array> {
  const chunks: Uint8Array[] = [];
  let bytes = 0;
  for await (const chunk of body) {
    chunks.push(chunk);
    bytes += chunk.byteLength;
    if (bytes >= MAX_ROBOTS_BYTES) break;
  }
  return Buffer.concat(chunks).subarray(0, MAX_ROBOTS_BYTES);
}
