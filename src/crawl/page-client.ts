/** Crawlee's HTTP client for pages, with errors that keep what happened. */
import { GotScrapingHttpClient, type BaseHttpClient } from '@crawlee/core';
import type { AttemptError } from '../errors.ts';
import { hostOf } from '../extract/index.ts';
import {
  boundRedirectBody,
  leaveCredentials,
  pageSignIn,
  toAttemptError,
  type SignIn,
} from '../http/index.ts';

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

export function createPageClient(signIn?: SignIn): BaseHttpClient {
  const client = new GotScrapingHttpClient();
  const entrance = signIn && pageSignIn(signIn);
  return {
    sendRequest: client.sendRequest.bind(client),
    stream: async (request, onRedirect) => {
      let at = request.url;
      try {
        const first = { ...request, headers: { ...request.headers } };
        entrance?.enter(first);
        const answer = await client.stream(first, (response, next) => {
          if (next.url !== undefined) at = next.url;
          boundRedirectBody(response);
          leaveCredentials(response.url, next);
          entrance?.forget(response);
          onRedirect?.(response, next);
          entrance?.enter(next);
        });
        entrance?.forget(answer);
        return answer;
      } catch (error) {
        const cause = toAttemptError(error);
        const elsewhere = hostOf(String(at)) !== hostOf(String(request.url));
        throw new PageFetchError(elsewhere ? cause.atAnotherHost() : cause);
      }
    },
  };
}
