/** Whether a page that was asked for led to a login form instead. Pure. */
import type { PageContent } from '../extract/index.ts';

/** Words that addresses and forms of logins have, in the languages of common software. */
const LOGIN =
  /login|passw|(?:log|sign)[-_ ]?(?:in|on)(?![a-z])|(?:^|[^a-z])(?:sso|oauth2?|auth|authenticate|authori[sz]e|sessions\/new|anmelden|anmeldung|einloggen|connexion|accedi|acceder|entrar|inloggen|logowanie|denglu)(?:[^a-z]|$)/i;

/** Pictures of a page that is nothing but a form: a logo, a button, a mascot. */
const DECORATION = 3;

/**
 * Only a page that was led to (its address is not the one that was asked for) and that asks for a password can be one;
 * then its address says so, or its form does and it shows nothing of its own. The login box on top of a gallery page,
 * and a login page that is linked as such, are pages like any other.
 */
export function leadsToLogin(
  asked: string,
  finalUrl: string,
  { passwordForm, pictures }: Pick<PageContent, 'passwordForm' | 'pictures'>,
): boolean {
  if (passwordForm === undefined) return false;
  const [from, to] = [placeOf(asked), placeOf(finalUrl)];
  if (from === to) return false;
  if (LOGIN.test(to) && !LOGIN.test(from)) return true;
  return LOGIN.test(passwordForm) && pictures.length <= DECORATION;
}

/** What tells one page from another: host, path and query, without where a login leads back to. */
function placeOf(url: string): string {
  const { hostname, pathname, searchParams } = new URL(url);
  const query = [...searchParams].filter(([, value]) => !/[/:]/.test(value));
  const host = hostname.replace(/^www\./, '');
  return `${host}${pathname.replace(/\/+$/, '')}?${query.map((pair) => pair.join('=')).join('&')}`;
}
