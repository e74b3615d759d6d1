/** The crawl's HTTP client: what the options say of time, speed, certificates and addresses. */
import type { CrawlConfig } from '../config/index.ts';
import {
  createAddressGuard,
  createPictureClient,
  type AddressGuard,
  type PictureClient,
  type SignIn,
} from '../http/index.ts';

/** As browsers allow (Fetch standard §4.4, HTTP-redirect fetch: 20). */
export const MAX_REDIRECTS = 20;

/** @param start all start URLs of the crawl, those of earlier runs included: their hosts may have any address */
export function createGuard(config: CrawlConfig, start: readonly string[]): AddressGuard {
  return createAddressGuard({
    trustedHosts: start.map((url) => new URL(url).hostname),
    allow: config.allowPrivate,
  });
}

/** @param start as for `createGuard` */
export function createClient(
  config: CrawlConfig,
  start: readonly string[],
  signIn: SignIn | undefined,
): PictureClient {
  return createPictureClient({
    connectTimeoutMs: config.connectTimeout,
    responseTimeoutMs: config.responseTimeout,
    stallTimeoutMs: config.stallTimeout,
    transferTimeoutMs: config.transferTimeout,
    bytesPerSecond: config.limitRate,
    maxRedirects: MAX_REDIRECTS,
    checkCertificate: config.checkCertificate,
    signIn,
    guard: createGuard(config, start),
  });
}
