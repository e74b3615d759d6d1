/** Verdicts that were committed → events. */
import type { LeasedRequest, Verdict } from '../model.ts';
import type { CrawlEmitter, RequestRef } from '../progress/index.ts';
import type { AddResult } from '../store/contract.ts';

export function reportSettled(
  events: CrawlEmitter,
  request: LeasedRequest,
  verdict: Verdict,
  added: AddResult,
): void {
  const { id, kind, url, pageUrl, tries } = request;
  const about: RequestRef = { id, kind, url, ...(pageUrl === undefined ? {} : { pageUrl }) };
  switch (verdict.state) {
    case 'crawled':
      events.emit('crawled', { ...about, newImages: added.newImages, newPages: added.newPages });
      break;
    case 'saved':
      events.emit('saved', { ...about, record: verdict.record });
      break;
    case 'duplicate':
      events.emit('duplicate', { ...about, of: verdict.of, bytes: verdict.bytes });
      break;
    case 'skipped':
      events.emit('skipped', { ...about, rule: verdict.rule });
      break;
    case 'failed':
      events.emit('failed', { ...about, attempt: verdict.attempt, tries: tries + 1 });
      break;
    case 'retry':
      events.emit('retrying', {
        ...about,
        attempt: verdict.attempt,
        notBefore: verdict.notBefore,
        tries: tries + 1,
      });
      break;
    case 'instead':
      events.emit('retrying', {
        ...about,
        attempt: verdict.attempt,
        notBefore: verdict.attempt.at,
        tries: tries + 1,
        askedUrl: verdict.askedUrl,
      });
      break;
    case 'returned':
      break;
  }
  reportAdded(events, added);
}

export function reportAdded(events: CrawlEmitter, added: AddResult): void {
  if (added.added === 0) return;
  events.emit('queued', {
    images: added.newImages,
    pages: added.newPages,
    skippedImages: added.skippedImages,
    reopenedImages: added.reopenedImages,
  });
}
