import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createPictureReader } from '../../src/verify/index.ts';
import type { PictureFacts } from '../../src/verify/index.ts';
import * as made from './pictures.ts';
import { realFiles } from './real-files.ts';

const FILES = await realFiles();
/** A codestream does not say where it ends. */
const ENDLESS = ['raw.jxl'];
const CUTTABLE = FILES.filter(({ name }) => !ENDLESS.includes(name));

function read(file: Uint8Array, sizes: readonly number[] = []): PictureFacts | 'not_a_picture' {
  const reader = createPictureReader();
  for (let at = 0, n = 0; at < file.length; n++) {
    const size = sizes[n % sizes.length] ?? file.length;
    reader.write(file.subarray(at, at + size));
    at += size;
  }
  return reader.end();
}

function isWhole(facts: PictureFacts | 'not_a_picture'): boolean {
  return facts !== 'not_a_picture' && facts.cut === undefined;
}

describe('files of real encoders', () => {
  it.each(FILES)('$name is whole', ({ bytes }) => {
    const facts = read(bytes);
    expect(facts).not.toHaveProperty('cut');
    expect(facts).toHaveProperty('width');
  });

  it.each(CUTTABLE)('$name is not accepted when it is cut, wherever', ({ bytes, filling = 0 }) => {
    const accepted: number[] = [];
    for (let end = 0; end < bytes.length - filling; end++)
      if (isWhole(read(bytes.subarray(0, end)))) accepted.push(end);
    expect(accepted).toEqual([]);
  });

  it.each(FILES)('$name may have bytes after its end', ({ bytes }) => {
    for (const junk of ['\n', '<!-- cached -->\n', '\0'.repeat(999), 'PK\x03\x04', 'ftypmp42'])
      expect(read(made.bytes(bytes, junk))).not.toHaveProperty('cut');
  });

  it('a bare JPEG XL codestream does not tell where it ends', () => {
    const { bytes } = FILES.find(({ name }) => name === 'raw.jxl') ?? { bytes: Buffer.alloc(0) };
    expect(isWhole(read(bytes.subarray(0, 11)))).toBe(true);
    expect(isWhole(read(bytes.subarray(0, 10)))).toBe(false);
  });

  it('reads the same however the bytes are cut into chunks', () => {
    const sizes = fc.array(fc.integer({ min: 1, max: 700 }), { minLength: 1, maxLength: 9 });
    const end = fc.double({ min: 0, max: 1, noNaN: true });
    fc.assert(
      fc.property(fc.constantFrom(...FILES), end, sizes, ({ bytes }, share, cuts) => {
        const file = bytes.subarray(0, Math.ceil(bytes.length * share));
        expect(read(file, cuts)).toEqual(read(file));
      }),
      { numRuns: 1_500, seed: 7 },
    );
  });

  it('neither throws nor hangs nor depends on chunks, whatever the damage', () => {
    const spot = fc.tuple(fc.double({ min: 0, max: 1, noNaN: true }), fc.nat(255), fc.boolean());
    const damage = fc.array(spot, { minLength: 1, maxLength: 8 });
    fc.assert(
      fc.property(
        fc.constantFrom(...FILES),
        damage,
        fc.integer({ min: 1, max: 2_000 }),
        (file, spots, size) => {
          const wild = Buffer.from(file.bytes);
          // Headers are where structure is: half of the damage goes there.
          for (const [share, value, head] of spots)
            wild[Math.floor(share * (head ? Math.min(wild.length, 300) : wild.length))] = value;
          expect(read(wild, [size])).toEqual(read(wild));
        },
      ),
      { numRuns: 4_000, seed: 11 },
    );
  });

  it('does not accept a file that is both damaged in its pixels and cut', () => {
    const pixels = CUTTABLE.filter(({ name }) => /\.(jpg|png|webp|gif)$/.test(name));
    fc.assert(
      fc.property(fc.constantFrom(...pixels), fc.integer({ min: 20, max: 200 }), (file, lost) => {
        const end = file.bytes.length - lost;
        const wild = Buffer.from(file.bytes.subarray(0, end));
        for (let at = end - 10; at < end; at++) wild[at] = (wild[at] ?? 0) & 0x0f;
        expect(isWhole(read(wild))).toBe(false);
      }),
      { numRuns: 500, seed: 3 },
    );
  });
});

const jpeg = made.jpeg(64, 48);
const thumbnail = made.jpegSegment(0xe1, made.bytes('Exif\0\0', made.jpeg(9, 9)));
const picture = made.png(31, 17);
const gif = made.gif(8, 8);
const comment = made.bytes([0x21, 0xfe, 4], 'made', [0]);
const scan = jpeg.subarray(jpeg.indexOf(Buffer.from([0xff, 0xda])), -2);
const chunk = (type: string, data: Buffer): Buffer => made.pngChunk(type, data);
const beforeIend = (...chunks: Buffer[]): Buffer =>
  made.bytes(picture.subarray(0, -12), ...chunks, picture.subarray(-12));
const svgText = (text: string): Buffer => Buffer.from(text);

const UNUSUAL: [name: string, file: Buffer][] = [
  ['MPO: two pictures in a row', made.bytes(jpeg, made.jpeg(64, 48))],
  ['a video behind a JPEG', made.bytes(jpeg, made.box('ftyp', 'mp42'), Buffer.alloc(5_000, 7))],
  ['a thumbnail with its own end', made.jpeg(64, 48, { segments: [thumbnail] })],
  ['fill bytes before the end marker', made.bytes(jpeg.subarray(0, -2), [0xff, 0xff, 0xff, 0xd9])],
  ['metadata between scans', made.bytes(jpeg.subarray(0, -2), thumbnail, scan, [0xff, 0xd9])],
  [
    'the height after the scan (DNL)',
    made.bytes(made.jpeg(64, 0).subarray(0, -2), [0xff, 0xdc, 0, 4, 0, 48, 0xff, 0xd9]),
  ],
  ['restart markers', made.bytes(jpeg.subarray(0, -2), [0xff, 0xd0, 0x12, 0xff, 0, 0xff, 0xd9])],
  ['APNG', beforeIend(chunk('fcTL', Buffer.alloc(26)), chunk('fdAT', Buffer.alloc(99)))],
  ['a huge ancillary chunk', beforeIend(chunk('teXt', Buffer.alloc(300_000, 65)))],
  ['CgBI', made.png(31, 17, made.cgbi())],
  ['a comment after the last frame', made.bytes(gif.subarray(0, -1), comment, [0x3b])],
  ['zeros between blocks of a GIF', made.bytes(gif.subarray(0, -1), [0, 0], comment, [0x3b])],
  ['a GIF that ends with rubbish', made.bytes(gif.subarray(0, -1), [0x77])],
  ['a WebP without its last filling byte', made.webpExtended(9, 9, 'odd').subarray(0, -1)],
  [
    'an SVG with BOM, doctype and comments',
    made.svg('width="1"', '\ufeff<!DOCTYPE svg><!-- </svg> -->'),
  ],
  ['an SVG inside an SVG', svgText('<svg><svg></svg><svg/><![CDATA[</svg>]]></svg>\n<!-- end -->')],
  ['an SVG with > and quotes in attributes', svgText(`<svg a='>"' b="'>/"><g c="</svg>"/></svg >`)],
  ['an empty SVG', svgText('<svg xmlns="http://www.w3.org/2000/svg"/>')],
  ['an SVG with a prefix', svgText('<a:svg xmlns:a="x"><a:g></a:g></a:svg>')],
  ['an SVG with an unclosed element', svgText('<svg><g><path></svg>')],
  ['an SVG in UTF-16', made.utf16('<svg><text>\u4e2d\u3c00</text></svg>', 'be')],
  [
    'an SVG with brackets and comments in its subset',
    svgText(`<!DOCTYPE svg [<!-- it's ] <svg/> --><!ENTITY a "]><svg/>"><?p ]> ?>]><svg></svg>`),
  ],
  [
    'an AVIF of one small box',
    made.bytes(made.box('ftyp', 'mif3\0\0\0\0mif3avif'), made.box('mini', Buffer.alloc(99))),
  ],
  ['an AVIF whose data comes first', made.heif(12, 34, { dataFirst: 50_000 })],
  ['an AVIF whose last box is open', made.bytes(made.avif(8, 8), made.be32(0), 'free', 'abc')],
];

describe('the unusual', () => {
  it.each(UNUSUAL)('accepts %s', (_, file) => {
    expect(read(file)).not.toBe('not_a_picture');
    expect(read(file)).not.toHaveProperty('cut');
  });

  it('is not accepted when the element behind a doctype, or the small box, is cut', () => {
    for (const wanted of ['subset', 'small box']) {
      const file = UNUSUAL.find(([name]) => name.includes(wanted))?.[1] ?? Buffer.alloc(0);
      for (let end = 0; end < file.length; end++)
        expect([wanted, end, isWhole(read(file.subarray(0, end)))]).toEqual([wanted, end, false]);
    }
  });

  it('takes the height from DNL', () => {
    const file = UNUSUAL.find(([name]) => name.includes('DNL'))?.[1] ?? Buffer.alloc(0);
    expect(read(file)).toMatchObject({ width: 64, height: 48 });
  });

  it('takes a bitmap whose header has no size of the file', () => {
    const file = made.bmp(5, 7);
    file.writeUInt32LE(0, 2);
    expect(read(file)).not.toHaveProperty('cut');
    expect(read(file.subarray(0, -2))).toHaveProperty('cut');
  });

  it('says what is missing', () => {
    expect(read(jpeg.subarray(0, 100))).toMatchObject({
      cut: 'the end marker (EOI) is not found in 100 bytes',
    });
    expect(read(made.bmp(5, 7).subarray(0, 100))).toMatchObject({
      cut: 'only 100 of at least 165 bytes are there',
    });
    const [head, rest] = [picture.subarray(0, 33), picture.subarray(41)];
    expect(read(made.bytes(head, [0xff, 0, 0, 0, 0, 0, 0, 0], rest))).toMatchObject({
      cut: expect.stringContaining('a chunk has an impossible length or name') as string,
    });
  });

  it('does not take a thumbnail for the picture', () => {
    const file = made.jpeg(64, 48, { segments: [thumbnail] });
    expect(isWhole(read(file.subarray(0, thumbnail.length + 40)))).toBe(false);
  });

  it('does not take zeros for the rest of a picture', () => {
    for (const { bytes, name } of CUTTABLE.filter(({ name: it }) => /\.(jpg|png|gif)$/.test(it))) {
      const half = bytes.length >> 1;
      const filled = made.bytes(bytes.subarray(0, half), Buffer.alloc(bytes.length - half));
      expect([name, isWhole(read(filled))]).toEqual([name, false]);
    }
  });
});

describe('TIFF directories anywhere', () => {
  const { bytes } = FILES.find(({ name }) => name === 'strips4.tif') ?? { bytes: Buffer.alloc(0) };

  it('reads lists that lie before their directory', () => {
    // Nine strips: the list of their places goes in front of the directory, and stays within reach.
    const file = made.tiffWithListsFirst(9, 400);
    expect(read(file)).not.toHaveProperty('cut');
    expect(read(file.subarray(0, -1))).toHaveProperty('cut');
  });

  it('goes round in no circle', () => {
    const file = Buffer.from(bytes);
    const directory = file.readUInt32LE(4);
    const next = directory + 2 + file.readUInt16LE(directory) * 12;
    file.writeUInt32LE(directory, next);
    expect(read(file)).not.toHaveProperty('cut');
  });
});
