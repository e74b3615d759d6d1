/** Names only. */
export {
  createAddressGuard,
  type AddressGuard,
  type AddressGuardOptions,
} from './address-guard.ts';
export { browserHeaders } from './browser.ts';
export type { Agents } from './agents.ts';
export { toAttemptError } from './attempt-error.ts';
export {
  createPictureClient,
  type PictureClient,
  type PictureClientOptions,
  type PictureRequest,
  type PictureResponse,
} from './client.ts';
export { parseCookieFile, type UserCookie } from './cookie-file.ts';
export { pageGotOptions, type PageFetchOptions, type PageGotOptions } from './page.ts';
export { rangeAnswer, rangeHeaders, resumeValidator } from './ranges.ts';
export { leaveBody } from './leave-body.ts';
export { boundRedirectBody } from './redirect-body.ts';
export { leaveCredentials, pageSignIn } from './page-redirect.ts';
export { redactText, redactUrl } from './redact.ts';
export { parseRetryAfter } from './retry-after.ts';
export { hostSignal, hostUnavailable } from './host-signal.ts';
export { decideRetry, DEFAULT_RETRY_POLICY, type RetryPolicy } from './retry.ts';
export { createSignIn, type SignIn } from './sign-in.ts';
export { statusError } from './status.ts';
