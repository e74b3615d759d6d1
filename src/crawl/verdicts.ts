/** Whatever was thrown while a request was handled → how its lease ends, and what it says of the host. */
import { AttemptError, CrawlError } from '../errors.ts';
import { PageEnded } from '../gallery/index.ts';
import {
  decideRetry,
  hostSignal,
  redactUrl,
  toAttemptError,
  type RetryPolicy,
} from '../http/index.ts';
import { nextRendition } from '../image/index.ts';
import type { HostSignal, LeasedRequest, Verdict } from '../model.ts';
import { PageFetchError } from './page-client.ts';

export interface VerdictOptions {
  policy: RetryPolicy;
  /** True once transfers were ended on purpose: what they then throw is no fault of the server's. */
  aborted(): boolean;
  /** Told of errors that end the whole crawl. */
  fatal(error: CrawlError): void;
  now(): number;
}

export interface Judgement {
  verdict: Verdict;
  /** Absent where the error says nothing of the host. */
  signal?: HostSignal;
}

export function createVerdicts(options: VerdictOptions) {
  const judge = (error: unknown, request: LeasedRequest): Judgement => {
    if (error instanceof PageEnded) return { verdict: error.outcome };
    if (error instanceof CrawlError) {
      options.fatal(error);
      return { verdict: { state: 'returned' } };
    }
    if (options.aborted()) return { verdict: { state: 'returned' } };
    const cause = toAttemptError(error instanceof PageFetchError ? error.cause : error);
    const signal = hostSignal(cause);
    return { verdict: onAttempt(cause, request), ...(signal === undefined ? {} : { signal }) };
  };

  const onAttempt = (error: AttemptError, request: LeasedRequest): Verdict => {
    const { tries } = request;
    const now = options.now();
    const attempt = {
      at: now,
      code: error.code,
      message: error.message + whichUrl(request),
      ...(error.status === undefined ? {} : { status: error.status }),
    };
    const decision = decideRetry({
      error,
      tries,
      now,
      random: Math.random,
      policy: options.policy,
    });
    if (decision.retry)
      return {
        state: 'retry',
        attempt,
        notBefore: decision.notBefore,
        ...(error.progressed ? { progressed: true } : {}),
      };
    const next = request.kind === 'image' ? nextRendition(request, error.code) : undefined;
    if (next !== undefined) return { state: 'instead', attempt, ...next };
    // The thumbnails that led to a page that cannot be read are all that is left of its pictures.
    const found = request.kind === 'gallery' ? (request.data.thumbnails ?? []) : [];
    return { state: 'failed', attempt, found };
  };

  /** For a request that a handler left without a verdict: recorded, never lost. */
  const fallback = (request: LeasedRequest, lastError: string | undefined): Verdict =>
    judge(
      new AttemptError('unexpected', lastError ?? 'the handler ended without an outcome'),
      request,
    ).verdict;

  return { judge, fallback };
}

/** Where several URLs stand for one picture, each attempt says which one it was. */
function whichUrl(request: LeasedRequest): string {
  if (request.kind !== 'image' || request.data.others === undefined) return '';
  return ` (${redactUrl(request.askedUrl ?? request.url)})`;
}
