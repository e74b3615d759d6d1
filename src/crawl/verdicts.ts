/** Whatever was thrown while a request was handled → how its lease ends. */
import { AttemptError, CrawlError } from '../errors.ts';
import { PageEnded } from '../gallery/index.ts';
import { decideRetry, toAttemptError, type RetryPolicy } from '../http/index.ts';
import type { LeasedRequest, Verdict } from '../model.ts';
import { PageFetchError } from './page-client.ts';

export interface VerdictOptions {
  policy: RetryPolicy;
  /** True once transfers were ended on purpose: what they then throw is no fault of the server's. */
  aborted(): boolean;
  /** Told of errors that end the whole crawl. */
  fatal(error: CrawlError): void;
  now(): number;
}

export function createVerdicts(options: VerdictOptions) {
  const verdictOn = (error: unknown, request: LeasedRequest): Verdict => {
    if (error instanceof PageEnded) return error.outcome;
    if (error instanceof CrawlError) {
      options.fatal(error);
      return { state: 'returned' };
    }
    if (options.aborted()) return { state: 'returned' };
    const cause = error instanceof PageFetchError ? error.cause : error;
    return onAttempt(toAttemptError(cause), request);
  };

  const onAttempt = (error: AttemptError, request: LeasedRequest): Verdict => {
    const { tries } = request;
    const now = options.now();
    const attempt = {
      at: now,
      code: error.code,
      message: error.message,
      ...(error.status === undefined ? {} : { status: error.status }),
    };
    const decision = decideRetry({
      error,
      tries,
      now,
      random: Math.random,
      policy: options.policy,
    });
    if (decision.retry) return { state: 'retry', attempt, notBefore: decision.notBefore };
    // The thumbnails that led to a page that cannot be read are all that is left of its pictures.
    const found = request.kind === 'gallery' ? (request.data.thumbnails ?? []) : [];
    return { state: 'failed', attempt, found };
  };

  /** For a request that a handler left without a verdict: recorded, never lost. */
  const fallback = (request: LeasedRequest, lastError: string | undefined): Verdict =>
    verdictOn(
      new AttemptError('unexpected', lastError ?? 'the handler ended without an outcome'),
      request,
    );

  return { verdictOn, fallback };
}
