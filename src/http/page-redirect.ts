/** What a page's request may take along when got follows a redirect. */
import { CREDENTIAL_NAME, sharesCredentials } from './headers.ts';

/** The next request of a redirect, as got's `redirect` event hands it over. */
export interface RedirectedRequest {
  url?: string | URL;
  headers: Record<string, unknown>;
}

/**
 * Takes from the next request what may not go where it leads; to be called before a session adds its cookies. got
 * itself keeps everything as long as host name and port stay the same: also from https down to http, and cookies also
 * outside their path (RFC 6265 §5.4, RFC 9110 §15.4).
 */
export function leaveCredentials(from: string, next: RedirectedRequest): void {
  const { headers, url: target } = next;
  // Which cookies go there is for the session to say.
  removeHeaders(headers, (name) => name === 'cookie');
  if (target === undefined || !URL.canParse(from)) return;
  const [before, after] = [new URL(from), new URL(target)];
  if (sharesCredentials(before, after)) return;
  removeHeaders(headers, (name) => CREDENTIAL_NAME.test(name));
  // Where only the scheme changes, got has copied the user information; elsewhere it is the redirect's own.
  const copied = before.hostname === after.hostname && before.port === after.port;
  if (copied && target instanceof URL) {
    target.username = '';
    target.password = '';
  }
}

function removeHeaders(headers: Record<string, unknown>, unwanted: (name: string) => boolean) {
  for (const name of Object.keys(headers))
    if (unwanted(name.toLowerCase())) Reflect.deleteProperty(headers, name);
}
