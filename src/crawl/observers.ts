/** The hooks `onSaved` and `onFailed`: told of what was committed, while the crawl goes on. */
import { setTimeout as sleep } from 'node:timers/promises';
import type { EndedFailure, EndedSaved } from '../store/contract.ts';
import type { FailedRequest, SavedRequest } from './extensions.ts';
import type { Parts } from './parts.ts';
import { Teller } from './teller.ts';

/** A hook that throws each time says nothing new. */
const MAX_WARNINGS = 20;
/** Once a crawl is stopped at once, how long a call under way may still take, in milliseconds. */
const LAST_CALL_MS = 1_000;

/** Resolves, from `done`, when all that was committed has been told; or when the crawl is stopped at once. */
export async function startObservers({
  extensions: { onSaved, onFailed },
  ...parts
}: Pick<Parts, 'extensions' | 'store' | 'events' | 'log' | 'stopper'>): Promise<{
  done: () => Promise<void>;
}> {
  const { store, events, stopper } = parts;
  const tellers: Pick<Teller<EndedSaved>, 'begin' | 'wake' | 'leave' | 'done'>[] = [];
  if (onSaved) {
    const teller = new Teller<EndedSaved>({
      ...{ key: 'told_saved', store, ...warner('onSaved', parts) },
      after: store.savedAfter.bind(store),
      tell: ({ record, ...request }) => onSaved(record, savedRequest(request)),
    });
    events.on('saved', () => teller.wake());
    tellers.push(teller);
  }
  if (onFailed) {
    const teller = new Teller<EndedFailure>({
      ...{ key: 'told_failed', store, ...warner('onFailed', parts) },
      after: store.failedAfter.bind(store),
      tell: (failure) => onFailed(failedRequest(failure)),
    });
    events.on('failed', () => teller.wake());
    tellers.push(teller);
  }
  for (const teller of tellers) {
    await teller.begin();
    // What earlier runs did not come to tell.
    teller.wake();
  }
  const { signal } = stopper;
  const leave = async (): Promise<void> => {
    for (const teller of tellers) teller.leave();
    await sleep(LAST_CALL_MS, undefined, { ref: false });
  };
  return {
    done: async () => {
      const all = Promise.all(tellers.map((teller) => teller.done()));
      const stopped = new Promise<void>((resolve) => {
        const end = () => void leave().then(resolve, resolve);
        if (signal.aborted) end();
        else signal.addEventListener('abort', end, { once: true });
      });
      await Promise.race([all, stopped]);
    },
  };
}

/** Nobody is to wait for a hook, nor to fail for it: what it throws is a warning. */
function warner(hook: string, { events, log }: Pick<Parts, 'events' | 'log'>) {
  let warned = 0;
  const warn = (reason: string): void => {
    const message = `${hook} threw: ${reason}`;
    if (warned < MAX_WARNINGS) events.emit('warning', { code: 'hook_failed', message });
    else log.warn({ reason }, `${hook} threw`);
    warned++;
  };
  const lost = (reason: string): void => log.error({ reason }, `${hook} hears of no more`);
  return { warn, lost };
}

function savedRequest({ id, url, pageUrl, data }: Omit<EndedSaved, 'record'>): SavedRequest {
  const { gallery, page, num, alt, title, caption, meta } = data;
  return {
    ...{ id, url, gallery, page, num },
    ...(pageUrl === undefined ? {} : { pageUrl }),
    ...(alt === undefined ? {} : { alt }),
    ...(title === undefined ? {} : { title }),
    ...(caption === undefined ? {} : { caption }),
    ...(meta === undefined ? {} : { meta }),
  };
}

function failedRequest({ id, kind, url, pageUrl, attempt, attempts }: EndedFailure): FailedRequest {
  return { id, kind, url, ...(pageUrl === undefined ? {} : { pageUrl }), ...attempt, attempts };
}
