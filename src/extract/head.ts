import { isText } from 'domhandler';
import type { Element } from 'domhandler';
import { mayDraw } from './css.ts';
import { pixels } from './attributes.ts';
import { MAX_DATA_TEXT } from './tree-builder.ts';
import type { DataScan, MentionScan } from './scanned.ts';
import { parseSrcset } from './srcset.ts';

/** What one page may say of pictures that it does not show. */
const MAX_MENTIONS = 5_000;
const MAX_DATA = 200;
const MAX_SHEETS = 50;

/** Collects what `meta`, `link` and `script` elements say of pictures. */
export class HeadReader {
  readonly mentions: MentionScan[] = [];
  readonly data: DataScan[] = [];
  readonly sheets: string[] = [];
  /** The Open Graph picture that `og:image:width` and its like speak of. */
  #openGraph: MentionScan | undefined;
  #twitter: MentionScan | undefined;

  meta({ attribs }: Element): void {
    const { content = '' } = attribs;
    if (content === '') return;
    if (attribs.itemprop !== undefined) this.#microdata(attribs.itemprop, content);
    const name = (attribs.property ?? attribs.name ?? '').slice(0, 50).trim().toLowerCase();
    if (name.startsWith('og:image')) this.#openGraphImage(name.slice('og:image'.length), content);
    else if (name.startsWith('twitter:image'))
      this.#twitterImage(name.slice('twitter:image'.length), content);
  }

  link({ attribs }: Element): void {
    const { href = '', rel = '' } = attribs;
    if (attribs.itemprop !== undefined && href !== '') this.#microdata(attribs.itemprop, href);
    if (rel === '') return;
    const words = rel.slice(0, 100).toLowerCase().split(/\s+/);
    if (words.includes('image_src') && href !== '')
      this.#add({ source: 'link-image', offers: [{ raw: href, tier: 'mention' }] });
    else if (words.includes('preload') && attribs.as?.trim().toLowerCase() === 'image')
      this.#preload(href, attribs.imagesrcset ?? '');
  }

  /** One that is no program. */
  script(element: Element): void {
    const kind = dataKind(element);
    const [content] = element.children;
    if (kind === undefined || content === undefined || !isText(content)) return;
    if (this.data.length < MAX_DATA && content.data.length <= MAX_DATA_TEXT)
      this.data.push({ kind, text: content.data });
  }

  style({ children: [content] }: Element): void {
    if (content === undefined || !isText(content) || this.sheets.length >= MAX_SHEETS) return;
    if (mayDraw(content.data)) this.sheets.push(content.data);
  }

  #openGraphImage(property: string, content: string): void {
    const [offer] = this.#openGraph?.offers ?? [];
    switch (property) {
      case '':
        this.#openGraph = this.#add({
          source: 'open-graph',
          offers: [{ raw: content, tier: 'mention' }],
        });
        return;
      case ':url':
      case ':secure_url':
        if (offer === undefined) this.#openGraphImage('', content);
        // Commonly the same with another scheme, which is to be asked for once.
        else if (withoutScheme(offer.raw) !== withoutScheme(content))
          this.#openGraph?.offers.push({ raw: content, tier: 'mention' });
        else offer.raw = content;
        return;
      case ':width': {
        const width = pixels(content);
        if (offer !== undefined && width !== undefined) offer.width = width;
        return;
      }
      case ':alt':
        if (this.#openGraph !== undefined) this.#openGraph.alt ??= content.slice(0, 1_000).trim();
    }
  }

  #twitterImage(property: string, content: string): void {
    if (property === '' || property === ':src' || /^\d$/.test(property)) {
      const offers: MentionScan['offers'] = [{ raw: content, tier: 'mention' }];
      this.#twitter = this.#add({ source: 'twitter-card', offers });
    } else if (property === ':alt' && this.#twitter !== undefined) {
      this.#twitter.alt ??= content.slice(0, 1_000).trim();
    }
  }

  #microdata(itemprop: string, raw: string): void {
    const words = itemprop.slice(0, 200).split(/\s+/);
    if (words.includes('contentUrl'))
      this.#add({ source: 'microdata', offers: [{ raw, tier: 'full' }] });
    else if (words.includes('image'))
      this.#add({ source: 'microdata', offers: [{ raw, tier: 'mention' }] });
    else if (words.includes('thumbnailUrl'))
      this.#add({ source: 'microdata', offers: [{ raw, tier: 'thumbnail' }] });
  }

  #preload(href: string, srcset: string): void {
    const sizes = parseSrcset(srcset).map(({ url, width, density }) => ({
      raw: url,
      tier: width === undefined ? ('density' as const) : ('width' as const),
      ...(width !== undefined && { width }),
      ...(density !== undefined && { density }),
    }));
    const offers: MentionScan['offers'] = [
      ...sizes,
      ...(href === '' ? [] : [{ raw: href, tier: 'mention' as const }]),
    ];
    // A marker of a menu is loaded early, too.
    const isDrawing = offers.every(({ raw }) => /\.svg(?:[?#]|$)/i.test(raw));
    if (offers.length > 0 && !isDrawing) this.#add({ source: 'preload', offers });
  }

  #add(mention: MentionScan): MentionScan {
    if (this.mentions.length < MAX_MENTIONS) this.mentions.push(mention);
    return mention;
  }
}

/** What a `script` holds, unless it is a program. */
function dataKind({ attribs }: Element): DataScan['kind'] | undefined {
  if (attribs.type === undefined) return undefined;
  const type = attribs.type
    .slice(0, 100)
    .trim()
    .toLowerCase()
    .replace(/\s*;.*/s, '');
  if (type === 'application/ld+json') return 'json-ld';
  return type === 'application/json' || type === 'text/json' ? 'json' : undefined;
}

function withoutScheme(url: string): string {
  return url.trim().replace(/^https?:/i, '');
}
