/** What is known of a picture before it is judged, gathered from its offers and from each element that shows it. */
import type { Element } from 'domhandler';
import { pixels } from '../attributes.ts';
import type { Group } from '../group.ts';
import type { Tier } from '../rank.ts';
import type { NameSigns } from './file-name.ts';
import type { Region } from './place.ts';

/** One element that shows the picture. */
export interface Showing {
  element: Element;
  /** Pixels that it is shown at, where the page declares them. */
  width: number | undefined;
  height: number | undefined;
  /** By its class, id and role. */
  own: number;
  /** By those of the elements around it. */
  around: number;
  region: Region;
}

export interface Facts {
  name: NameSigns;
  /** The page it links to, and how that lies to this one. */
  leadsTo: 'nowhere' | 'home' | 'away' | 'page';
  /** It has a file that the page itself proves to be large. */
  isLarge: boolean;
  /** The size at which it is shown says something of its file: no larger file waits behind it. */
  sizeCounts: boolean;
}

/** Width from which a file is no icon. */
const LARGE_FILE = 400;

export function isLargeFile({ offers }: Group): boolean {
  return offers.some(({ tier, candidate }) => tier === 'width' && isWide(candidate.width));
}

function isWide(width: number | undefined): boolean {
  return width !== undefined && width >= LARGE_FILE;
}

/** Whether what is to be fetched is the file that is shown at the declared size. */
export function isShownFile({ offers }: Group): boolean {
  return SHOWN.has(offers[0]?.tier);
}

const SHOWN: ReadonlySet<string | undefined> = new Set<Tier>([
  'src',
  'noscript',
  'density',
  'lazy',
  'placeholder',
]);

/** Whether a script is to load it. */
export function isDeferred({ offers }: Group): boolean {
  return offers[0]?.tier === 'lazy';
}

/** Of a picture that a script is to load, a size of one pixel is that of its stand-in. */
export function declaredSize(
  { attribs: { width, height, style } }: Element,
  deferred: boolean,
): Pick<Showing, 'width' | 'height'> {
  const size = {
    width: pixels0(width) ?? styled(style, STYLE_WIDTH),
    height: pixels0(height) ?? styled(style, STYLE_HEIGHT),
  };
  const isStandIn = deferred && (size.width ?? 0) <= 2 && (size.height ?? 0) <= 2;
  return isStandIn ? { width: undefined, height: undefined } : measured(size);
}

/** A side of 0 beside a longer one: a page that does not know it. */
function measured({ width, height }: Pick<Showing, 'width' | 'height'>) {
  return {
    width: width === 0 && (height ?? 0) > 2 ? undefined : width,
    height: height === 0 && (width ?? 0) > 2 ? undefined : height,
  };
}

/** Like `pixels`, but 0 counts: pictures that count visits are shown so. */
function pixels0(text: string | undefined): number | undefined {
  return text === undefined ? undefined : text.trim() === '0' ? 0 : pixels(text);
}

const STYLE_WIDTH = /(?:^|[;\s])width\s{0,5}:\s{0,5}(\d{1,5})(?:\.\d{1,9})?px/i;
const STYLE_HEIGHT = /(?:^|[;\s])height\s{0,5}:\s{0,5}(\d{1,5})(?:\.\d{1,9})?px/i;

function styled(style: string | undefined, pattern: RegExp): number | undefined {
  if (style === undefined) return undefined;
  const value = pattern.exec(style.slice(0, 500))?.[1];
  return value === undefined ? undefined : Number(value);
}

/** Whether both sides are declared, and none is over `most`. */
export function isAtMost({ width, height }: Showing, most: number): boolean {
  return width !== undefined && height !== undefined && width <= most && height <= most;
}

/** Whether a side is declared that is over `most`. */
export function isOver({ width, height }: Showing, most: number): boolean {
  return (width ?? 0) > most || (height ?? 0) > most;
}

/** Sizes are not declared at all. */
export function isUnsized({ width, height }: Showing): boolean {
  return width === undefined && height === undefined;
}

/** Not shown to anybody. */
export function isHidden({ attribs: { style, hidden } }: Element): boolean {
  return (
    hidden !== undefined ||
    (style !== undefined &&
      /display\s{0,5}:\s{0,5}none|visibility\s{0,5}:\s{0,5}hidden/i.test(style.slice(0, 500)))
  );
}
