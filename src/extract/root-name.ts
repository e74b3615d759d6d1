/** Characters in which the root element has to begin, after declarations and comments. */
const LOOKED_AT = 16_384;

/** The name of a text's first element in lower case, without prefix; empty where the text begins with none. */
export function rootNameOf(text: string): string {
  let rest = text.slice(0, LOOKED_AT).replace(/^\ufeff/, '');
  for (;;) {
    rest = rest.trimStart();
    const end = endOfAside(rest);
    if (end === undefined) break;
    rest = rest.slice(end);
  }
  const name = /^<([a-z][\w.-]*:)?([a-z][\w.-]*)/i.exec(rest)?.[2];
  return name?.toLowerCase() ?? '';
}

/** How what is no element begins and ends; the last is the end of a document type that declares something itself. */
const ASIDES = [
  ['<!--', '-->'],
  ['<?', '?>'],
  ['<!', '>'],
  [']', '>'],
] as const;

/** Where a comment, a processing instruction or a document type at the start of `text` ends. */
function endOfAside(text: string): number | undefined {
  const mark = ASIDES.find(([begin]) => text.startsWith(begin))?.[1];
  if (mark === undefined) return undefined;
  const at = text.indexOf(mark);
  return at === -1 ? text.length : at + mark.length;
}
