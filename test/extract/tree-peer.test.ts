/**
 * The tree of a page beside the one that htmlparser2's own parser builds, on markup that does not take that long.
 * Only elements on which the two agree: ours ends paragraphs, cells and rows as browsers do, where the other does not.
 */
import { isTag, isText, type ChildNode } from 'domhandler';
import fc from 'fast-check';
import { parseDocument } from 'htmlparser2';
import { expect, it } from 'vitest';
import { parseTree } from '../../src/extract/tree.ts';

/** What extraction sees: elements with their attributes, and texts, which a comment does not part. */
function outline(nodes: readonly ChildNode[]): string {
  return nodes
    .map((node) => {
      if (isText(node)) return node.data;
      if (!isTag(node)) return '';
      const attributes = Object.entries(node.attribs).map(([name, value]) => ` ${name}=${value}`);
      return `{${node.name}${attributes.join('')}|${outline(node.children)}}`;
    })
    .join('');
}

const name = fc.constantFrom(
  ...['div', 'a', 'b', 'ul', 'li', 'dl', 'dt', 'dd', 'img', 'hr', 'picture', 'source', 'figure'],
  ...['noscript', 'template', 'svg', 'desc', 'title', 'iframe', 'nav', 'section', 'h1'],
);
const piece = fc.oneof(
  name.map((n) => `<${n}>`),
  name.map((n) => `</${n}>`),
  name.map((n) => `<${n} href="x?a=1&amp;b&copy=2" B=c d='e'>`),
  name.map((n) => `<${n.toUpperCase()} ID=1>`),
  fc.constantFrom('text', 'a &amp; b', '&nbsp;x', '<!-- c -->', '<!doctype html>', ' '),
);

it('is the same', () => {
  fc.assert(
    fc.property(fc.array(piece, { maxLength: 14 }), (pieces) => {
      const html = pieces.join('');
      expect(outline(parseTree(html).children)).toBe(outline(parseDocument(html).children));
    }),
    { numRuns: 2_000 },
  );
});
