/**
 * One abort signal a page. got leaves its listener on the signal of a request whose body was read to the end, and with
 * it the request itself: on the one signal of a crawl they would pile up, on one of its own they go with the page.
 */
export interface PageAborts {
  signalFor(id: string): AbortSignal;
  /** To be called when the page has ended, however. */
  done(id: string): void;
}

export function createPageAborts(crawl: AbortSignal): PageAborts {
  const pages = new Map<string, AbortController>();
  crawl.addEventListener('abort', () => {
    for (const page of pages.values()) page.abort(crawl.reason);
  });
  return {
    signalFor: (id) => {
      const page = new AbortController();
      if (crawl.aborted) page.abort(crawl.reason);
      pages.set(id, page);
      return page.signal;
    },
    done: (id) => pages.delete(id),
  };
}
