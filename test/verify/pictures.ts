/**
 * Small real pictures, written by hand: PNG, JPEG, GIF, BMP, ICO and lossless WebP open in any viewer; of the others
 * there is all that tells the size, with filler where the coded data would be.
 */
import { crc32, deflateSync } from 'node:zlib';

export function bytes(...parts: (Uint8Array | string | number[])[]): Buffer {
  return Buffer.concat(
    parts.map((part) =>
      typeof part === 'string' ? Buffer.from(part, 'latin1') : Buffer.from(part),
    ),
  );
}

const be16 = (n: number): Buffer => bytes([(n >>> 8) & 255, n & 255]);
export const be32 = (n: number): Buffer => bytes(be16((n >>> 16) & 0xffff), be16(n & 0xffff));
const le16 = (n: number): Buffer => be16(n).reverse();
const le24 = (n: number): Buffer => bytes(le16(n & 0xffff), [(n >>> 16) & 255]);
export const le32 = (n: number): Buffer => be32(n).reverse();

/** Bits, the lowest of each byte first. */
function lowBitsFirst(...fields: [value: number, count: number][]): Buffer {
  const bits = fields.flatMap(([value, count]) =>
    Array.from({ length: count }, (_, bit) => Math.floor(value / 2 ** bit) % 2),
  );
  const out = Buffer.alloc(Math.ceil(bits.length / 8));
  for (const [at, bit] of bits.entries()) out[at >> 3] = (out[at >> 3] ?? 0) | (bit << (at & 7));
  return out;
}

export function pngChunk(type: string, data: Uint8Array): Buffer {
  const body = bytes(type, data);
  return bytes(be32(data.length), body, be32(crc32(body)));
}

/** Grey, 8 bits. `before`: a chunk ahead of IHDR, as Apple's optimised files have. */
export function png(width: number, height: number, before: Buffer = Buffer.alloc(0)): Buffer {
  return bytes(
    '\x89PNG\r\n\x1a\n',
    before,
    pngChunk('IHDR', bytes(be32(width), be32(height), [8, 0, 0, 0, 0])),
    pngChunk('IDAT', deflateSync(Buffer.alloc((width + 1) * height))),
    pngChunk('IEND', Buffer.alloc(0)),
  );
}

export const cgbi = (): Buffer => pngChunk('CgBI', bytes([0x50, 0, 0x20, 6]));

export function jpegSegment(marker: number, data: Uint8Array): Buffer {
  return bytes([0xff, marker], be16(data.length + 2), data);
}

/** Grey, every block the same: each codes as one bit for DC and one for end of block. */
export function jpeg(
  width: number,
  height: number,
  options: { sof?: number; segments?: Buffer[] } = {},
): Buffer {
  const oneCode = bytes([1], new Array<number>(15).fill(0), [0]);
  const blocks = Math.ceil(width / 8) * Math.ceil(height / 8);
  return bytes(
    [0xff, 0xd8],
    ...(options.segments ?? []),
    jpegSegment(0xdb, bytes([0], new Array<number>(64).fill(1))),
    jpegSegment(options.sof ?? 0xc0, bytes([8], be16(height), be16(width), [1, 1, 0x11, 0])),
    jpegSegment(0xc4, bytes([0x00], oneCode, [0x10], oneCode)),
    jpegSegment(0xda, bytes([1, 1, 0, 0, 63, 0])),
    lowBitsFirst([0, blocks * 2 - (blocks % 4) * 2]),
    blocks % 4 === 0 ? [] : [0xff >> ((blocks % 4) * 2)],
    [0xff, 0xd9],
  );
}

/** One pixel of colour 0 on a screen of any size. */
export function gif(width: number, height: number, version = '89a'): Buffer {
  return bytes(
    `GIF${version}`,
    le16(width),
    le16(height),
    [0x80, 0, 0, 0, 0, 0, 255, 255, 255],
    [0x2c, 0, 0, 0, 0, 1, 0, 1, 0, 0, 2, 2, 0x44, 1, 0, 0x3b],
  );
}

function riff(...chunks: [type: string, data: Uint8Array][]): Buffer {
  const body = bytes(
    ...chunks.map(([type, data]) =>
      bytes(type, le32(data.length), data, data.length % 2 === 1 ? [0] : []),
    ),
  );
  return bytes('RIFF', le32(body.length + 4), 'WEBP', body);
}

/** Lossless: five prefix codes of one symbol each, so no pixel takes a bit (RFC 9649 §3). */
function vp8l(width: number, height: number): Buffer {
  const simpleCode: [number, number][] = [[1, 4]];
  return bytes(
    [0x2f],
    lowBitsFirst(
      [width - 1, 14],
      [height - 1, 14],
      [0, 4],
      [0, 3],
      ...Array.from({ length: 5 }, () => simpleCode).flat(),
    ),
  );
}

export function webpLossless(width: number, height: number): Buffer {
  return riff(['VP8L', vp8l(width, height)]);
}

/** `scale`: the two bits above each side, which are no part of it. */
export function webpLossy(width: number, height: number, scale = 0): Buffer {
  const sides = bytes(le16(width | (scale << 14)), le16(height | (scale << 14)));
  return riff(['VP8 ', bytes([0x10, 0, 0, 0x9d, 0x01, 0x2a], sides, Buffer.alloc(12))]);
}

/** `odd`: the last chunk is followed by a byte that fills it up. */
export function webpExtended(width: number, height: number, last: 'odd' | 'even' = 'even'): Buffer {
  const canvas = bytes([0, 0, 0, 0], le24(width - 1), le24(height - 1));
  const metadata = Buffer.alloc(last === 'odd' ? 7 : 8);
  return riff(['VP8X', canvas], ['VP8L', vp8l(width, height)], ['EXIF', metadata]);
}

/** Black, 24 bits; a negative height stores the rows from top to bottom. */
export function bmp(width: number, height: number, header: 'core' | 'info' = 'info'): Buffer {
  const pixels = Buffer.alloc(Math.ceil((width * 3) / 4) * 4 * Math.abs(height));
  const info =
    header === 'core'
      ? bytes(le32(12), le16(width), le16(height), le16(1), le16(24))
      : bytes(le32(40), le32(width), le32(height), le16(1), le16(24), Buffer.alloc(24));
  const offset = 14 + info.length;
  return bytes('BM', le32(offset + pixels.length), le32(0), le32(offset), info, pixels);
}

export function ico(...sides: number[]): Buffer {
  const images = sides.map((side) => png(side, side));
  let offset = 6 + 16 * images.length;
  const entries = images.map((image, index) => {
    const side = (sides[index] ?? 0) & 255;
    const entry = bytes([side, side, 0, 0, 1, 0, 32, 0], le32(image.length), le32(offset));
    offset += image.length;
    return entry;
  });
  return bytes(le16(0), le16(1), le16(images.length), ...entries, ...images);
}

export interface TiffOptions {
  endian?: 'II' | 'MM';
  big?: boolean;
  /** Bytes of pixels between header and directory: writers put the directory last. */
  pixels?: number;
}

export function tiff(width: number, height: number, options: TiffOptions = {}): Buffer {
  const little = options.endian !== 'MM';
  const u16 = little ? le16 : be16;
  const u32 = little ? le32 : be32;
  const u64 = (n: number): Buffer => (little ? bytes(le32(n), le32(0)) : bytes(be32(0), be32(n)));
  const pixels = Buffer.alloc(options.pixels ?? 64);
  const entry = (tag: number, type: number, value: Buffer): Buffer => {
    const field = Buffer.alloc(options.big === true ? 8 : 4);
    value.copy(field);
    return bytes(u16(tag), u16(type), options.big === true ? u64(1) : u32(1), field);
  };
  const entries = [
    entry(254, 4, u32(0)),
    entry(256, 3, u16(width)),
    entry(257, 4, u32(height)),
    entry(258, 3, u16(8)),
  ];
  const head =
    options.big === true
      ? bytes(u16(43), u16(8), u16(0), u64(16 + pixels.length))
      : bytes(u16(42), u32(8 + pixels.length));
  const count = options.big === true ? u64(entries.length) : u16(entries.length);
  return bytes(options.endian ?? 'II', head, pixels, count, ...entries, Buffer.alloc(8));
}

/** Grey strips behind the directory, whose lists of places and lengths stand in front of it. */
export function tiffWithListsFirst(strips: number, stripBytes: number): Buffer {
  const lists = 8;
  const directory = lists + strips * 8;
  const data = directory + 2 + 4 * 12 + 4;
  const each = Array.from({ length: strips }, (_, index) => index);
  const entry = (tag: number, type: number, count: number, value: number): Buffer =>
    bytes(le16(tag), le16(type), le32(count), le32(value));
  return bytes(
    'II*\0',
    le32(directory),
    ...each.map(() => le32(stripBytes)),
    ...each.map((index) => le32(data + index * stripBytes)),
    le16(4),
    entry(256, 4, 1, 20),
    entry(257, 4, 1, strips * 20),
    entry(273, 4, strips, lists + strips * 4),
    entry(279, 4, strips, lists),
    le32(0),
    Buffer.alloc(strips * stripBytes),
  );
}

export function box(type: string, ...content: (Uint8Array | string | number[])[]): Buffer {
  const body = bytes(...content);
  return bytes(be32(body.length + 8), type, body);
}

export interface HeifOptions {
  major?: string;
  compatible?: string[];
  /** Sizes of the items; the first is the primary one. */
  items?: [number, number][];
  /** No associations: the sizes stand alone. */
  unlinked?: boolean;
  /** Coded data ahead of the `meta` box, in bytes. */
  dataFirst?: number;
  /** 32-bit item numbers and 15-bit property numbers. */
  wide?: boolean;
}

export function heif(width: number, height: number, options: HeifOptions = {}): Buffer {
  const items = options.items ?? [[width, height]];
  const wide = options.wide === true;
  const id = (n: number): Buffer => (wide ? be32(n) : be16(n));
  const version = [wide ? 1 : 0, 0, 0, wide ? 1 : 0];
  const properties = [
    box('pixi', [0, 0, 0, 0, 1, 8]),
    ...items.map(([w, h]) => box('ispe', be32(0), be32(w), be32(h))),
  ];
  const links = items.map((_, index) =>
    bytes(id(index + 1), [2], wide ? [0, 1, 0x80, index + 2] : [1, 0x80 | (index + 2)]),
  );
  const meta = box(
    'meta',
    be32(0),
    box('hdlr', be32(0), be32(0), 'pict', Buffer.alloc(13)),
    box('pitm', version.slice(0, 3), [0], id(1)),
    box(
      'iprp',
      box('ipco', ...properties),
      ...(options.unlinked === true ? [] : [box('ipma', version, be32(items.length), ...links)]),
    ),
  );
  const brands = options.compatible ?? ['mif1', 'miaf'];
  const ftyp = box('ftyp', options.major ?? 'avif', be32(0), ...brands);
  const data = box('mdat', Buffer.alloc(options.dataFirst ?? 100));
  return options.dataFirst === undefined ? bytes(ftyp, meta, data) : bytes(ftyp, data, meta);
}

export const avif = (width: number, height: number): Buffer => heif(width, height);
export const heic = (width: number, height: number): Buffer =>
  heif(width, height, { major: 'heic', compatible: ['mif1', 'heic'] });

/** `ratio` as in the size header: 0 writes the width out. */
export function jxlCodestream(width: number, height: number, ratio = 0): Buffer {
  const side = (n: number): [number, number][] => {
    const widths = [9, 13, 18, 30];
    const selector = widths.findIndex((bits) => n - 1 < 2 ** bits);
    return [
      [selector, 2],
      [n - 1, widths[selector] ?? 30],
    ];
  };
  const sides: [number, number][] = [
    ...side(height),
    [ratio, 3],
    ...(ratio === 0 ? side(width) : []),
  ];
  return bytes([0xff, 0x0a], lowBitsFirst([0, 1], ...sides), Buffer.alloc(16));
}

/** Sides that are multiples of 8 up to 256, in the short form. */
export function jxlSmall(width: number, height: number): Buffer {
  const fields: [number, number][] = [
    [1, 1],
    [height / 8 - 1, 5],
    [0, 3],
    [width / 8 - 1, 5],
  ];
  return bytes([0xff, 0x0a], lowBitsFirst(...fields), Buffer.alloc(16));
}

export function jxlContainer(codestream: Buffer, parts = false): Buffer {
  return bytes(
    box('JXL ', '\r\n\x87\n'),
    box('ftyp', 'jxl ', be32(0), 'jxl '),
    box('Exif', Buffer.alloc(300)),
    parts ? box('jxlp', be32(0), codestream) : box('jxlc', codestream),
  );
}

export function jp2(width: number, height: number): Buffer {
  return bytes(
    box('jP  ', '\r\n\x87\n'),
    box('ftyp', 'jp2 ', be32(0), 'jp2 '),
    box(
      'jp2h',
      box('ihdr', be32(height), be32(width), be16(3), [7, 7, 0, 0]),
      box('colr', [1, 0, 0]),
    ),
    box('jp2c', j2c(width, height)),
  );
}

/** The image lies at (3, 5) of its reference grid. */
export function j2c(width: number, height: number): Buffer {
  const siz = bytes(be16(47), be16(0), be32(width + 3), be32(height + 5), be32(3), be32(5));
  return bytes([0xff, 0x4f, 0xff, 0x51], siz, Buffer.alloc(40), [0xff, 0xd9]);
}

export function svg(attributes: string, before = ''): Buffer {
  return Buffer.from(
    `${before}<svg xmlns="http://www.w3.org/2000/svg" ${attributes}><path d="M0 0h9v9z"/></svg>`,
  );
}

/** UTF-16 with byte order mark. */
export function utf16(text: string, order: 'le' | 'be'): Buffer {
  const little = Buffer.from(`\ufeff${text}`, 'utf16le');
  return order === 'le' ? little : little.swap16();
}
