/**
 * Cookies of a page are kept before the pictures that it shows: after a kill, the next run asks for those with the
 * same session. Crawlee alone writes sessions down every few seconds.
 */
import type { SessionPool, SessionState } from '@crawlee/core';

/** Writes the sessions down when a cookie has changed since it last did; waits for the commit. */
export type SessionKeeper = (
  pool: Pick<SessionPool, 'getState' | 'persistState'> | undefined,
) => Promise<void>;

export function createSessionKeeper(): SessionKeeper {
  let kept = '[]';
  return async (pool) => {
    if (!pool) return;
    const cookies = JSON.stringify(pool.getState().sessions.flatMap(cookiesOf));
    if (cookies === kept) return;
    await pool.persistState();
    kept = cookies;
  };
}

/** What is sent; not when a cookie was last used, which changes with each request. */
function cookiesOf({ id, cookieJar }: SessionState) {
  return cookieJar.cookies.map(({ domain, path, key, value }) => [id, domain, path, key, value]);
}
