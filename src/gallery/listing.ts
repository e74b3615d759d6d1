/** Links of a directory listing that lead to no other folder, as Apache, nginx, lighttpd, Caddy and IIS write them. */

const PARENT =
  /^(?:\.\.\/?|\.{0,2}\/? ?\[?(?:to )?(?:the )?parent(?: (?:directory|dir|folder))?\]?|up|go up|übergeordnetes verzeichnis|répertoire parent|directorio (?:padre|superior)|родительский каталог|上级目录|親ディレクトリ)$/i;

/** Whether a link is the way up from a folder. */
export function leadsToParent({ url, text }: { url: string; text: string }, from: string): boolean {
  return PARENT.test(text.trim().replace(/(?<=\w)\/$/, '')) && new URL('..', from).href === url;
}

/** Apache: `?C=N;O=D`, nginx's fancyindex: `?C=N&O=D`; Caddy: `?sort=name&order=desc`, `?layout=grid`. */
const SORTED =
  /^\?(?:C=[NMSD][;&]O=[AD]|(?:sort|order|layout)=\w{1,20}(?:&(?:sort|order)=\w{1,20}){0,2})$/;

/** Whether a link leads to the same folder, in another order. */
export function sortsAnew(url: string, from: string): boolean {
  const query = url.indexOf('?');
  // Nearly all links are told by a look: pages may have 100,000.
  if (query === -1 || !SORTED.test(url.slice(query))) return false;
  const [there, here] = [new URL(url), new URL(from)];
  return there.host === here.host && there.pathname === here.pathname;
}
