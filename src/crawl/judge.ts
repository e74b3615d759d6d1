/** The end of an attempt that failed: its verdict, and nothing left behind of a picture that is given up. */
import { AttemptError, CrawlError, messageOf } from '../errors.ts';
import type { LeasedRequest } from '../model.ts';
import type { Sink } from '../output/index.ts';
import type { Judgement } from './verdicts.ts';

/**
 * Never rejects: Crawlee ends the whole run when an error handler throws, and the attempt would be lost. Whatever goes
 * wrong here is an attempt like any other, or ends the crawl in good order.
 */
export function createJudge(
  judge: (error: unknown, request: LeasedRequest) => Judgement,
  sink: Pick<Sink, 'discard'>,
) {
  return async (error: unknown, request: LeasedRequest): Promise<Judgement> => {
    const judgement = judge(error, request);
    try {
      const { state } = judgement.verdict;
      if (state === 'failed' || state === 'instead') await dropPart(request, sink);
      return judgement;
    } catch (failure) {
      if (failure instanceof CrawlError) return judge(failure, request);
      return judge(new AttemptError('unexpected', messageOf(failure), { cause: failure }), request);
    }
  };
}

/** A part that was kept for another attempt, which there will not be, or not of these bytes. */
async function dropPart(request: LeasedRequest, sink: Pick<Sink, 'discard'>): Promise<void> {
  if (request.kind === 'image' && request.resume !== undefined)
    await sink.discard(request.resume.fileName);
}
