/** Crawlee's HTTP client for pages, with errors that keep what happened. */
import { GotScrapingHttpClient, type BaseHttpClient } from '@crawlee/core';
import type { AttemptError } from '../errors.ts';
import { boundRedirectBody, leaveCredentials, toAttemptError } from '../http/index.ts';

/** The fetch of a page failed; `cause` tells how. */
export class PageFetchError extends Error {
  override readonly name = 'PageFetchError';
  override readonly cause: AttemptError;

  constructor(cause: AttemptError) {
    // Nothing of the cause's text: Crawlee takes an error whose message names a refused or reset connection for
    // one of the proxy's, hides it in an error of its own, and throws the session away.
    super('the page could not be fetched');
    this.cause = cause;
  }
}

export function createPageClient(): BaseHttpClient {
  const client = new GotScrapingHttpClient();
  return {
    sendRequest: client.sendRequest.bind(client),
    stream: async (request, onRedirect) => {
      try {
        return await client.stream(request, (response, next) => {
          boundRedirectBody(response);
          leaveCredentials(response.url, next);
          onRedirect?.(response, next);
        });
      } catch (error) {
        throw new PageFetchError(toAttemptError(error));
      }
    },
  };
}
