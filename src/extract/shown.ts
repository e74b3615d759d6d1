import { isTag, isText } from 'domhandler';
import type { Element } from 'domhandler';
import { BACKGROUND_SETS, BACKGROUNDS } from './holders.ts';
import { hasData } from './attributes.ts';
import { layersIn } from './css.ts';
import { looksLikePicture } from './file-kind.ts';
import type { RawOffer } from './raw-offer.ts';
import { parseSrcset } from './srcset.ts';

/** Which elements show a picture that is in no `img`. */

/** How an element names the picture that it shows. */
export type ImageKind =
  | 'img'
  | 'svg-image'
  | 'poster'
  /** `object` or `embed`. */
  | 'object'
  /** `input type=image`. */
  | 'button'
  | 'background';

const IMAGE_TYPE = /^\s{0,9}image\//i;

/** Whether an `object` or an `embed` is a picture: by its type, or where it says none by the name of its file. */
export function embedsPicture({ attribs }: Element): boolean {
  const url = attribs.data ?? attribs.src ?? '';
  if (url === '') return false;
  return attribs.type === undefined ? looksLikePicture(url) : IMAGE_TYPE.test(attribs.type);
}

/** The file that an element of this kind names. */
export function fileOf({ attribs }: Element, kind: Exclude<ImageKind, 'img' | 'background'>) {
  switch (kind) {
    case 'svg-image':
      return attribs.href ?? attribs['xlink:href'];
    case 'poster':
      return attribs.poster ?? attribs['data-poster'];
    case 'object':
      return attribs.data ?? attribs.src;
    case 'button':
      return attribs.src;
  }
}

/** Parts of a page whose backgrounds are the page's. */
const PAGE_WIDE = new Set(['html', 'body', 'header', 'footer', 'nav', 'main', 'form', 'table']);

/** Class names of what galleries are made of. */
const GALLERY_WORD =
  /(?:^|[\s_-])(?:gallery|album|photos?|pictures?|pics?|images?|imgs?|slides?|thumbs?|thumbnails?|tiles?|items?|cards?|media|portfolio|lightbox|swiper|carousel|cell|grid|masonry|poster|artwork)(?:$|[\s_-]|\d)/i;

/**
 * Whether what an element draws behind itself is a picture of the page, not the page's looks: its class says so, it is a
 * link's or stands in one, or there is nothing in front of it.
 */
export function drawsContent(element: Element, inLink: boolean): boolean {
  if (PAGE_WIDE.has(element.name)) return false;
  const { class: classes = '', id = '', role = '' } = element.attribs;
  return (
    inLink ||
    role === 'img' ||
    GALLERY_WORD.test(classes.slice(0, 300)) ||
    GALLERY_WORD.test(id.slice(0, 100)) ||
    isEmpty(element)
  );
}

/** Class words for a selector's last part. */
export function namesContent(selector: string): boolean {
  const [last = ''] = /[^\s>+~]*$/.exec(selector) ?? [];
  return GALLERY_WORD.test(last.replace(/[.#:[\]="]/g, ' '));
}

function isEmpty({ children }: Element): boolean {
  return children.every(
    (child) => (isText(child) && child.data.trim() === '') || (!isText(child) && !isTag(child)),
  );
}

/** Files that an element draws, or that a script is to draw behind it: renditions of one picture. */
export function drawnBy({ attribs }: Element): RawOffer[] {
  if (attribs.style === undefined && !hasData(attribs)) return [];
  const offers: RawOffer[] = layersIn(attribs.style ?? '').flatMap((layer) =>
    layer.map(({ raw, density }) =>
      density === undefined ? { raw, tier: 'src' } : { raw, tier: 'density', density },
    ),
  );
  for (const name of BACKGROUNDS) {
    const raw = attribs[name]?.trim() ?? '';
    if (raw === '') continue;
    const inStyle = layersIn(`background:${raw}`).flat();
    const isUrl = /[/.]/.test(raw) && !/[\s<>{}()]/.test(raw);
    for (const file of inStyle.length > 0 || !isUrl ? inStyle : [{ raw }])
      offers.push({ raw: file.raw, tier: name === 'data-bg-hidpi' ? 'lazy-full' : 'lazy' });
  }
  for (const name of BACKGROUND_SETS) {
    for (const { url, width, density } of parseSrcset(attribs[name] ?? ''))
      offers.push(
        width === undefined
          ? { raw: url, tier: 'density', density: density ?? 1 }
          : { raw: url, tier: 'width', width },
      );
  }
  // A drawing behind an element is one of the page's looks.
  return offers.filter(({ raw }) => !/^\s*data:|\.svg(?:$|[?#])/i.test(raw));
}
