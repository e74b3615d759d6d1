/** The rules by which one showing of a picture is decoration. Where they are in doubt, it is a picture. */
import type { DecorRule } from '../../model.ts';
import { isAtMost, isHidden, isOver, isUnsized, type Facts, type Showing } from './facts.ts';
import { SAYS } from './words.ts';

/** Both sides at most this: an icon; and so even when it links to a page, as thumbnails do. */
const ICON_SIDE = 48;
const DRAWN_ICON_SIDE = 64;
const LINKED_ICON_SIDE = 32;
/** Words need no more than this to be believed of a picture of any format. */
const WORD_SIDE = 128;
/** Pictures of the same region that are photographs, or lead on: a gallery. */
const GALLERY_SIZE = 3;

export interface Circumstances {
  /** Pictures in the same region that might be a gallery's. */
  alike: number;
  /** Pictures of the page that come from the same folder. */
  inFolder: number;
  /** The page shows no other picture. */
  isOnly: boolean;
}

export function ruleFor(
  facts: Facts,
  showing: Showing,
  circumstances: Circumstances,
): DecorRule | undefined {
  if (countsVisits(facts, showing)) return 'tracking_pixel';
  if (facts.isLarge) return undefined;
  if (isTiny(facts, showing) || showing.element.name === 'input') return iconKind(facts, showing);
  if (isFace(facts, showing)) return 'avatar';
  if (isIcon(facts, showing, circumstances)) return 'icon';
  if (circumstances.isOnly) return undefined;
  if (isAdvertisement(facts, showing)) return 'advertisement';
  if (isLogo(facts, showing, circumstances)) return 'logo';
  if (isStrip(facts, showing)) return stripKind(facts, showing);
  return isPageArt(facts, showing, circumstances) ? 'navigation' : undefined;
}

function countsVisits({ name, leadsTo, sizeCounts }: Facts, showing: Showing): boolean {
  if (leadsTo === 'page' || leadsTo === 'home' || !sizeCounts) return false;
  if (isAtMost(showing, 2)) return true;
  if ((name.folder & SAYS.tracker) === 0 || name.format === 'photo') return false;
  const { alt = '' } = showing.element.attribs;
  const saysNothing = name.format === 'unknown' || alt.trim() === '';
  return isHidden(showing.element) || (saysNothing && !isOver(showing, WORD_SIDE));
}

/** Too small to be a picture, or a line across the page. */
function isTiny({ leadsTo, sizeCounts, name }: Facts, showing: Showing): boolean {
  if (!sizeCounts) return false;
  if (name.isFiller) return true;
  const drawnMost = name.format === 'drawn' ? DRAWN_ICON_SIDE : ICON_SIDE;
  const most = leadsTo === 'page' ? LINKED_ICON_SIDE : drawnMost;
  const { width, height } = showing;
  if (isAtMost(showing, most) || BUTTON_SIZES.has(`${width ?? ''}x${height ?? ''}`)) return true;
  const one = width === undefined ? height : height === undefined ? width : undefined;
  if (one !== undefined) return one <= LINKED_ICON_SIDE && leadsTo !== 'page';
  const line = name.format === 'drawn' ? DRAWN_LINE_SIDE : LINE_SIDE;
  return Math.min(width ?? Infinity, height ?? Infinity) <= line && leadsTo !== 'page';
}

/** Of the buttons that say what a page was made with, or by which rules. */
const BUTTON_SIZES: ReadonlySet<string> = new Set(['88x31', '80x15']);

/** Lines and bars: stars of a rating, rules between paragraphs. */
const LINE_SIDE = 8;
const DRAWN_LINE_SIDE = 20;

/** Small faces are avatars, small marks of the site a logo; the rest is icons. */
function iconKind({ name }: Facts, { own, around, region }: Showing): DecorRule {
  const said = own | name.file | name.folder;
  if (((said | around) & SAYS.avatar) !== 0) return 'avatar';
  const isBrand = ((own | around) & (SAYS.logo | SAYS.brand)) !== 0 && region.kind !== 'foot';
  return (said & SAYS.logo) !== 0 || isBrand ? 'logo' : 'icon';
}

function isFace({ name, leadsTo }: Facts, showing: Showing): boolean {
  const said = showing.own | showing.around | name.file | name.folder;
  if ((said & SAYS.avatar) !== 0) return !isOver(showing, 256);
  // Beside a person's name; a larger picture is one by them.
  return (said & SAYS.person) !== 0 && isAtMost(showing, WORD_SIDE) && leadsTo !== 'page';
}

function isIcon(facts: Facts, showing: Showing, { inFolder }: Circumstances): boolean {
  const { name, leadsTo } = facts;
  if (((showing.own | name.file | name.folder) & SAYS.emoji) !== 0)
    return !isOver(showing, WORD_SIDE);
  if (leadsTo === 'page' && (name.folder & SAYS.gallery) !== 0) return false;
  if ((name.file & SAYS.button) !== 0 && leadsTo !== 'nowhere') return !isOver(showing, 64);
  // A button of another site: a web ring, an award.
  if (leadsTo === 'away' && name.format === 'drawn' && isAtMost(showing, WORD_SIDE))
    return inFolder < GALLERY_SIZE;
  const isFolder = (name.folder & SAYS.icon) !== 0;
  const said = isFolder || ((showing.own | showing.around | name.file) & SAYS.icon) !== 0;
  // An icon of the site's own is its logo.
  if (!said || ((showing.own | showing.around) & SAYS.logo) !== 0) return false;
  if (isUnsized(showing))
    return name.format === 'drawn' && (leadsTo !== 'page' || isFolder || inFolder < GALLERY_SIZE);
  return !isOver(showing, name.format === 'drawn' ? WORD_SIDE : 64);
}

function isAdvertisement({ name }: Facts, showing: Showing): boolean {
  if (((showing.own | showing.around | name.folder) & SAYS.ad) !== 0) return true;
  return (name.file & SAYS.ad) !== 0 && name.format !== 'photo';
}

function isLogo(facts: Facts, showing: Showing, { inFolder }: Circumstances): boolean {
  const { name, leadsTo } = facts;
  const inHead = showing.region.kind === 'head' || showing.region.kind === 'menu';
  const inFrame = inHead || showing.region.kind === 'foot' || showing.region.kind === 'side';
  const said = showing.own | showing.around;
  if (leadsTo === 'page' && !inFrame)
    return (
      (name.file & SAYS.logo) !== 0 &&
      (name.folder & SAYS.gallery) === 0 &&
      name.format === 'drawn' &&
      inFolder < GALLERY_SIZE
    );
  if ((said & SAYS.logo) !== 0) return !isOver(showing, 600);
  if ((said & SAYS.brand) !== 0 && (inFrame || isAtMost(showing, 200))) return true;
  if ((name.file & SAYS.logo) !== 0 || (name.folder & SAYS.logo) !== 0)
    return leadsTo !== 'nowhere' || inFrame || name.format !== 'photo'
      ? !isOver(showing, 400)
      : isAtMost(showing, 200);
  if ((said & SAYS.head) !== 0 && leadsTo !== 'page' && isBanner(showing)) return true;
  if (!inHead) return false;
  return (name.file & SAYS.head) !== 0 || (leadsTo === 'home' && !mayBePhotograph(facts, showing));
}

/** Low and wide, and not large. */
function isBanner({ width = 0, height = 0 }: Showing): boolean {
  return height > 0 && height <= 150 && width >= 3 * height;
}

function mayBePhotograph({ name }: Facts, showing: Showing): boolean {
  const { width = 0, height = 0 } = showing;
  return name.format === 'photo' && isOver(showing, 200) && width < 3 * height;
}

/** Drawn low and wide, as headings and banners are. */
function isStrip({ name, leadsTo }: Facts, { width = 0, height = 0 }: Showing): boolean {
  return (
    name.format === 'drawn' &&
    leadsTo !== 'page' &&
    height > 0 &&
    height <= STRIP_HEIGHT &&
    width >= 4 * height
  );
}

const STRIP_HEIGHT = 90;

function stripKind({ leadsTo }: Facts, { region }: Showing): DecorRule {
  if (leadsTo === 'away') return 'advertisement';
  return region.kind === 'foot' ? 'navigation' : 'logo';
}

/** By its place alone; never a gallery, and never what may be a photograph. */
function isPageArt({ name, leadsTo }: Facts, showing: Showing, { alike }: Circumstances): boolean {
  const { kind } = showing.region;
  if (kind !== 'head' && kind !== 'menu' && kind !== 'foot') return false;
  const mayBePicture = name.format === 'photo' || leadsTo === 'page';
  if (mayBePicture && alike >= GALLERY_SIZE) return false;
  if (isOver(showing, 300)) return false;
  if (name.format === 'drawn') return leadsTo !== 'page' || !isOver(showing, WORD_SIDE);
  return isAtMost(showing, WORD_SIDE) && leadsTo !== 'page';
}
