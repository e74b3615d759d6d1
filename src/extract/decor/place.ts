/** Where on the page an element stands: in its head, foot, menus or margin, and what the elements around it say. */
import { isTag } from 'domhandler';
import type { Element, ParentNode } from 'domhandler';
import { ClassWords, SAYS, words } from './words.ts';

export type RegionKind = 'head' | 'menu' | 'foot' | 'side';

/** A part of the page that is not its content. */
export interface Region {
  kind: RegionKind | 'content' | 'page';
  /** The outermost element of this region. */
  element: Element | undefined;
  /** Inside `main`, `article` or the like, where a `header` is that of a text and a `footer` too. */
  inContent: boolean;
}

const PAGE: Region = { kind: 'page', element: undefined, inContent: false };

const TAG_REGIONS: ReadonlyMap<string, Region['kind']> = new Map([
  ['header', 'head'],
  ['nav', 'menu'],
  ['menu', 'menu'],
  ['footer', 'foot'],
  ['aside', 'side'],
  ['main', 'content'],
  ['article', 'content'],
  ['figure', 'content'],
]);

const ROLE_REGIONS: ReadonlyMap<string, Region['kind']> = new Map([
  ['banner', 'head'],
  ['navigation', 'menu'],
  ['menu', 'menu'],
  ['menubar', 'menu'],
  ['contentinfo', 'foot'],
  ['complementary', 'side'],
  ['main', 'content'],
]);

const NAMED: readonly (readonly [Region['kind'], ReadonlySet<string>])[] = [
  ['head', words('header site-header page-header masthead topbar top-bar site-branding branding')],
  ['menu', words('nav navbar navigation site-nav main-nav menu main-menu topnav breadcrumb')],
  ['menu', words('breadcrumbs navmenu navbuttons toolbar')],
  ['foot', words('footer site-footer page-footer colophon copyright credit credits')],
  ['side', words('sidebar side-bar')],
];

/** Whether a look at each name is worth it. */
const ANY_NAMED = /head|mast|top|brand|nav|menu|crumb|foot|colophon|copyright|credit|toolbar|side/i;

/** Ancestors that are asked what they say. */
const NEAR = 3;

/** Elements that hold so much that their names say nothing of one picture. */
const WIDE = words('body html main article section table tbody ul ol');

export class Places {
  readonly #words = new ClassWords();
  readonly #regions = new Map<Element, Region>();

  /** By class, id and role of the element itself. */
  saidBy({ attribs }: Element): number {
    return this.#words.of(attribs.class) | this.#words.of(attribs.id);
  }

  /** By the elements right around it. */
  saidAround(element: Element): number {
    let says = SAYS.nothing as number;
    let node = element.parent;
    for (let level = 0; level < NEAR && node !== null && isTag(node); level++) {
      // Of a list, words that belong to each of its items; not of the page's large parts.
      const its = this.saidBy(node);
      if (!WIDE.has(node.name)) says |= its;
      else {
        if (node.name === 'ul' || node.name === 'ol') says |= its & LISTED;
        break;
      }
      node = node.parent;
    }
    return (says & SAYS.gallery) === 0 ? says : says & STRONG;
  }

  regionOf(element: Element): Region {
    const path: Element[] = [];
    let region: Region | undefined;
    let node: ParentNode | null = element.parent;
    for (; node !== null && isTag(node); node = node.parent) {
      region = this.#regions.get(node);
      if (region !== undefined) break;
      path.push(node);
    }
    let here = region ?? PAGE;
    for (let at = path.length - 1; at >= 0; at--) {
      const inner = path[at];
      if (inner === undefined) continue;
      here = within(here, inner);
      this.#regions.set(inner, here);
    }
    return here;
  }
}

const STRONG = SAYS.emoji | SAYS.avatar | SAYS.gallery;
const LISTED = SAYS.icon | SAYS.emoji | SAYS.avatar | SAYS.logo | SAYS.ad;

function within(outer: Region, element: Element): Region {
  const kind = regionKind(element);
  if (kind === undefined || kind === outer.kind) return outer;
  if (kind === 'content') return outer.kind === 'page' ? { kind, element, inContent: true } : outer;
  // The margin of a text is its own; a menu is one everywhere.
  if (outer.inContent && kind !== 'menu') return outer;
  // A menu in the head of the page is part of the head.
  if (outer.kind !== 'page' && outer.kind !== 'content') return outer;
  return { kind, element, inContent: outer.inContent };
}

function regionKind(element: Element): Region['kind'] | undefined {
  const { role, id, class: className } = element.attribs;
  const byTag = TAG_REGIONS.get(element.name);
  if (byTag !== undefined) return byTag;
  const byRole = role === undefined ? undefined : ROLE_REGIONS.get(role.trim().toLowerCase());
  if (byRole !== undefined) return byRole;
  if (element.name === 'body' || element.name === 'html') return undefined;
  if (id === undefined && className === undefined) return undefined;
  if (!ANY_NAMED.test(id ?? '') && !ANY_NAMED.test(className ?? '')) return undefined;
  const names = `${id ?? ''} ${className ?? ''}`.slice(0, 200).toLowerCase().split(/\s+/);
  return NAMED.find(([, known]) => names.some((name) => known.has(name)))?.[0];
}
