/** What a page's request may take along when got follows a redirect. */
import { CREDENTIAL_NAME, sharesCredentials } from './headers.ts';
import type { SignIn } from './sign-in.ts';

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

/** Signs in at each URL of a page's way. */
export interface PageSignIn {
  /** Last of all, when the session's cookies are there: what was given for another URL goes, what is for this one comes. */
  enter(next: RedirectedRequest): void;
  /** What an answer sets is kept, but for what the user said before: cookies of a session are written down. */
  forget(answer: { url: string; headers: Record<string, string | string[] | undefined> }): void;
}

export function pageSignIn(signIn: SignIn): PageSignIn {
  return {
    enter({ url, headers }) {
      const cookie = cookieOf(headers);
      removeHeaders(headers, (name) => signIn.names.has(name));
      if (cookie !== undefined) headers['Cookie'] = cookie;
      if (url === undefined || !URL.canParse(String(url))) return;
      const target = new URL(url);
      const more = signIn.headersFor(target, cookie);
      // got makes a header of its own of what stands in the URL.
      if (target.username !== '' || target.password !== '') delete more['authorization'];
      removeHeaders(headers, (name) => name in more);
      Object.assign(headers, more);
    },
    forget({ url, headers }) {
      const set = headers['set-cookie'];
      if (!Array.isArray(set) || !URL.canParse(url)) return;
      headers['set-cookie'] = set.filter((raw) => !signIn.repeats(raw, new URL(url)));
    },
  };
}

function cookieOf(headers: Record<string, unknown>): string | undefined {
  const found = Object.entries(headers).find(([name]) => name.toLowerCase() === 'cookie');
  return typeof found?.[1] === 'string' ? found[1] : undefined;
}

function removeHeaders(headers: Record<string, unknown>, unwanted: (name: string) => boolean) {
  for (const name of Object.keys(headers))
    if (unwanted(name.toLowerCase())) Reflect.deleteProperty(headers, name);
}
