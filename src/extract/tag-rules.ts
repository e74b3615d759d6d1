/** Elements that have no content and no end tag (HTML Living Standard §13.1.2), and those that never became standard. */
export const VOID = words(
  'area base basefont bgsound br col embed frame hr img input keygen link meta param source track wbr',
);

/** They close themselves as `<svg/>`, and so does `<path/>` inside them (§13.2.6.5). */
export const FOREIGN: readonly string[] = ['svg', 'math'];

/** Start tags before which the end tag of `p` may be left out (§13.1.2.4). */
const ENDS_PARAGRAPH = words(
  `address article aside blockquote center details dialog dir div dl fieldset figcaption figure footer form h1 h2 h3 h4
  h5 h6 header hgroup hr main menu nav ol p pre search section table ul`,
);

const CELL = words('td th');
const ROW = words('td th tr');
const ROWS = words('td th tr thead tbody tfoot caption colgroup');
const TERM = words('dt dd');
const OPTION = words('option');

/** For a start tag: the elements that end where it begins, while one of them is the innermost (§13.1.2.4). */
export const CLOSED_BY: ReadonlyMap<string, ReadonlySet<string>> = new Map([
  ...[...ENDS_PARAGRAPH].map((name) => [name, words('p')] as const),
  ['li', words('li p')],
  ['dt', words('dt dd p')],
  ['dd', TERM],
  ['td', CELL],
  ['th', CELL],
  ['tr', ROW],
  ['thead', ROWS],
  ['tbody', ROWS],
  ['tfoot', ROWS],
  ['option', OPTION],
  ['optgroup', words('option optgroup')],
  ['rt', words('rt rp')],
  ['rp', words('rt rp')],
  ['body', words('head')],
]);

function words(text: string): ReadonlySet<string> {
  return new Set(text.trim().split(/\s+/));
}
