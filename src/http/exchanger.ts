/** Chooses the client of a request. */
import { createBrowsers } from './browser.ts';
import { sendDirectly } from './direct.ts';
import type { Exchanger, ExchangeOptions } from './exchange.ts';
import { proxyExchanger } from './proxied.ts';

/** Node's own client for all that is sent directly; got-scraping, which knows how, for what goes through a proxy. */
export function createExchanger(options: ExchangeOptions): Exchanger {
  const browsers = createBrowsers();
  let proxied: Exchanger | undefined;
  return async (request) => {
    if (request.proxyUrl !== undefined) return (proxied ??= proxyExchanger(options))(request);
    const known = browsers.of(request.sessionToken);
    const browser = known instanceof Promise ? await known : known;
    return sendDirectly({ ...request, browser }, options);
  };
}
