/** `X-Robots-Tag` and `<meta name="robots">`: what a server or a page does not want done with it. Pure. */

export type RobotsDirective = 'noindex' | 'noimageindex' | 'noai' | 'noimageai';

const DIRECTIVES: ReadonlySet<string> = new Set<RobotsDirective>([
  'noindex',
  'noimageindex',
  'noai',
  'noimageai',
]);

/** Directives that have a value, so that the word before their colon is no agent's name. */
const WITH_VALUE = /^(?:unavailable_after|max-snippet|max-image-preview|max-video-preview)$/;

/** More than any server sends; what follows is ignored. */
const MAX_LENGTH = 8_192;

/**
 * The directives of `X-Robots-Tag` headers that bar from saving: those for everybody and those for `tokens` (lower
 * case). A name (`otherbot: noindex, nofollow`) holds to the end of its header, or up to the next name where headers
 * were joined. A date's commas and colons (`unavailable_after: Sunday, 06-Nov-94 08:49:37 GMT`) do no harm: what
 * follows them is no directive.
 */
export function robotsDirectives(
  headers: readonly string[] | string | undefined,
  tokens: readonly string[],
): Set<RobotsDirective> {
  const found = new Set<RobotsDirective>();
  for (const header of typeof headers === 'string' ? [headers] : (headers ?? [])) {
    let forUs = true;
    for (const part of header.slice(0, MAX_LENGTH).split(',')) {
      const { agent, word } = readPart(part);
      if (agent !== undefined) forUs = agent === '*' || tokens.includes(agent);
      if (forUs) addDirective(found, word);
    }
  }
  return found;
}

/** The same of `meta` elements, whose name says whom they are for: `robots`, or one of `tokens`. */
export function metaDirectives(
  elements: readonly { name: string; content: string }[],
  tokens: readonly string[],
): Set<RobotsDirective> {
  const found = new Set<RobotsDirective>();
  for (const { name, content } of elements) {
    const agent = name.trim().toLowerCase();
    if (agent !== 'robots' && !tokens.includes(agent)) continue;
    for (const word of content.slice(0, MAX_LENGTH).split(/[,;\s]+/)) addDirective(found, word);
  }
  return found;
}

function readPart(part: string): { agent?: string; word: string } {
  const colon = part.indexOf(':');
  if (colon === -1) return { word: part };
  const name = part.slice(0, colon).trim().toLowerCase();
  // A time of day (`06-Nov-94 08:49:37 GMT`) is no name either.
  if (WITH_VALUE.test(name) || !/^[a-z*_][\w*.-]*$/.test(name)) return { word: '' };
  return { agent: name, word: part.slice(colon + 1) };
}

function addDirective(found: Set<RobotsDirective>, text: string): void {
  const word = text.trim().toLowerCase();
  // "none" is "noindex, nofollow".
  if (word === 'none') found.add('noindex');
  if (isDirective(word)) found.add(word);
}

function isDirective(word: string): word is RobotsDirective {
  return DIRECTIVES.has(word);
}
