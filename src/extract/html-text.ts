import { isText } from 'domhandler';
import { collapse } from './own.ts';
import { parseTree } from './tree.ts';
import { walk } from './walk.ts';

/** Characters of markup that are looked at for a title or a caption. */
const MAX_MARKUP = 10_000;

/** What a person reads of a short piece of HTML, such as a title with character references. */
export function textOfHtml(html: string): string {
  const pieces: string[] = [];
  walk(parseTree(html.slice(0, MAX_MARKUP)), {}, (node) => {
    if (isText(node)) pieces.push(node.data);
    return {};
  });
  return collapse(pieces.join(' '));
}
